using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Cli.Verbs;

/// <summary>The options of train that decide its result, and how they become <see cref="AlternationOptions"/>.</summary>
internal sealed class TrainOptions
{
    private static readonly AlternationOptions Ordinary = new() { Subsample = 1 };

    private readonly Option<long?> agents = VerbOptions.OptionalLong(
        "--agents",
        "N",
        "how many local agents there are [as the game says]",
        1,
        GameLimits.Agents
    );
    private readonly Option<string?> sampling = VerbOptions.Text("--sampling", "RULE", $"{SamplingWords} [uniform]").Formerly("--look");
    private readonly Option<bool> correctSampling = VerbOptions
        .Flag("--correct-sampling", "let the surrogate's answers to uniform sampling allow for the weights of --sampling weighted")
        .Formerly("--correct-look");
    private readonly Option<PopulationChoice> population = VerbOptions.Choice(
        "--population",
        "how the population is modelled: exactly where that fits, or as a mean-field flow",
        Ordinary.Population,
        ("auto", PopulationChoice.Auto),
        ("exact", PopulationChoice.Exact),
        ("mean-field", PopulationChoice.MeanField)
    );
    private readonly Option<int?> resolution = VerbOptions.OptionalWhole(
        "--resolution",
        "R",
        "lattice resolution of the mean-field model [about 1,000 nodes]"
    );
    private readonly Option<GlobalOracle> globalOracle = VerbOptions.Choice(
        "--global-oracle",
        "what proposes for the global agent: best responses in the k-agent surrogate (the paper's), in the deployed game, or both",
        Ordinary.GlobalOracle,
        ("surrogate", GlobalOracle.Surrogate),
        ("deployed", GlobalOracle.Deployed),
        ("both", GlobalOracle.Both)
    );
    private readonly Option<BellmanOperator> backup = VerbOptions.Choice(
        "--backup",
        "how the surrogate takes expectations; all but exact imitate the paper or the authors' program",
        Ordinary.Backup,
        ("exact", BellmanOperator.Exact),
        ("sampled", BellmanOperator.Frozen),
        ("sampled-fresh", BellmanOperator.Fresh),
        ("rounded", BellmanOperator.Rounded)
    );
    private readonly Option<int> samples = VerbOptions.WholeOrWord(
        "--samples",
        "M",
        "next states per entry of a sampled backup; `paper`: as many as its Lemma B.36 asks for",
        Ordinary.Samples!.Value,
        "paper"
    );
    private readonly Option<int?> rewardSamples = VerbOptions.OptionalWhole(
        "--reward-samples",
        "XI",
        "draws of random rewards per entry of a sampled backup; `plan` tells how many are enough [their means]"
    );
    private readonly Option<int?> backupSweeps = VerbOptions.OptionalWhole(
        "--backup-sweeps",
        "T",
        "sweeps of a backup that is not exact [as many as the paper's Theorem 4.2 asks for]"
    );
    private readonly Option<Parameterization> parameterization = VerbOptions.Choice(
        "--parameterization",
        "what the surrogate's table is indexed by: ordered agents, counts, or whichever the paper's rule picks",
        Ordinary.Parameterization,
        ("histograms", Parameterization.Histograms),
        ("tuples", Parameterization.Tuples),
        ("paper-rule", Parameterization.PaperRule)
    );
    private readonly Option<LocalOracle> localOracle = VerbOptions.Choice(
        "--local-oracle",
        "what proposes for the local agents (docs/algorithms.md tells each)",
        Ordinary.LocalOracle,
        ("reactive", LocalOracle.Reactive),
        ("enumerate", LocalOracle.Enumerate),
        ("coordinate", LocalOracle.Coordinate),
        ("chain-ucfh", LocalOracle.ChainUcfh),
        ("representative", LocalOracle.Representative)
    );
    private readonly Option<double?> ucfhScale = VerbOptions.OptionalReal(
        "--ucfh-scale",
        "X",
        "factor of the paper's m in UCFH; 1 is the paper's and takes for ever [one that can be waited for]",
        positive: true
    );
    private readonly Option<int> ucfhEpisodes = VerbOptions.Whole(
        "--ucfh-episodes",
        "N",
        "at most this many episodes of the chained MDP per turn",
        (int)Ordinary.UcfhEpisodes
    );
    private readonly Option<ChainReward> chainReward = VerbOptions.Choice(
        "--chain-reward",
        "what the chained MDP pays: the team's reward, or one agent's share of its own as in the paper's first version",
        Ordinary.ChainReward,
        ("team", ChainReward.Team),
        ("selfish-v1", ChainReward.SelfishV1)
    );
    private readonly Option<UpdateRule> update = VerbOptions.Choice(
        "--update",
        "what accepts a proposal: a sure gain when deployed (corrected), or the paper's UPDATE over the states of the k-agent system",
        Ordinary.UpdateRule,
        ("corrected", UpdateRule.Corrected),
        ("paper-box", UpdateRule.PaperBox)
    );
    private readonly Option<double?> eta = VerbOptions.OptionalReal(
        "--eta",
        "X",
        "tolerance of the paper's UPDATE, in units of the return [half the threshold]",
        positive: true
    );
    private readonly Option<int> restarts = VerbOptions.Whole(
        "--restarts",
        "R",
        "how many starts to try; the best is kept",
        Ordinary.Restarts
    );
    private readonly Option<int?> sweeps = VerbOptions.OptionalWhole(
        "--sweeps",
        "N",
        $"at most this many turns of both sides per restart [{AlternationOptions.DefaultSweeps}; under the paper's UPDATE its Lemma D.15]"
    );
    private readonly Option<double?> threshold = VerbOptions.OptionalReal(
        "--threshold",
        "X",
        "a proposal must gain this much to be accepted [3e-4 of the game's scale of returns]",
        positive: true
    );
    private readonly Option<double?> accuracy = VerbOptions.OptionalReal(
        "--accuracy",
        "X",
        "error allowed in values, in units of the return [1e-8 of the game's scale of returns]",
        positive: true
    );
    private readonly Option<int?> horizon = VerbOptions.OptionalWhole(
        "--horizon",
        "H",
        $"steps of a deployed episode [until 1% of the discounted weight is left, {DiscountedHorizon.Shortest} to "
            + $"{DiscountedHorizon.Longest:N0}]"
    );
    private readonly Option<int> rollouts = VerbOptions.Whole("--rollouts", "N", "deployed episodes per seed", Ordinary.Rollouts);
    private readonly Option<int> seeds;
    private readonly Option<bool> baselines = new("--baselines")
    {
        Description = "also deploy simple pairs and compare with the best",
        HelpName = "true|false",
        DefaultValueFactory = _ => true,
    };
    private readonly Option<bool> noBaselines = VerbOptions.Flag("--no-baselines", "the same as --baselines false");
    private readonly Option<ulong?> seed;
    private readonly Option<int?> threads = VerbOptions.OptionalWhole(
        "--threads",
        "T",
        "threads to use; does not change the result [all processors]"
    );
    private readonly MemoryChoice memory = new("none");
    private readonly int processors;

