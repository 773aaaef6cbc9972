namespace Antiphon.Games;

/// <summary>
/// Probabilities in a game file that are off by rounding: what is below zero sums to -1e-4 or more, and the rest to 1 within 1e-4, but not
/// within the 1e-9 that a game may be off.
/// </summary>
/// <param name="Place">Where, as a path in the file's own words, for example <c>localTransition[2][0][1]</c>.</param>
/// <param name="Sum">The sum of the probabilities above zero, within 1e-4 of 1.</param>
/// <param name="BelowZero">The sum of those below zero, from -1e-4 to 0; they count as 0.</param>
public sealed record RoundedRow(string Place, double Sum, double BelowZero);
