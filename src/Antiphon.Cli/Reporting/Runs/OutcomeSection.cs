using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>What came out, and why training stopped.</summary>
internal static class OutcomeSection
{
    private const int MostBaselines = 12;

    /// <summary>Says it.</summary>
    public static ReportSection Of(RunRecord record, string folder) =>
        new("Outcome", record.Outcome is AlternationOutcome outcome ? [.. Finished(record, outcome)] : [Unfinished(record, folder)]);

    private static Caution Unfinished(RunRecord record, string folder) =>
        new(
            $"The training of this run {(record.Status == RunStatus.Cancelled ? "was cancelled" : "has not finished")}: what follows is "
                + $"its state at the last checkpoint. `antiphon train --resume {Figures.ShellWord(folder)}` goes on."
        );

    private static IEnumerable<ReportBlock> Finished(RunRecord record, AlternationOutcome outcome)
    {
        yield return new Paragraph(
            $"Training stopped: {Words.Of(outcome.StopReason, record)}. {outcome.Accepted} of "
                + $"{Figures.Count(outcome.Proposals, "proposal")} were accepted, in {Figures.Duration(record.Seconds)}."
        );
        if (outcome.Baselines.Count > 0)
        {
            yield return new Paragraph(Words.AgainstBaseline(record));
        }

        yield return new Facts([
            new Fact("Deployed", Figures.Value(outcome.Deployed.Mean), $"discounted return; {OutcomeWords.Deployed(record)}"),
            new Fact("Truncation error", Figures.Value(outcome.TruncationBound), OutcomeWords.Truncation(record.Options.DeployedHorizon)),
            new Fact("Value in the model", Figures.Value(outcome.Value), OutcomeWords.Value(outcome)),
            new Fact(
                "Gain left, dispatcher",
                Figures.Value(outcome.GlobalGain),
                OutcomeWords.Gain(outcome, "the dispatcher", outcome.GlobalGainDeployed)
            ),
            new Fact(
                "Gain left, agents",
                Figures.Value(outcome.LocalGain),
                OutcomeWords.Gain(outcome, "the agents", outcome.LocalGainDeployed)
            ),
        ]);
        foreach (string notice in outcome.Notices)
        {
            yield return new Caution(Figures.Printable(notice));
        }

        if (outcome.Baselines.Count > 0)
        {
            yield return new FigureBlock(
                ReturnsFigure.Of(Measured("trained pair", outcome.Deployed), [.. outcome.Baselines.Take(MostBaselines).Select(Measured)])
            );
        }
    }

    private static MeasuredReturn Measured(BaselineResult baseline) =>
        Measured($"{baseline.Global} + {baseline.Local}", baseline.Deployed);

    private static MeasuredReturn Measured(string label, Numerics.ConfidenceInterval deployed) =>
        new(label, deployed.Mean, deployed.Low, deployed.High);
}
