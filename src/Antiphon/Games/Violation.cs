namespace Antiphon.Games;

/// <summary>One thing that is wrong with a game.</summary>
/// <param name="Place">Where, as a path: "localTransition[2][0][1]".</param>
/// <param name="Found">What was found there, as a phrase that continues the place: "sums to 0.97".</param>
/// <param name="Expected">What a valid game has there: "1 within 1e-9".</param>
/// <param name="Remedy">What to do: "scale the row".</param>
public sealed record Violation(string Place, string Found, string Expected, string Remedy)
{
    /// <summary>The sentence "place found; expected ..; remedy".</summary>
    public override string ToString() => $"{Place} {Found}; expected {Expected}; {Remedy}";
}
