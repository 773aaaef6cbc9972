using Antiphon.Equilibrium;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// What <see cref="GapSearch"/> found that each side of a pair could gain: estimates by simulation. The lower end of a gain bounds that
/// side's true gap from below, up to sampling error and to what the steps after the horizon change; nothing bounds the gap from above.
/// </summary>
/// <param name="Agents">n.</param>
/// <param name="Subsample">k.</param>
/// <param name="Horizon">Steps of an episode.</param>
/// <param name="Return">Discounted return of the pair over these steps, with a 95 % interval.</param>
/// <param name="TruncationError">What the steps after the horizon can change of a gain at most; NaN where rewards have no known
/// bound.</param>
/// <param name="Global">
/// Gain of the best proposal found for the global agent. Both sides' intervals hold together with 95 % confidence. The proposal was chosen
/// by other episodes than those that measure it, so that the choice does not flatter it.
/// </param>
/// <param name="Local">The same for the local agents, who change together.</param>
public sealed record GapEstimate(
    long Agents,
    int Subsample,
    int Horizon,
    ConfidenceInterval Return,
    double TruncationError,
    DeployedGain Global,
    DeployedGain Local
);
