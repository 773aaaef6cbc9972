using Antiphon.Equilibrium;

namespace Antiphon.Runs;

/// <summary>Turns the progress of cells into that of the grid. Counts this session only, so that the time left follows from its own
/// pace.</summary>
internal sealed class GridProgress(IProgress<AlternationProgress>? receiver, int cells, IReadOnlyList<SweepKey> open, double[] weights)
{
    private readonly double total = weights.Sum();

    /// <summary>What the given one of the open cells reports to.</summary>
    public IProgress<AlternationProgress> Of(int number) =>
        new CellProgress(
            receiver,
            weights.Take(number).Sum() / total,
            weights[number] / total,
            $"cell {cells - open.Count + number + 1} of {cells} (k = {open[number].Subsample}, seed {open[number].Seed})"
        );

    private sealed class CellProgress(IProgress<AlternationProgress>? receiver, double before, double share, string cell)
        : IProgress<AlternationProgress>
    {
        public void Report(AlternationProgress value) =>
            receiver?.Report(new AlternationProgress(before + (share * Math.Clamp(value.Fraction, 0, 1)), $"{cell}: {value.Text}"));
    }
}
