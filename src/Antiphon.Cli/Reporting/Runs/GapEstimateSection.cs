using Antiphon.Cli.Output;

namespace Antiphon.Cli.Reporting;

/// <summary>What each side could still gain, where that was estimated.</summary>
internal static class GapEstimateSection
{
    /// <summary>Says it; no section without an estimate.</summary>
    /// <param name="file">The estimate; it need not exist.</param>
    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public static IEnumerable<ReportSection> Of(string file) =>
        Disk.Current.IsFile(file) ? [new ReportSection("Gains left", [.. Blocks(GapEstimateDocument.Load(file))])] : [];

    private static IEnumerable<ReportBlock> Blocks(GapEstimateDocument estimate)
    {
        yield return new Paragraph(
            $"The largest gain found for each side among {Figures.Count(estimate.Proposals, "proposal")}, each measured over "
                + $"{Figures.Count(estimate.GlobalGain.Rollouts, "pair")} of episodes of {Figures.Count(estimate.Horizon, "step")}. "
                + "These are estimates by simulation: nothing is proved, and there is no upper bound of a gap."
        );
        yield return CertifiedBlocks.Deviations(
            "95% intervals of the largest gain that was found for each side.",
            [
                DataColumn.Number("gain", "Largest gain found"),
                DataColumn.Number("low", "95% interval from"),
                DataColumn.Number("high", "to"),
                DataColumn.Number("gapAtLeast", "Gap at least (estimate)"),
            ],
            [.. estimate.Sides().Select(each => Row(each.Side, each.Gain))]
        );
    }

    private static Cell[] Row(string side, GainEstimateDocument gain) => [side, gain.LargestFound, gain.Low, gain.High, gain.GapAtLeast];
}
