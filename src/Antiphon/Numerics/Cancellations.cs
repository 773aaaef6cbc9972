namespace Antiphon.Numerics;

/// <summary>Cancellation of loops whose single steps are too short to ask each time.</summary>
internal static class Cancellations
{
    // A power of two: steps between two questions, which then cost nothing even where a step takes a nanosecond.
    private const int StepsBetween = 1 << 10;

    /// <summary>Throws when cancellation was requested; asks at step 0 and then once in many steps.</summary>
    /// <param name="cancellation">The token.</param>
    /// <param name="step">The loop's counter, from 0.</param>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    internal static void ThrowIfRequested(this CancellationToken cancellation, int step)
    {
        if ((step & (StepsBetween - 1)) == 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
