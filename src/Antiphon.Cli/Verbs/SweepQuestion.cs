using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>The options of sweep that decide its result: the grid, and all of train's for its cells.</summary>
internal sealed class SweepQuestion
{
    private static readonly SweepOptions Ordinary = SweepOptions.Create([1], 15, new AlternationOptions { Subsample = 1 });

    private readonly Option<IReadOnlyList<long>?> subsamples = VerbOptions.OptionalWholeList(
        "--k",
        "LIST",
        "how many local agents the global agent sees, for example 1..50, 10..50:10 or 1,2,5 (needed); 0 only with --memory",
        int.MaxValue,
        minimum: 0
    );
    private readonly Option<int> seeds = VerbOptions.Whole(
        "--seeds",
        "N",
        "training seeds per k: --seed and those after it; intervals are over these",
        Ordinary.TrainingSeeds
    );
    private readonly Option<long?> evaluationAgents = VerbOptions.OptionalLong(
        "--evaluation-agents",
        "N",
        "how many local agents to evaluate with, at least the largest k [as trained]",
        1,
        GameLimits.Agents
    );

    public SweepQuestion(int processors) =>
        Training = new TrainOptions(
            processors,
            [subsamples, seeds, evaluationAgents],
            "--evaluation-seeds",
            "the first training seed; cell number j of a k is `train --seed S+j`"
        );

    /// <summary>Train's options, those of the grid among them.</summary>
    public TrainOptions Training { get; }

    /// <summary>The options as the help screen shows them.</summary>
    public IReadOnlyList<OptionGroup> Groups => Training.Groups;

    /// <summary>Whether the cells' run folders stay.</summary>
    public Option<bool> KeepRuns { get; } =
        new("--keep-runs")
        {
            Description = "keep the run folder of each cell, for simulate and certify",
            HelpName = "true|false",
            DefaultValueFactory = _ => Ordinary.KeepRuns,
        };

    /// <summary>All options, as resolved for a game.</summary>
    /// <exception cref="InvalidInputException">k is missing or above n, or two options contradict each other.</exception>
    public SweepOptions Read(ParseResult parse, CooperativeGame game)
    {
        int[] list = Subsamples(parse)
            ?? throw new InvalidInputException(
                $"--k is missing; expected how many of the {Figures.Count(game.Agents)} local agents the global agent sees, for example "
                    + "--k 1..50"
            );
        if (list[^1] > game.Agents)
        {
            throw new InvalidInputException(
                $"--k has {Figures.Count(list[^1])}; expected at most {Figures.Count(game.Agents)}, the number of local agents in "
                    + $"{Figures.Printable(game.Name)}; lower --k or raise --agents"
            );
        }

        if (parse.GetValue(evaluationAgents) is long agents && agents < list[^1])
        {
            throw new InvalidInputException(
                $"--evaluation-agents is {Figures.Count(agents)}; expected at least {Figures.Count(list[^1])}, the largest --k"
            );
        }

        return SweepOptions.Create(list, parse.GetValue(seeds), Training.Read(parse, list[0])) with
        {
            EvaluationAgents = parse.GetValue(evaluationAgents),
            KeepRuns = parse.GetValue(KeepRuns),
        };
    }

    /// <summary>What the user wrote that differs from a stored sweep.</summary>
    public IEnumerable<string> Conflicts(ParseResult parse, SweepRecord stored) =>
        Conflict.Given(parse, Against(parse, Subsamples(parse) is int[] list ? List(list) : null, stored.Options, stored.Agents), "sweep");

    /// <summary>What is asked, in so many words or by default, that differs from a stored sweep.</summary>
    public IEnumerable<string> Differences(ParseResult parse, SweepOptions asked, long agents, SweepRecord stored) =>
        Against(parse, null, asked, agents)
            .Zip(Against(parse, null, stored.Options, stored.Agents))
            .Where(pair => !Equals(pair.First.Stored, pair.Second.Stored))
            .Select(pair => Conflict.Message(pair.First.Option, pair.First.Stored, pair.Second.Stored, "sweep"));

    private IEnumerable<(Option Option, object? Given, object? Stored)> Against(
        ParseResult parse,
        string? list,
        SweepOptions stored,
        long agents
    ) =>
        [
            (subsamples, list, List(stored.Subsamples)),
            (seeds, parse.GetValue(seeds), stored.TrainingSeeds),
            (evaluationAgents, parse.GetValue(evaluationAgents), stored.EvaluationAgents),
            (KeepRuns, parse.GetValue(KeepRuns), stored.KeepRuns),
            .. Training.Against(parse, stored.Training, agents),
        ];

    private int[]? Subsamples(ParseResult parse) =>
        parse.GetValue(subsamples) is { } list ? [.. list.Select(k => (int)k).Distinct().Order()] : null;

    private static string List(IReadOnlyList<int> subsamples) => string.Join(',', subsamples);
}
