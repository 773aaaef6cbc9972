using System.Runtime.InteropServices;

namespace Antiphon.Populations;

/// <summary>
/// How far an observation lies from what a belief expected: the normalised innovation squared and its first two moments under a right
/// model.
/// </summary>
/// <param name="Square">
/// v' W^+ v, where v is the observation's fractions minus the expected ones and W the covariance of v under the belief.
/// </param>
/// <param name="Degrees">Its mean when the model is right: the rank of W.</param>
/// <param name="Variance">
/// Its variance when the observation alone is random: of chi-squared, plus what Pearson's statistic of few draws has beyond it.
/// </param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Innovation(double Square, double Degrees, double Variance);
