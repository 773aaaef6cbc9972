namespace Antiphon.Files;

/// <summary>One fault of an input: its place, what was found, what is expected, and the remedy.</summary>
/// <param name="Place">Where, as a path in the file's own words, for example <c>localTransition[2][0][1]</c>.</param>
/// <param name="Found">What is there, as the rest of a sentence that starts with the place, for example <c>sums to 0.97</c>.</param>
/// <param name="Expected">What should be there, for example <c>1 within 1e-9</c>.</param>
/// <param name="Remedy">What to do about it, for example <c>scale the row</c>.</param>
public sealed record Violation(string Place, string Found, string Expected, string Remedy)
{
    /// <summary>The violation as one line.</summary>
    public override string ToString() => $"{Place} {Found}; expected {Expected}; {Remedy}";
}
