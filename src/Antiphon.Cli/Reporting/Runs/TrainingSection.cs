using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>How the pair was found: proposals and restarts.</summary>
internal static class TrainingSection
{
    private const int MostDrawn = 1_000;

    /// <summary>Says it.</summary>
    /// <exception cref="InvalidInputException">A line of the trace is damaged.</exception>
    public static ReportSection Of(IReadOnlyList<Proposal> trace, AlternationOutcome? outcome) =>
        new("How it was found", [.. Blocks(trace, outcome)]);

    private static IEnumerable<ReportBlock> Blocks(IReadOnlyList<Proposal> trace, AlternationOutcome? outcome)
    {
        if (trace.Count == 0)
        {
            yield return new Paragraph("No proposal was judged.");
            yield break;
        }

        IReadOnlyList<Proposal> drawn = trace;
        if (trace.Count > MostDrawn)
        {
            drawn = [.. trace.Where(proposal => proposal.Restart == (outcome?.BestRestart ?? 0)).Take(MostDrawn)];
            yield return new Caution(
                $"The trace has {Figures.Count(trace.Count, "proposal")}; the figure shows {Figures.Count(drawn.Count)} of restart "
                    + $"{(outcome?.BestRestart ?? 0) + 1}. All are in trace.jsonl."
            );
        }

        yield return new FigureBlock(ValuePerProposalFigure.Of(drawn, outcome?.BestRestart));
        if (outcome is not null)
        {
            yield return new TableBlock("Restarts", Restarts(outcome));
            if (OutcomeWords.Best(outcome) is { Length: > 0 } best)
            {
                yield return new Paragraph(best);
            }
        }
    }

    private static DataTable Restarts(AlternationOutcome outcome) =>
        new(
            [
                new("restart", "Restart"),
                new("start", "Start"),
                DataColumn.Number("value", "Model value"),
                DataColumn.Number("deployed", "Deployed"),
                DataColumn.Number("low", "95% low"),
                DataColumn.Number("high", "95% high"),
                DataColumn.Number("accepted", "Accepted"),
                DataColumn.Number("proposals", "Proposals"),
                new("stopped", "Stopped"),
            ],
            [
                .. outcome.Restarts.Select(restart =>
                    (IReadOnlyList<Cell>)
                        [
                            $"{restart.Restart + 1}{(restart.Restart == outcome.BestRestart ? " (best)" : "")}",
                            restart.Start,
                            Known(restart.Value),
                            Known(restart.Deployed?.Mean),
                            Known(restart.Deployed?.Low),
                            Known(restart.Deployed?.High),
                            (long)restart.Accepted,
                            (long)restart.Proposals,
                            restart.StopReason is Planning.StopReason reason ? Words.Brief(reason) : "not yet",
                        ]
                ),
            ]
        );

    private static Cell Known(double? value) => value is double known && double.IsFinite(known) ? known : "";
}
