using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Cli.Verbs;

/// <summary>
/// The options of train that decide its result in games with finitely many states, and those that every kind of game has. Each is declared
/// here alone: what it sets says how it is read and what it contradicts when a run is resumed.
/// </summary>
internal sealed class TrainOptions
{
    private static readonly AlternationOptions Ordinary = new() { Subsample = 1 };

    private readonly DeclaredOption<long?> agents = VerbOptions
        .Agents()
        .Sets<RunRecord>(nameof(RunRecord.Agents))
        .Sets<ContinuousRunRecord>(nameof(ContinuousRunRecord.Agents))
        .Sets<SweepRecord>(nameof(SweepRecord.Agents))
        .Sets<ContinuousSweepRecord>(nameof(ContinuousSweepRecord.Agents));
    private readonly DeclaredOption<string?> sampling = VerbOptions.Sampling("uniform");
    private readonly DeclaredOption<GlobalOracle> globalOracle = VerbOptions
        .Choice(
            "--global-oracle",
            "what proposes for the global agent: best responses in the k-agent surrogate (the paper's), in the deployed game, or both",
            Ordinary.GlobalOracle,
            ("surrogate", GlobalOracle.Surrogate),
            ("deployed", GlobalOracle.Deployed),
            ("both", GlobalOracle.Both)
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.GlobalOracle));
    private readonly DeclaredOption<int?> resolution = VerbOptions
        .OptionalWhole("--resolution", "R", "lattice resolution of the mean-field model [about 1,000 nodes]")
        .Sets<AlternationOptions>(nameof(AlternationOptions.Resolution));
    private readonly DeclaredOption<BellmanOperator> backup = VerbOptions
        .Choice(
            "--backup",
            "how the surrogate takes expectations; all but exact imitate the paper or the authors' program",
            Ordinary.Backup,
            ("exact", BellmanOperator.Exact),
            ("sampled", BellmanOperator.Frozen),
            ("sampled-fresh", BellmanOperator.Fresh),
            ("rounded", BellmanOperator.Rounded)
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.Backup));
    private readonly DeclaredOption<int?> samples = VerbOptions
        .WholeOrWord(
            "--samples",
            "M",
            "next states per entry of a sampled backup; `paper`: as many as its Lemma B.36 asks for",
            Ordinary.Samples!.Value,
            "paper"
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.Samples), unset: 0);
    private readonly DeclaredOption<int?> rewardSamples = VerbOptions
        .OptionalWhole(
            "--reward-samples",
            "XI",
            "draws of random rewards per entry of a sampled backup; `plan` tells how many are enough [their means]"
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.RewardSamples));
    private readonly DeclaredOption<int?> backupSweeps = VerbOptions
        .OptionalWhole("--backup-sweeps", "T", "sweeps of a backup that is not exact [as many as the paper's Theorem 4.2 asks for]")
        .Sets<AlternationOptions>(nameof(AlternationOptions.BackupSweeps));
    private readonly DeclaredOption<Parameterization> parameterization = VerbOptions
        .Choice(
            "--parameterization",
            "what the surrogate's table is indexed by: ordered agents, counts, or whichever the paper's rule picks",
            Ordinary.Parameterization,
            ("histograms", Parameterization.Histograms),
            ("tuples", Parameterization.Tuples),
            ("paper-rule", Parameterization.PaperRule)
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.Parameterization));
    private readonly DeclaredOption<double?> ucfhScale = VerbOptions
        .OptionalReal(
            "--ucfh-scale",
            "X",
            "factor of the paper's m in UCFH; 1 is the paper's and takes for ever [one that can be waited for]",
            positive: true
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.UcfhScale));
    private readonly DeclaredOption<long?> ucfhEpisodes = VerbOptions
        .OptionalLong(
            "--ucfh-episodes",
            "N",
            $"at most this many episodes of the chained MDP per turn [{Ordinary.UcfhEpisodes}]",
            1,
            int.MaxValue
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.UcfhEpisodes));
    private readonly DeclaredOption<ChainReward> chainReward = VerbOptions
        .Choice(
            "--chain-reward",
            "what the chained MDP pays: the team's reward, or one agent's share of its own as in the paper's first version",
            Ordinary.ChainReward,
            ("team", ChainReward.Team),
            ("selfish-v1", ChainReward.SelfishV1)
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.ChainReward));
    private readonly DeclaredOption<bool> baselines = VerbOptions
        .Switch("--baselines", "also deploy simple pairs and compare with the best")
        .Sets<AlternationOptions>(nameof(AlternationOptions.Baselines))
        .Sets<ContinuousOptions>(nameof(ContinuousOptions.Baselines));
    private readonly DeclaredOption<bool> noBaselines = VerbOptions
        .Flag("--no-baselines", "the same as --baselines false")
        .Clears<AlternationOptions>(nameof(AlternationOptions.Baselines))
        .Clears<ContinuousOptions>(nameof(ContinuousOptions.Baselines));
    private readonly DeclaredOption<int?> threads = VerbOptions.Threads();
    private readonly MemoryChoice memory = new("none");
    private readonly int processors;

    /// <summary>Makes the options.</summary>
    /// <param name="processors">Default of --threads.</param>
    /// <param name="question">The options that stand first on the help screen, --k among them, which each verb reads for itself.</param>
    /// <param name="seedsName">The name of the number of seeds that deployed means are taken over.</param>
    /// <param name="seedMeaning">What --seed is.</param>
    public TrainOptions(
        int processors,
        IReadOnlyList<Option> question,
        string seedsName = "--seeds",
        string seedMeaning = "where all randomness comes from; equal seeds give equal results"
    )
    {
        this.processors = processors;
        Groups =
        [
            new OptionGroup("The question", [.. question, agents, sampling]),
            new OptionGroup(
                "Training",
                [
                    globalOracle,
                    VerbOptions
                        .Choice(
                            "--local-oracle",
                            "what proposes for the local agents (docs/algorithms.md tells each)",
                            Ordinary.LocalOracle,
                            ("reactive", LocalOracle.Reactive),
                            ("enumerate", LocalOracle.Enumerate),
                            ("coordinate", LocalOracle.Coordinate),
                            ("chain-ucfh", LocalOracle.ChainUcfh),
                            ("representative", LocalOracle.Representative)
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.LocalOracle)),
                    VerbOptions.CorrectSampling("the surrogate's answers to uniform sampling"),
                    VerbOptions
                        .Choice(
                            "--population",
                            "how the population is modelled: exactly where that fits, or as a mean-field flow",
                            Ordinary.Population,
                            ("auto", PopulationChoice.Auto),
                            ("exact", PopulationChoice.Exact),
                            ("mean-field", PopulationChoice.MeanField)
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Population)),
                    resolution,
                    VerbOptions
                        .OptionalWhole(
                            "--restarts",
                            "R",
                            $"how many starts to try; the best is kept [{Ordinary.Restarts}; with continuous states 1]"
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Restarts))
                        .Sets<ContinuousOptions>(nameof(ContinuousOptions.Restarts), unset: 1),
                    VerbOptions
                        .OptionalWhole(
                            "--sweeps",
                            "N",
                            $"at most this many turns of both sides per restart [{AlternationOptions.DefaultSweeps}; under the paper's "
                                + "UPDATE its Lemma D.15]"
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.MaximumSweeps)),
                    VerbOptions
                        .OptionalReal(
                            "--threshold",
                            "X",
                            "a proposal must gain this much to be accepted [3e-4 of the game's scale of returns]",
                            positive: true
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Threshold)),
                    VerbOptions
                        .OptionalReal(
                            "--accuracy",
                            "X",
                            "error allowed in values, in units of the return [1e-8 of the game's scale of returns]",
                            positive: true
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Accuracy)),
                ]
            ),
            memory.Group,
            new OptionGroup(
                "The paper's algorithms",
                [
                    backup,
                    samples,
                    rewardSamples,
                    backupSweeps,
                    parameterization,
                    ucfhScale,
                    ucfhEpisodes,
                    chainReward,
                    VerbOptions
                        .Choice(
                            "--update",
                            "what accepts a proposal: a sure gain when deployed (corrected), or the paper's UPDATE over the states of the "
                                + "k-agent system",
                            Ordinary.UpdateRule,
                            ("corrected", UpdateRule.Corrected),
                            ("paper-box", UpdateRule.PaperBox)
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.UpdateRule)),
                    VerbOptions
                        .OptionalReal(
                            "--eta",
                            "X",
                            "tolerance of the paper's UPDATE, in units of the return [half the threshold]",
                            positive: true
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Eta)),
                ]
            ),
            new OptionGroup(
                "Measuring",
                [
                    VerbOptions
                        .OptionalWhole(
                            "--horizon",
                            "H",
                            $"steps of a deployed episode [until 1% of the discounted weight is left, {DiscountedHorizon.Shortest} to "
                                + $"{DiscountedHorizon.Longest:N0}]"
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Horizon))
                        .Sets<ContinuousOptions>(nameof(ContinuousOptions.DeployedHorizon)),
                    VerbOptions
                        .Whole("--rollouts", "N", "deployed episodes per seed", Ordinary.Rollouts)
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Rollouts))
                        .Sets<ContinuousOptions>(nameof(ContinuousOptions.Rollouts)),
                    VerbOptions
                        .Whole(seedsName, "N", "seeds that deployed means are taken over", Ordinary.Seeds, minimum: 2)
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Seeds))
                        .Sets<ContinuousOptions>(nameof(ContinuousOptions.Seeds)),
                    baselines,
                    noBaselines,
                ]
            ),
            new OptionGroup(
                "Computing",
                [
                    VerbOptions
                        .OptionalSeed("--seed", "S", $"{seedMeaning} [{Ordinary.Seed}]")
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Seed))
                        .Sets<ContinuousOptions>(nameof(ContinuousOptions.Seed)),
                    threads,
                ]
            ),
        ];
    }

    /// <summary>The options as the help screen shows them.</summary>
    public IReadOnlyList<OptionGroup> Groups { get; }

    /// <summary>The number of threads the user asked for, if any.</summary>
    public int? Threads(ParseResult parse) => parse.GetValue(threads);

    /// <summary>The number of agents the user asked for, if any.</summary>
    public long? Agents(ParseResult parse) => parse.GetValue(agents);

    /// <summary>The game with the number of agents and the sampling rule the user asked for.</summary>
    public CooperativeGame Populate(ParseResult parse, CooperativeGame game)
    {
        CooperativeGame populated = parse.GetValue(agents) is long count ? game.WithAgents(count) : game;
        return parse.GetValue(sampling) is string rule ? populated.WithSampling(SamplingRule.Parse(rule, populated)) : populated;
    }

    /// <summary>All options, as resolved.</summary>
    /// <exception cref="InvalidInputException">Two options contradict each other.</exception>
    public AlternationOptions Read(ParseResult parse, int k)
    {
        if (parse.GetValue(noBaselines) && parse.Given(baselines) && parse.GetValue(baselines))
        {
            throw new InvalidInputException("--baselines and --no-baselines contradict each other; leave one out");
        }

        AlternationOptions options = parse.Apply(
            Ordinary with
            {
                Memory = Remembered(parse, k),
                Threads = parse.GetValue(threads) ?? processors,
            }
        ) with
        {
            Subsample = k,
        };
        // The paper's UPDATE compares one proposal per turn: its own, unless the user says otherwise.
        options =
            options.UpdateRule == UpdateRule.PaperBox && !parse.Given(globalOracle)
                ? options with
                {
                    GlobalOracle = GlobalOracle.Surrogate,
                }
                : options;
        RequireUse(parse, options);
        return options;
    }

    private MemoryOptions? Remembered(ParseResult parse, int k)
    {
        MemoryOptions? chosen = memory.Read(parse, null);
        return k > 0 || chosen is not null
            ? chosen
            : throw new InvalidInputException(
                "--k is 0; only a global agent that remembers can do without observations; add --memory filter, or raise --k"
            );
    }

    // An option that would do nothing is a misunderstanding.
    private void RequireUse(ParseResult parse, AlternationOptions options)
    {
        bool isSampled = options.Backup is BellmanOperator.Frozen or BellmanOperator.Fresh;
        bool isExact = options.Backup == BellmanOperator.Exact && options.Parameterization == Parameterization.Histograms;
        (bool IsIdle, Option[] Idle, string Message)[] idle =
        [
            (
                options.Population == PopulationChoice.Exact,
                [resolution],
                "--resolution belongs to the mean-field model; leave it out with --population exact"
            ),
            (!isSampled, [samples], "--samples belongs to a sampled backup; add --backup sampled, or leave it out"),
            (
                !isSampled,
                [rewardSamples],
                "--reward-samples belongs to a sampled backup; add --backup sampled, or leave it out: other backups know the mean rewards"
            ),
            (
                isExact,
                [backupSweeps],
                "--backup-sweeps belongs to a backup that is not exact; the exact one stops at --accuracy; leave it out"
            ),
            (
                options.LocalOracle != LocalOracle.ChainUcfh,
                [ucfhScale, ucfhEpisodes, chainReward],
                "--ucfh-scale, --ucfh-episodes and --chain-reward belong to the paper's L-LEARN; add --local-oracle chain-ucfh, or leave "
                    + "them out"
            ),
            (
                options.GlobalOracle == GlobalOracle.Deployed,
                [backup, parameterization],
                "--backup and --parameterization belong to the surrogate oracle; add --global-oracle surrogate, or leave them out"
            ),
        ];
        if (Array.Find(idle, rule => rule.IsIdle && rule.Idle.Any(parse.Given)) is { Message: string message })
        {
            throw new InvalidInputException(message);
        }
    }
}
