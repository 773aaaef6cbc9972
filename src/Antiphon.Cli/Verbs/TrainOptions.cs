using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
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
    /// <summary>The most agents that are simulated one by one.</summary>
    internal const int MostSimulated = 10_000_000;

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
            "where the global agent's best responses are computed: in the k-agent surrogate (the paper's method), in the deployed game, "
                + "or both",
            Ordinary.GlobalOracle,
            ("surrogate", GlobalOracle.Surrogate),
            ("deployed", GlobalOracle.Deployed),
            ("both", GlobalOracle.Both)
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.GlobalOracle));
    private readonly DeclaredOption<int?> resolution = VerbOptions
        .OptionalWhole("--resolution", "R", "lattice resolution of the mean-field model [chosen for about 1,000 nodes]")
        .Sets<AlternationOptions>(nameof(AlternationOptions.Resolution));
    private readonly DeclaredOption<bool> baselines = VerbOptions
        .Switch("--baselines", "also deploy simple policies and compare with the best of them")
        .Sets<AlternationOptions>(nameof(AlternationOptions.Baselines))
        .Sets<ContinuousOptions>(nameof(ContinuousOptions.Baselines));
    private readonly DeclaredOption<bool> noBaselines = VerbOptions
        .Flag("--no-baselines", "the same as --baselines false")
        .Clears<AlternationOptions>(nameof(AlternationOptions.Baselines))
        .Clears<ContinuousOptions>(nameof(ContinuousOptions.Baselines));
    private readonly DeclaredOption<int?> threads = VerbOptions.Threads();
    private readonly MemoryChoice memory = new("none");
    private readonly PaperOptions paper = new();
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
        string seedMeaning = "random seed; equal seeds give equal results"
    )
    {
        this.processors = processors;
        Groups =
        [
            new OptionGroup("Problem", [.. question, agents, sampling]),
            new OptionGroup(
                "Training",
                [
                    globalOracle,
                    VerbOptions
                        .Choice(
                            "--local-oracle",
                            "how the local agents' best responses are computed (see docs/algorithms.md)",
                            Ordinary.LocalOracle,
                            ("reactive", LocalOracle.Reactive),
                            ("enumerate", LocalOracle.Enumerate),
                            ("coordinate", LocalOracle.Coordinate),
                            ("chain-ucfh", LocalOracle.ChainUcfh),
                            ("representative", LocalOracle.Representative)
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.LocalOracle)),
                    VerbOptions.CorrectSampling("the surrogate's policy, planned for uniform sampling,"),
                    VerbOptions
                        .Choice(
                            "--population",
                            "population model: exact, mean-field, or alpha (alpha vectors, for many local states); auto uses exact if "
                                + "it fits in memory, else alpha for 8 or more local states, else mean-field",
                            Ordinary.Population,
                            ("auto", PopulationChoice.Auto),
                            ("exact", PopulationChoice.Exact),
                            ("mean-field", PopulationChoice.MeanField),
                            ("alpha", PopulationChoice.Alpha)
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Population)),
                    resolution,
                    VerbOptions
                        .OptionalWhole(
                            "--restarts",
                            "R",
                            $"number of starts; the best result is kept [{AlternationOptions.UsualStarts}; with alpha vectors "
                                + $"{AlternationOptions.StartsWithAlphaVectors}, with continuous states 1]"
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Restarts))
                        .Sets<ContinuousOptions>(nameof(ContinuousOptions.Restarts), unset: 1),
                    VerbOptions
                        .OptionalWhole(
                            "--sweeps",
                            "N",
                            $"maximum turns of both sides per restart [{AlternationOptions.DefaultSweeps}; with the paper's UPDATE the "
                                + "bound of its Lemma D.15]"
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.MaximumSweeps)),
                    VerbOptions
                        .OptionalReal(
                            "--threshold",
                            "X",
                            "smallest gain for which a proposal is accepted [3e-4 of the game's scale of returns]",
                            positive: true
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Threshold)),
                    VerbOptions
                        .OptionalReal(
                            "--accuracy",
                            "X",
                            "maximum error of computed values, in units of the return [1e-8 of the game's scale of returns]",
                            positive: true
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Accuracy)),
                ]
            ),
            memory.Group,
            paper.Group,
            new OptionGroup(
                "Evaluation",
                [
                    VerbOptions
                        .OptionalWhole(
                            "--horizon",
                            "H",
                            $"steps per evaluation episode [until 1% of the discounted weight remains, {DiscountedHorizon.Shortest} to "
                                + $"{DiscountedHorizon.Longest:N0}]"
                        )
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Horizon))
                        .Sets<ContinuousOptions>(nameof(ContinuousOptions.DeployedHorizon)),
                    VerbOptions
                        .Whole("--rollouts", "N", "evaluation episodes per seed", Ordinary.Rollouts)
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Rollouts))
                        .Sets<ContinuousOptions>(nameof(ContinuousOptions.Rollouts)),
                    VerbOptions
                        .Whole(seedsName, "N", "number of evaluation seeds", Ordinary.Seeds, minimum: 2)
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Seeds))
                        .Sets<ContinuousOptions>(nameof(ContinuousOptions.Seeds)),
                    baselines,
                    noBaselines,
                ]
            ),
            new OptionGroup(
                "Computation",
                [
                    VerbOptions
                        .OptionalSeed("--seed", "S", $"{seedMeaning} [{Ordinary.Seed}]")
                        .Sets<AlternationOptions>(nameof(AlternationOptions.Seed))
                        .Sets<ContinuousOptions>(nameof(ContinuousOptions.Seed)),
                    threads,
                ]
            ),
            Continuous.Group,
        ];
    }

    /// <summary>Those of games with continuous states.</summary>
    public ContinuousTrainOptions Continuous { get; } = new();

    /// <summary>The options as the help screen shows them.</summary>
    public IReadOnlyList<OptionGroup> Groups { get; }

    /// <summary>The number of threads to use.</summary>
    public int Threads(ParseResult parse) => parse.GetValue(threads) ?? processors;

    /// <summary>n in a game whose agents are simulated one by one: as asked, or the game's own.</summary>
    /// <exception cref="InvalidInputException">There are too many.</exception>
    public int Simulated(ParseResult parse, int ordinarily) =>
        parse.GetValue(agents) switch
        {
            null => ordinarily,
            > MostSimulated and long count => throw new InvalidInputException(
                $"--agents is {Figures.Count(count)}; in a game with continuous states every agent is simulated; expected at most "
                    + $"{Figures.Count(MostSimulated)}"
            ),
            long count => (int)count,
        };

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
            throw new InvalidInputException("--baselines and --no-baselines contradict each other; leave one of them out");
        }

        AlternationOptions options = parse.Apply(Ordinary with { Memory = Remembered(parse, k), Threads = Threads(parse) }) with
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
        if (options.Population == PopulationChoice.Exact && parse.Given(resolution))
        {
            throw new InvalidInputException("--resolution applies only to the mean-field model; leave it out with --population exact");
        }

        paper.RequireUse(parse, options);
        return options;
    }

    private MemoryOptions? Remembered(ParseResult parse, int k)
    {
        MemoryOptions? chosen = memory.Read(parse, null);
        return k > 0 || chosen is not null
            ? chosen
            : throw new InvalidInputException(
                "--k is 0; only a global agent with memory can act without observations; add --memory filter, or raise --k"
            );
    }
}
