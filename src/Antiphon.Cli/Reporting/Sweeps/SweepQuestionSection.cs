using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>What a sweep was asked for: the game, the grid, and every option of training.</summary>
internal static class SweepQuestionSection
{
    /// <summary>Says it.</summary>
    public static ReportSection Of<TGame, TPair, TOptions>(StoredSweep<TGame, TPair, TOptions> sweep, IEnumerable<Fact> game)
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        SweepOptions<TOptions> options = sweep.Record.Options;
        return new ReportSection(
            "Configuration",
            [
                new Facts([
                    .. game,
                    new Fact(
                        "k",
                        Figures.Count(options.Subsamples.Count),
                        $"from {Figures.Count(options.Subsamples[0])} to {Figures.Count(options.Subsamples[^1])}: number of agents that "
                            + "the dispatcher observes"
                    ),
                    .. (options.Over ?? [])
                        .Select(each => each.Split('=', 2))
                        .Select(each => new Fact(Figures.Printable(each[0]), Figures.Printable(each[^1]), "varies")),
                    new Fact("Training seeds", Figures.Count(options.TrainingSeeds), $"from {options.Training.Seed}"),
                    new Fact(
                        "Evaluation",
                        $"{Figures.Count(options.Training.Deployment.Seeds, "seed")} of "
                            + $"{Figures.Count(options.Training.Deployment.Rollouts, "episode")}",
                        $"{Figures.Count(options.Training.Deployment.Horizon, "step")} each, with "
                            + $"{Figures.Count(options.EvaluationAgents ?? sweep.Record.Agents, "agent")}"
                    ),
                ]),
                new TableBlock(
                    options.Variants is null
                        ? "Every option of training, as resolved"
                        : "Every option of training in the first variant, as resolved",
                    QuestionSection.Options(sweep.Paths.Record, "options", "training"),
                    IsFolded: true
                ),
            ]
        );
    }
}
