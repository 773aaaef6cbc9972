using System.Runtime.InteropServices;

namespace Antiphon.Learning;

/// <summary>How many draws pooled laws count as, to which laws with few draws of their own are drawn.</summary>
/// <param name="Local">For P_l, pooled over s_g.</param>
/// <param name="Global">For P_g, pooled over a_g.</param>
/// <param name="Reward">For r_g, pooled over a_g.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PriorWeights(double Local, double Global, double Reward)
{
    /// <summary>One weight for all.</summary>
    internal static PriorWeights All(double weight) => new(weight, weight, weight);
}
