using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>What the report of a run in a game with continuous states says.</summary>
internal static class ContinuousRunContent
{
    /// <summary>Reads the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="shown">Its folder, as people write it.</param>
    public static ReportContent Read(ContinuousRun run, string shown)
    {
        ContinuousRunRecord record = run.Record;
        return new ReportContent(
            $"{Figures.Printable(record.Game)}, k = {Figures.Count(record.Options.Subsample)}",
            $"{Figures.Count(record.Agents, "local agent")}, of which the dispatcher sees {Figures.Count(record.Options.Subsample)} at "
                + $"each step; neural policies. Trained by antiphon {record.Version}, seed {record.Options.Seed}.",
            [
                new ReportSection(
                    "Outcome",
                    record.Outcome is { } outcome ? [.. Finished(record, outcome)] : [Unfinished(record.Status, shown)]
                ),
                new ReportSection(
                    "What was asked",
                    [
                        new Facts([.. Game(run.LoadGame())]),
                        new TableBlock("Every option, as resolved", QuestionSection.Options(run.Paths.Record, "options"), IsFolded: true),
                    ]
                ),
                TrainingSection.Of(run.LoadTrace(), record.Outcome),
                .. SimulationsSection.Of(run.LoadSimulations()),
            ]
        );
    }

    /// <summary>What the game is.</summary>
    /// <param name="game">The game.</param>
    public static IEnumerable<Fact> Game(ContinuousGame game) =>
        [
            new Fact("Game", Figures.Printable(game.Name), $"discount {game.Discount}"),
            new Fact(
                "Dispatcher",
                $"{Figures.Count(game.GlobalActions.Count, "action")}",
                $"a state of {Figures.Count(game.GlobalStates.Dimension, "coordinate")}; it sees "
                    + $"{Figures.Count(game.Features.Size, "number")} of the agents that it observes"
            ),
            new Fact(
                "Agents",
                Figures.Count(game.Agents),
                $"each with a state of {Figures.Count(game.LocalStates.Dimension, "coordinate")} and "
                    + $"{Figures.Count(game.LocalActions.Count, "action")}"
            ),
        ];

    private static Caution Unfinished(RunStatus status, string shown) =>
        new(
            $"The training of this run {(status == RunStatus.Cancelled ? "was cancelled" : "has not finished")}: what follows is its "
                + $"state at the last checkpoint. `antiphon train --resume {Figures.ShellWord(shown)}` goes on."
        );

    private static IEnumerable<ReportBlock> Finished(ContinuousRunRecord record, AlternationOutcome outcome)
    {
        yield return new Paragraph(ContinuousTrainReport.Stopped(record));
        yield return new Facts([.. Facts(record, outcome)]);
        foreach (string notice in outcome.Notices)
        {
            yield return new Caution(Figures.Printable(notice));
        }

        if (outcome.Baselines.Count > 0)
        {
            yield return new FigureBlock(
                ReturnsFigure.Of(
                    Measured("trained pair", outcome.Deployed),
                    [.. outcome.Baselines.Select(baseline => Measured($"{baseline.Global} + {baseline.Local}", baseline.Deployed))]
                )
            );
        }
    }

    private static IEnumerable<Fact> Facts(ContinuousRunRecord record, AlternationOutcome outcome)
    {
        yield return new Fact(
            "Deployed",
            Figures.Value(outcome.Deployed.Mean),
            $"discounted return; 95% interval {Words.Interval(outcome.Deployed)}"
        );
        if (double.IsFinite(outcome.TruncationBound))
        {
            yield return new Fact(
                "Truncation error",
                Figures.Value(outcome.TruncationBound),
                OutcomeWords.Truncation(record.Options.DeployedHorizon)
            );
        }

        if (outcome.ModeAccuracy is { } right)
        {
            yield return new Fact("Right all along", $"{100 * right:0.0}%", "of the steps, for the population as it is then");
        }

        foreach (
            (string name, DeployedGain? gain) in new[]
            {
                ("Gain left, dispatcher", outcome.GlobalGainDeployed),
                ("Gain left, agents", outcome.LocalGainDeployed),
            }
        )
        {
            if (gain is not null)
            {
                yield return new Fact(name, Figures.Value(gain.Mean), ContinuousTrainReport.GainLeft(gain));
            }
        }
    }

    private static MeasuredReturn Measured(string label, Numerics.ConfidenceInterval deployed) =>
        new(label, deployed.Mean, deployed.Low, deployed.High);
}
