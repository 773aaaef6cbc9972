using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>What a sweep was asked for: the game, the grid, and every option of training.</summary>
internal static class SweepQuestionSection
{
    /// <summary>Says it.</summary>
    public static ReportSection Of(StoredSweep sweep)
    {
        CooperativeGame game = sweep.LoadGame();
        SweepOptions options = sweep.Record.Options;
        return new ReportSection(
            "What was asked",
            [
                new Facts([
                    .. QuestionSection.Game(game, sweep.Record.Agents),
                    new Fact(
                        "k",
                        Figures.Count(options.Subsamples.Count),
                        $"from {Figures.Count(options.Subsamples[0])} to {Figures.Count(options.Subsamples[^1])}: the agents that the "
                            + "dispatcher sees"
                    ),
                    new Fact(
                        "Training seeds",
                        Figures.Count(options.TrainingSeeds),
                        $"from {options.Training.Seed}; each with {Figures.Count(options.Training.Restarts, "restart")}"
                    ),
                    new Fact(
                        "Evaluation",
                        $"{Figures.Count(options.Training.Seeds, "seed")} of {Figures.Count(options.Training.Rollouts, "episode")}",
                        $"{Figures.Count(options.Training.DeployedHorizon, "step")} each, with "
                            + $"{Figures.Count(options.EvaluationAgents ?? sweep.Record.Agents, "agent")}"
                    ),
                ]),
                new TableBlock(
                    "Every option of training, as resolved",
                    QuestionSection.Options(sweep.Paths.Record, "options", "training"),
                    IsFolded: true
                ),
            ]
        );
    }
}
