using Antiphon.Planning;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Solving;

/// <summary>What a solver found.</summary>
/// <param name="Values">Values [node * channels + s_g], within the accuracy that was asked for.</param>
/// <param name="Sweeps">Sweeps it took.</param>
internal sealed record Solution(double[] Values, int Sweeps)
{
    /// <summary>The middle of the bounds that the last sweep proved.</summary>
    public static Solution Of(Surrogate surrogate, FunctionBuffer image, SpanBound bound) =>
        new([.. image.Span.ToArray().Select(value => value + bound.Correction)], surrogate.Sweeps);
}
