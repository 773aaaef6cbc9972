using System.Runtime.InteropServices;

namespace Antiphon.Numerics;

/// <summary>
/// The hat and the squeeze of Hörmann's BTRS for a binomial law with n p &gt;= 10 and p &lt;= 1/2. With u uniform on (-1/2, 1/2), e = 1/2
/// - |u| and
/// x = floor((2 A/e + B) u + n p + 1/2), a proposal is accepted when v <see cref="Height"/>(e) &lt;= P(x)/P(mode), and at once when e and
/// v pass the squeeze.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct TransformedRejection
{
    /// <summary>Proposals with e at least this large may be accepted by the squeeze.</summary>
    public const double SqueezeEdge = 0.07;

    private readonly double scale;

    /// <summary>Prepares hat and squeeze.</summary>
    /// <param name="mean">n p, at least 10.</param>
    /// <param name="probability">p, at most 1/2.</param>
    /// <param name="complement">1 - p.</param>
    public TransformedRejection(double mean, double probability, double complement)
    {
        double deviation = Math.Sqrt(mean * complement);
        B = 1.15 + (2.53 * deviation);
        double inverse = 1 / B;
        A = -0.0873 + (0.0248 * B) + (0.01 * probability);
        SqueezeHeight = 0.92 - (4.2 * inverse);
        scale = (2.83 + (5.1 * inverse)) * deviation;
        Origin = (long)mean;
        Shift = mean - Origin + 0.5;
    }

    /// <summary>Weight of the 1/e term of the proposal.</summary>
    public double A { get; }

    /// <summary>Weight of the linear term of the proposal.</summary>
    public double B { get; }

    /// <summary>v up to this height is accepted at once when e is at least <see cref="SqueezeEdge"/>.</summary>
    public double SqueezeHeight { get; }

    /// <summary>Whole part of n p.</summary>
    public long Origin { get; }

    /// <summary>n p + 1/2 - <see cref="Origin"/>.</summary>
    public double Shift { get; }

    /// <summary>The factor of v in the acceptance test.</summary>
    /// <param name="edge">e = 1/2 - |u|, positive.</param>
    public double Height(double edge) => scale / ((A / (edge * edge)) + B);
}
