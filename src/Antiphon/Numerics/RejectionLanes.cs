using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Antiphon.Numerics;

/// <summary>
/// <see cref="TransformedRejection"/> of eight binomial laws side by side, by the same operations in the same order, so with the same
/// rounding. Lanes whose n p is below 10 mean nothing.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RejectionLanes
{
    private readonly Vector512<double> a;
    private readonly Vector512<double> b;
    private readonly Vector512<double> squeezeHeight;
    private readonly Vector512<double> scale;
    private readonly Vector512<double> origin;
    private readonly Vector512<double> shift;

    /// <summary>Prepares hats and squeezes.</summary>
    /// <param name="mean">n p.</param>
    /// <param name="probability">p, at most 1/2.</param>
    /// <param name="complement">1 - p.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RejectionLanes(Vector512<double> mean, Vector512<double> probability, Vector512<double> complement)
    {
        var deviation = Vector512.Sqrt(mean * complement);
        b = Vector512.Create(1.15) + (2.53 * deviation);
        Vector512<double> inverse = Vector512<double>.One / b;
        a = Vector512.Create(-0.0873) + (0.0248 * b) + (0.01 * probability);
        squeezeHeight = Vector512.Create(0.92) - (4.2 * inverse);
        scale = (Vector512.Create(2.83) + (5.1 * inverse)) * deviation;
        origin = Vector512.Floor(mean);
        shift = mean - origin + Vector512.Create(0.5);
    }

    /// <summary>
    /// The proposed number; out of range, infinite or NaN where <see cref="BinomialLaw"/> would draw the next proposal at once.
    /// </summary>
    /// <param name="u">Uniform on (-1/2, 1/2).</param>
    /// <param name="edge">1/2 - |u|.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Propose(Vector512<double> u, Vector512<double> edge) =>
        origin + Vector512.Floor((((2.0 * a / edge) + b) * u) + shift);

    /// <summary>Where proposals are accepted at once.</summary>
    /// <param name="edge">1/2 - |u|.</param>
    /// <param name="v">Uniform on (0, 1).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Squeezes(Vector512<double> edge, Vector512<double> v) =>
        Vector512.GreaterThanOrEqual(edge, Vector512.Create(TransformedRejection.SqueezeEdge))
        & Vector512.LessThanOrEqual(v, squeezeHeight);

    /// <summary>The factor of v in the acceptance test.</summary>
    /// <param name="edge">1/2 - |u|.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Height(Vector512<double> edge) => scale / ((a / (edge * edge)) + b);
}
