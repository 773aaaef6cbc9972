using Antiphon.Equilibrium;
using Antiphon.Numerics;

namespace Antiphon.Runs;

/// <summary>
/// Turns the progress of cells into that of the grid. Counts this session only, so that the time left follows from its own pace.
/// </summary>
internal sealed class GridProgress(IProgress<Progress>? receiver, int cells, IReadOnlyList<SweepKey> open, double[] weights)
{
    private readonly double total = weights.Sum();

    /// <summary>What the given one of the open cells reports to.</summary>
    public IProgress<Progress> Of(int number) =>
        new ProgressPart(
            receiver,
            weights.Take(number).Sum() / total,
            weights[number] / total,
            $"cell {cells - open.Count + number + 1} of {cells} (k = {open[number].Subsample}, seed {open[number].Seed})"
        );
}
