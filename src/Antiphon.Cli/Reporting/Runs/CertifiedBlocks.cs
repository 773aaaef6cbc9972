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

    /// <summary>The table of deviations.</summary>
    /// <param name="columns">The columns beside the name of who deviates.</param>
    /// <param name="rows">The rows, that name first.</param>
    public static TableBlock Deviations(IEnumerable<DataColumn> columns, IReadOnlyList<IReadOnlyList<Cell>> rows) =>
        new("What a deviation gains", new DataTable([new("who", "Who deviates"), .. columns], rows));

    /// <summary>A lower end, rounded down.</summary>
    public static Cell AtLeast(double end) => Cell.Of(end, Rounded.Down(end));

    /// <summary>An upper end, rounded up.</summary>
    public static Cell AtMost(double end) => Cell.Of(end, Rounded.Up(end));
}
