using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Kinds;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>The options of sweep that decide its result: the grid, and all of train's for its cells.</summary>
internal sealed class SweepQuestion
{
    private static readonly SweepOptions Ordinary = SweepGrid.Of([1], 15, new AlternationOptions { Subsample = 1 });

    private readonly DeclaredOption<IReadOnlyList<int>?> subsamples = VerbOptions
        .OptionalSubsamples(
            "--k",
            "number of local agents that the global agent observes, for example 1..50, 10..50:10 or 1,2,5; 0 only with --memory "
                + "(required)",
            minimum: 0
        )
        .Sets<SweepOptions>(nameof(SweepOptions.Subsamples))
        .Sets<ContinuousSweepOptions>(nameof(ContinuousSweepOptions.Subsamples));
    private readonly DeclaredOption<int?> seeds = VerbOptions
        .Whole("--seeds", "N", "number of training seeds per k, starting at --seed; intervals are over these", Ordinary.TrainingSeeds)
        .Sets<SweepOptions>(nameof(SweepOptions.TrainingSeeds))
        .Sets<ContinuousSweepOptions>(nameof(ContinuousSweepOptions.TrainingSeeds));
    private readonly DeclaredOption<long?> evaluationAgents = VerbOptions
        .OptionalLong(
            "--evaluation-agents",
            "N",
            "number of local agents in the evaluation, at least the largest k [as in the training]",
            1,
            GameLimits.Agents
        )
        .For(GameKinds.Finite)
        .Sets<SweepOptions>(nameof(SweepOptions.EvaluationAgents));

    // What is no option of one training in the game of the sweep.
    private static readonly Dictionary<string, string> Fixed = new(StringComparer.Ordinal)
    {
        ["k"] = "use --k with a list",
        ["seed"] = "use --seeds N, which trains with N seeds from --seed on",
        ["seeds"] = "it is the number of training seeds of every cell",
        ["agents"] = "all cells are of one game; start a sweep for each number of agents",
        ["evaluation-agents"] = "start a sweep for each number of agents",
        ["discretize"] = "all cells are of one game; start a sweep for each number of bins",
        ["threads"] = "it changes no result",
    };

    private readonly OverChoice over = new();

    public SweepQuestion(int processors) =>
        Training = new TrainOptions(
            processors,
            [subsamples, seeds, over.Option, evaluationAgents],
            "--evaluation-seeds",
            "first training seed; cell number j of a k is `train --seed S+j`"
        );

    /// <summary>Train's options, those of the grid among them.</summary>
    public TrainOptions Training { get; }

    /// <summary>The options as the help screen shows them.</summary>
    public IReadOnlyList<OptionGroup> Groups => Training.Groups;

    /// <summary>Whether the cells' run folders stay.</summary>
    public DeclaredOption<bool> KeepRuns { get; } =
        VerbOptions
            .Switch("--keep-runs", "keep the run folder of each cell, for simulate and certify")
            .Sets<SweepOptions>(nameof(SweepOptions.KeepRuns))
            .Sets<ContinuousSweepOptions>(nameof(ContinuousSweepOptions.KeepRuns));

    /// <summary>All options, as asked for in a game.</summary>
    /// <exception cref="InvalidInputException">k is missing or above n, or two options contradict each other.</exception>
    public SweepOptions<TOptions> Read<TGame, TPair, TOptions>(
        ParseResult parse,
        GameIdentity game,
        TrainedKind<TGame, TPair, TOptions> kind
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        IReadOnlyList<int> list = List(parse, game.Name, game.Agents);
        if (parse.GetValue(evaluationAgents) is long agents && agents < list[^1])
        {
            throw new InvalidInputException(
                $"--evaluation-agents is {Figures.Count(agents)}; expected at least {Figures.Count(list[^1])}, the largest --k"
            );
        }

        IReadOnlyList<OverChoice.Combination> combinations = Combinations(parse);
        SweepVariant<TOptions>[] variants = [.. combinations.Select(each => Variant(each, game.Name, kind, list[0]))];
        TOptions training = variants.Length == 0 ? kind.Read(parse, list[0]) : variants[0].Training;
        SweepOptions<TOptions> grid = parse.Apply(SweepGrid.Of([.. list], parse.GetValue(seeds)!.Value, training));
        return variants.Length == 0 ? grid : grid with { Variants = variants };
    }

    /// <summary>The command line of the first combination of --over; the command line itself where nothing varies.</summary>
    public ParseResult First(ParseResult parse) => Combinations(parse) is [{ } first, ..] ? first.Parse : parse;

    private IReadOnlyList<OverChoice.Combination> Combinations(ParseResult parse) =>
        over.Read(parse, Training.Groups.SelectMany(group => group.Options), Fixed);

    private static SweepVariant<TOptions> Variant<TGame, TPair, TOptions>(
        OverChoice.Combination combination,
        string game,
        TrainedKind<TGame, TPair, TOptions> kind,
        int k
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        combination.Parse.RequireApplicable(kind.Applies, game);
        return new SweepVariant<TOptions>(combination.Values, kind.Read(combination.Parse, k));
    }

    private IReadOnlyList<int> List(ParseResult parse, string name, long agents)
    {
        IReadOnlyList<int> list = parse.GetValue(subsamples)
            ?? throw new InvalidInputException(
                $"--k is missing; expected how many of the {Figures.Count(agents)} local agents the global agent observes, for example "
                    + "--k 1..50"
            );
        if (list[^1] > agents)
        {
            throw new InvalidInputException(
                $"--k has {Figures.Count(list[^1])}; expected at most {Figures.Count(agents)}, the number of local agents in "
                    + $"{Figures.Printable(name)}; lower --k or raise --agents"
            );
        }

        return list;
    }
}
