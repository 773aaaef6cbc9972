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
    private static readonly SweepOptions Ordinary = SweepGrid.Of([1], 15, new AlternationOptions { Subsample = 1 });

    private readonly DeclaredOption<IReadOnlyList<int>?> subsamples = VerbOptions
        .OptionalSubsamples(
            "--k",
            "how many local agents the global agent sees, for example 1..50, 10..50:10 or 1,2,5 (needed); 0 only with --memory",
            minimum: 0
        )
        .Sets<SweepOptions>(nameof(SweepOptions.Subsamples));
    private readonly DeclaredOption<int?> seeds = VerbOptions
        .Whole("--seeds", "N", "training seeds per k: --seed and those after it; intervals are over these", Ordinary.TrainingSeeds)
        .Sets<SweepOptions>(nameof(SweepOptions.TrainingSeeds));
    private readonly DeclaredOption<long?> evaluationAgents = VerbOptions
        .OptionalLong(
            "--evaluation-agents",
            "N",
            "how many local agents to evaluate with, at least the largest k [as trained]",
            1,
            GameLimits.Agents
        )
        .Sets<SweepOptions>(nameof(SweepOptions.EvaluationAgents));

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
    public DeclaredOption<bool> KeepRuns { get; } =
        VerbOptions
            .Switch("--keep-runs", "keep the run folder of each cell, for simulate and certify")
            .Sets<SweepOptions>(nameof(SweepOptions.KeepRuns));

    /// <summary>All options, as resolved for a game.</summary>
    /// <exception cref="InvalidInputException">k is missing or above n, or two options contradict each other.</exception>
    public SweepOptions Read(ParseResult parse, CooperativeGame game)
    {
        IReadOnlyList<int> list = parse.GetValue(subsamples)
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

        return parse.Apply(SweepGrid.Of([.. list], parse.GetValue(seeds)!.Value, Training.Read(parse, list[0])));
    }

    /// <summary>What the user wrote that differs from a stored sweep.</summary>
    public static IEnumerable<string> Conflicts(ParseResult parse, SweepRecord stored) =>
        parse.Conflicts("sweep", Parts(stored.Options, stored));

    /// <summary>What is asked, in so many words or by default, that differs from a stored sweep.</summary>
    public static IEnumerable<string> Differences(ParseResult parse, SweepOptions asked, long agents, SweepRecord stored) =>
        parse.Differences("sweep", Parts(asked, stored with { Agents = agents }), Parts(stored.Options, stored));

    private static object?[] Parts(SweepOptions options, SweepRecord record) =>
        [options, options.Training, options.Training.Memory, record];
}
