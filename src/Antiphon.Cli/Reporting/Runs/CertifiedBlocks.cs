using Antiphon.Cli.Output;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Cli.Reporting;

/// <summary>What the sections on what `certify` found have in common.</summary>
internal static class CertifiedBlocks
{
    /// <summary>A caution where a file is not of this run's pair.</summary>
    /// <param name="file">The file.</param>
    /// <param name="policyHash">The hash of the pair that it is of.</param>
    /// <param name="sampling">The rule that it is of, in words.</param>
    /// <param name="game">The run's game.</param>
    /// <param name="policy">The run's pair; null where there is none yet.</param>
    public static IEnumerable<Caution> Misfit(
        string file,
        string policyHash,
        string sampling,
        CooperativeGame game,
        JointPolicy? policy
    ) =>
        policy is not null && sampling == game.Sampling.Text && policyHash == PolicyHash.Compute(policy, game)
            ? []
            : [new Caution($"{Path.GetFileName(file)} belongs to a different policy or sampling rule; certify this run again.")];

    /// <summary>The figure of deviations, with all that is known of them as its table.</summary>
    /// <param name="summary">What the intervals are.</param>
    /// <param name="columns">The columns beside the name of who deviates.</param>
    /// <param name="rows">The rows, that name first. Drawn is the interval from "low" to "high".</param>
    public static FigureBlock Deviations(string summary, IEnumerable<DataColumn> columns, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        DataColumn[] all = [new("who", "Who deviates"), .. columns];
        int low = Array.FindIndex(all, column => column.Field == "low");
        int high = Array.FindIndex(all, column => column.Field == "high");
        return new FigureBlock(
            GapsFigure.Of(
                summary,
                [.. rows.Select(row => (row[0].Shown, row[low].Number ?? double.NaN, row[high].Number ?? double.NaN))],
                new DataTable(all, rows)
            )
        );
    }

    /// <summary>A lower end, rounded down.</summary>
    public static Cell AtLeast(double end) => Cell.Of(end, Rounded.Down(end));

    /// <summary>An upper end, rounded up.</summary>
    public static Cell AtMost(double end) => Cell.Of(end, Rounded.Up(end));
}
