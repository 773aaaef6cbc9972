using Antiphon.Equilibrium;

namespace Antiphon.Runs;

/// <summary>What a session of a sweep leaves: all cells done so far, also by earlier sessions.</summary>
/// <param name="Record">The options.</param>
/// <param name="Cells">The cells that are done, by variant, by k and then by seed.</param>
/// <param name="Cancelled">Whether someone cancelled it; the cells that are missing then run in the next session.</param>
/// <typeparam name="TOptions">The options of a training.</typeparam>
public sealed record SweepResult<TOptions>(SweepRecord<TOptions> Record, IReadOnlyList<SweepCell> Cells, bool Cancelled)
    where TOptions : TrainingOptions
{
    /// <summary>All training seeds of each k together, variant by variant.</summary>
    /// <returns>One summary per variant and k, ascending.</returns>
    public IReadOnlyList<SweepSummary> Summary() => SweepSummary.Of(Cells);
}
