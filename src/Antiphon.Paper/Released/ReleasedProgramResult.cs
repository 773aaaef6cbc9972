using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary>What <see cref="ReleasedProgram"/> ends with.</summary>
/// <param name="Policy">The pair it keeps.</param>
/// <param name="Alternations">Every alternation made, in order.</param>
/// <param name="StopReason">
/// <see cref="StopReason.Plateau"/> or <see cref="StopReason.MaximumSweeps"/>. Neither says anything about an equilibrium.
/// </param>
internal sealed record ReleasedProgramResult(JointPolicy Policy, IReadOnlyList<ReleasedAlternation> Alternations, StopReason StopReason);

/// <summary>One alternation of <see cref="ReleasedProgram"/>.</summary>
/// <param name="Value">Mean discounted return of the check's episodes.</param>
/// <param name="Verdict">What became of its pair.</param>
internal sealed record ReleasedAlternation(double Value, ReleasedVerdict Verdict);

/// <summary>What the released program does with the pair of an alternation.</summary>
internal enum ReleasedVerdict
{
    /// <summary>The best value so far: the pair is remembered.</summary>
    Best,

    /// <summary>Not the best, yet within the plateau of it: the program goes on with this pair, and may end with it.</summary>
    Kept,

    /// <summary>Below the best value by more than the plateau: the program goes back to the best pair.</summary>
    Reverted,
}
