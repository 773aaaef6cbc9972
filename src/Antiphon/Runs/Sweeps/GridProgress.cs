using Antiphon.Equilibrium;
using Antiphon.Numerics;

namespace Antiphon.Runs;

/// <summary>
/// Turns the progress of cells into that of the grid. Counts this session only, so that the time left follows from its own pace.
/// </summary>
/// <param name="receiver">Receives it, or null.</param>
/// <param name="options">The sweep.</param>
/// <param name="open">The cells that are to be done, each with its weight.</param>
internal sealed class GridProgress<TOptions>(
    IProgress<Progress>? receiver,
    SweepOptions<TOptions> options,
    IReadOnlyDictionary<SweepKey, double> open
)
    where TOptions : TrainingOptions
{
    private readonly double total = open.Values.Sum();
    private readonly HashSet<SweepKey> left = [.. open.Keys];
    private double done;

    /// <summary>What a cell reports to.</summary>
    /// <param name="key">The cell.</param>
    public IProgress<Progress> Of(SweepKey key)
    {
        string variant = options.WordsOf(key.Variant);
        string name =
            $"cell {options.Cells - left.Count + 1} of {options.Cells} ({variant}{(variant.Length > 0 ? ", " : "")}k = {key.Subsample}, "
            + $"seed {key.Seed})";
        return new ProgressPart(receiver, done / total, open[key] / total, name);
    }

    /// <summary>Takes note that a cell is done, by whichever process.</summary>
    /// <param name="key">The cell.</param>
    public void Done(SweepKey key)
    {
        if (left.Remove(key))
        {
            done += open[key];
        }
    }

    /// <summary>Says that other processes work on all that is left.</summary>
    public void Wait() => receiver?.Report(new Progress(done / total, $"waiting for the cells of other processes: {left.Count}"));
}