    /// <summary>The sampling rules on a help screen.</summary>
    public const string SamplingWords =
        "whom the global agent sees: uniform, replacement, weighted:STATE=w,.., weighted:near=w, lossy:q, or (simulate only) clustered:m";

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
        seeds = VerbOptions.Whole(seedsName, "N", "seeds that deployed means are taken over", Ordinary.Seeds, minimum: 2);
        seed = VerbOptions.OptionalSeed("--seed", "S", $"{seedMeaning} [{Ordinary.Seed}]");
        Groups =
        [
            new OptionGroup("The question", [.. question, agents, sampling]),
            new OptionGroup(
                "Training",
                [globalOracle, localOracle, correctSampling, population, resolution, restarts, sweeps, threshold, accuracy]
            ),
            memory.Group,
            new OptionGroup(
                "The paper's algorithms",
                [backup, samples, rewardSamples, backupSweeps, parameterization, ucfhScale, ucfhEpisodes, chainReward, update, eta]
            ),
            new OptionGroup("Measuring", [horizon, rollouts, seeds, baselines, noBaselines]),
            new OptionGroup("Computing", [seed, threads]),
        ];
    }

    /// <summary>The options as the help screen shows them.</summary>
    public IReadOnlyList<OptionGroup> Groups { get; }

    /// <summary>The number of threads the user asked for, if any.</summary>
    public int? Threads(ParseResult parse) => parse.GetValue(threads);

    /// <summary>The number of agents the user asked for, if any.</summary>
    public long? Agents(ParseResult parse) => parse.GetValue(agents);

    /// <summary>The options here that games with continuous states have too; all others are of finite games.</summary>
    public IReadOnlyList<Option> OfAnyGame => [agents, horizon, rollouts, seeds, baselines, noBaselines, seed];

    /// <summary>Options of a game with continuous states, with how the user wants the pair to be measured.</summary>
    public ContinuousOptions Measure(ParseResult parse, ContinuousOptions training) =>
        training with
        {
            DeployedHorizon = parse.GetValue(horizon) ?? training.DeployedHorizon,
            Rollouts = parse.Given(rollouts) ? parse.GetValue(rollouts) : training.Rollouts,
            Seeds = parse.Given(seeds) ? parse.GetValue(seeds) : training.Seeds,
            Baselines = parse.GetValue(baselines) && !parse.GetValue(noBaselines),
            Seed = parse.GetValue(seed) ?? training.Seed,
            Threads = parse.GetValue(threads) ?? processors,
        };

    /// <summary>Refuses memory and sampling rules, which a pair deployed from bins does not have.</summary>
    /// <exception cref="InvalidInputException">One was given.</exception>
    public void RequireNoneOfSampling(ParseResult parse)
    {
        if (memory.Group.Options.Concat([sampling, correctSampling]).FirstOrDefault(parse.Given) is Option given)
        {
            throw new InvalidInputException(
                $"{given.Name} does not go with --discretize: a pair made in bins is deployed with continuous states, where observations "
                    + "are uniform and not remembered; leave it out"
            );
        }
    }

    /// <summary>Refuses the options of finite games.</summary>
    /// <exception cref="InvalidInputException">One was given.</exception>
    public void RequireNoneOfFiniteGames(ParseResult parse, string game)
    {
        if (
            Groups.Skip(1).SelectMany(group => group.Options).Except([.. OfAnyGame, threads]).FirstOrDefault(option => parse.Given(option))
            is Option given
        )
        {
            throw new InvalidInputException(
                $"{given.Name} belongs to games with finitely many states; {game} has continuous ones; leave it out (`antiphon train "
                    + "--help` lists what applies)"
            );
        }
    }

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

        if (parse.GetValue(resolution) is not null && parse.GetValue(population) == PopulationChoice.Exact)
        {
            throw new InvalidInputException("--resolution belongs to the mean-field model; leave it out with --population exact");
        }

        RequireUse(parse);
        return Ordinary with
        {
            Subsample = k,
            Memory = Remembered(parse, k),
            Sampling = Sampling(parse),
            CorrectSampling = parse.GetValue(correctSampling),
            GlobalOracle = ProposingGlobally(parse),
            LocalOracle = parse.GetValue(localOracle),
            Backup = parse.GetValue(backup),
            Samples = Samples(parse),
            RewardSamples = parse.GetValue(rewardSamples),
            BackupSweeps = parse.GetValue(backupSweeps),
            Parameterization = parse.GetValue(parameterization),
            UcfhScale = parse.GetValue(ucfhScale),
            UcfhEpisodes = parse.GetValue(ucfhEpisodes),
            ChainReward = parse.GetValue(chainReward),
            UpdateRule = parse.GetValue(update),
            Eta = parse.GetValue(eta),
            Restarts = parse.GetValue(restarts),
            MaximumSweeps = parse.GetValue(sweeps),
            Threshold = parse.GetValue(threshold),
            Population = parse.GetValue(population),
            Resolution = parse.GetValue(resolution),
            Accuracy = parse.GetValue(accuracy),
            Horizon = parse.GetValue(horizon),
            Rollouts = parse.GetValue(rollouts),
            Seeds = parse.GetValue(seeds),
            Baselines = parse.GetValue(baselines) && !parse.GetValue(noBaselines),
            Seed = parse.GetValue(seed) ?? Ordinary.Seed,
            Threads = parse.GetValue(threads) ?? processors,
        };
    }

    /// <summary>Every option with its value on the command line and the one that is stored; not --threads, which may always
    /// differ.</summary>
    public IEnumerable<(Option Option, object? Given, object? Stored)> Against(
        ParseResult parse,
        AlternationOptions stored,
        long storedAgents
    ) =>
        [
            (agents, parse.GetValue(agents), storedAgents),
            (sampling, parse.GetValue(sampling), stored.Sampling ?? SamplingRule.Uniform.Text),
            (correctSampling, parse.GetValue(correctSampling), stored.CorrectSampling),
            .. memory.Against(parse, stored.Memory),
            (globalOracle, parse.GetValue(globalOracle), stored.GlobalOracle),
            (localOracle, parse.GetValue(localOracle), stored.LocalOracle),
            (backup, parse.GetValue(backup), stored.Backup),
            (samples, Samples(parse), stored.Samples),
            (rewardSamples, parse.GetValue(rewardSamples), stored.RewardSamples),
            (backupSweeps, parse.GetValue(backupSweeps), stored.BackupSweeps),
            (parameterization, parse.GetValue(parameterization), stored.Parameterization),
            (ucfhScale, parse.GetValue(ucfhScale), stored.UcfhScale),
            (ucfhEpisodes, (long)parse.GetValue(ucfhEpisodes), stored.UcfhEpisodes),
            (chainReward, parse.GetValue(chainReward), stored.ChainReward),
            (update, parse.GetValue(update), stored.UpdateRule),
            (eta, parse.GetValue(eta), stored.Eta),
            (population, parse.GetValue(population), stored.Population),
            (resolution, parse.GetValue(resolution), stored.Resolution),
            (restarts, parse.GetValue(restarts), stored.Restarts),
            (sweeps, parse.GetValue(sweeps), stored.MaximumSweeps),
            (threshold, parse.GetValue(threshold), stored.Threshold),
            (accuracy, parse.GetValue(accuracy), stored.Accuracy),
            (horizon, parse.GetValue(horizon), stored.Horizon),
            (rollouts, parse.GetValue(rollouts), stored.Rollouts),
            (seeds, parse.GetValue(seeds), stored.Seeds),
            (baselines, parse.GetValue(baselines), stored.Baselines),
            .. parse.Given(noBaselines)
                ? [(noBaselines, (object?)parse.GetValue(noBaselines), (object?)!stored.Baselines)]
                : Array.Empty<(Option, object?, object?)>(),
            (seed, parse.GetValue(seed), stored.Seed),
        ];

    // Files leave uniform sampling out.
    private string? Sampling(ParseResult parse) =>
        parse.GetValue(sampling) is string rule && rule != SamplingRule.Uniform.Text ? rule : null;

    private int? Samples(ParseResult parse) => parse.GetValue(samples) is > 0 and int count ? count : null;

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
    private void RequireUse(ParseResult parse)
    {
        BellmanOperator chosen = parse.GetValue(backup);
        if (parse.Given(samples) && chosen is not (BellmanOperator.Frozen or BellmanOperator.Fresh))
        {
            throw new InvalidInputException("--samples belongs to a sampled backup; add --backup sampled, or leave it out");
        }

        if (parse.Given(rewardSamples) && chosen is not (BellmanOperator.Frozen or BellmanOperator.Fresh))
        {
            throw new InvalidInputException(
                "--reward-samples belongs to a sampled backup; add --backup sampled, or leave it out: other backups know the mean rewards"
            );
        }

        if (
            parse.Given(backupSweeps)
            && chosen == BellmanOperator.Exact
            && parse.GetValue(parameterization) == Parameterization.Histograms
        )
        {
            throw new InvalidInputException(
                "--backup-sweeps belongs to a backup that is not exact; the exact one stops at --accuracy; leave it out"
            );
        }

        if (
            (parse.Given(ucfhScale) || parse.Given(ucfhEpisodes) || parse.Given(chainReward))
            && parse.GetValue(localOracle) != LocalOracle.ChainUcfh
        )
        {
            throw new InvalidInputException(
                "--ucfh-scale, --ucfh-episodes and --chain-reward belong to the paper's L-LEARN; add --local-oracle chain-ucfh, or leave "
                    + "them out"
            );
        }

        if ((parse.Given(backup) || parse.Given(parameterization)) && ProposingGlobally(parse) == GlobalOracle.Deployed)
        {
            throw new InvalidInputException(
                "--backup and --parameterization belong to the surrogate oracle; add --global-oracle surrogate, or leave them out"
            );
        }
    }

    // The paper's UPDATE compares one proposal per turn: its own, unless the user says otherwise.
    private GlobalOracle ProposingGlobally(ParseResult parse) =>
        parse.GetValue(update) == UpdateRule.PaperBox && !parse.Given(globalOracle)
            ? GlobalOracle.Surrogate
            : parse.GetValue(globalOracle);
}
