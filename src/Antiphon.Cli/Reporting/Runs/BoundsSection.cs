using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Cli.Reporting;

/// <summary>Bounds of full information and what each side could still gain, where a run with alpha vectors was certified.</summary>
internal static class BoundsSection
{
    /// <summary>Says it; no section without bounds.</summary>
    /// <param name="file">The bounds; they need not exist.</param>
    /// <param name="game">The run's game.</param>
    /// <param name="policy">The run's pair; null where there is none yet.</param>
    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public static IEnumerable<ReportSection> Of(string file, CooperativeGame game, JointPolicy? policy)
    {
        if (Disk.Current.IsFile(file))
        {
            var bounds = BoundsDocument.Load(file);
            yield return new ReportSection(
                "Bounds",
                [.. CertifiedBlocks.Misfit(file, bounds.PolicyHash, bounds.Sampling, game, policy), .. Blocks(bounds)]
            );
        }
    }

    private static IEnumerable<ReportBlock> Blocks(BoundsDocument bounds)
    {
        yield return new Paragraph($"With {Figures.Count(bounds.Agents, "agent")}: {BoundsDocument.Standing}.");
        yield return new Facts([.. bounds.Facts()]);
        yield return CertifiedBlocks.Deviations(
            "The gain lies between the two bars; the table says how far that is proved.",
            [
                DataColumn.Number("low", "Gain, at least"),
                DataColumn.Number("high", "at most"),
                new DataColumn("proof", "How far that is proved"),
            ],
            [.. bounds.Sides().Select(each => Row(each.Side, each.Gap, each.Proof))]
        );
        foreach (string remark in bounds.Remarks())
        {
            yield return new Paragraph(remark);
        }
    }

    private static Cell[] Row(string side, IReadOnlyList<double> gap, string proof) =>
        [side, CertifiedBlocks.AtLeast(gap[0]), CertifiedBlocks.AtMost(gap[1]), proof];
}
