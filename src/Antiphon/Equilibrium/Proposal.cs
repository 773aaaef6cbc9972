using System.Text.Json.Serialization;

namespace Antiphon.Equilibrium;

/// <summary>One proposal of a best response and what became of it.</summary>
/// <param name="Restart">Number of the start, from 0.</param>
/// <param name="Index">Number of the proposal within the start, from 0.</param>
/// <param name="Sweep">Number of the sweep, from 1.</param>
/// <param name="Player">Whose policy would change.</param>
/// <param name="Oracle">
/// The oracle's name, as on the command line: "surrogate", "deployed"; "reactive", "enumerate", "coordinate", "representative", ..
/// </param>
/// <param name="ModelValue">Expected discounted return of the pair with the proposal, in the population model.</param>
/// <param name="FirstOrderGap">What the linearized value still promised the oracle when it stopped; 0 for oracles that have none.</param>
/// <param name="Gain">The judge's estimate of the gain over the incumbent at the true n.</param>
/// <param name="GainLow">Lower end of its interval (of its proved error when the judge is exact).</param>
/// <param name="GainHigh">Upper end.</param>
/// <param name="JudgeRollouts">
/// Pairs of episodes that the judge simulated; 0 when it judged by values or the proposal equals the incumbent.
/// </param>
/// <param name="Accepted">Whether it replaced the incumbent.</param>
/// <param name="Verdict">In words, why or why not.</param>
public sealed record Proposal(
    int Restart,
    int Index,
    int Sweep,
    Player Player,
    string Oracle,
    double ModelValue,
    double FirstOrderGap,
    double Gain,
    double GainLow,
    double GainHigh,
    long JudgeRollouts,
    bool Accepted,
    string Verdict
)
{
    /// <summary>Whether the judge could neither accept the proposal nor exclude that it gains the threshold.</summary>
    /// <param name="threshold">The gain that counts as an improvement.</param>
    internal bool IsUndecided(double threshold) => !Accepted && GainHigh > 0 && GainHigh >= threshold;

    /// <summary>
    /// What became of each trust region step that made this proposal, in order; null where the oracle takes none. Two proposals are equal
    /// only if this is the same list.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PolicyUpdate>? Updates { get; init; }
}
