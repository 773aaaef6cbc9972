using System.Text;

namespace Antiphon.Files;

/// <summary>Prints lists of violations.</summary>
internal static class ViolationList
{
    /// <summary>How many violations are spelled out before it is only said how many more there are.</summary>
    public const int Printed = 50;

    /// <summary>The subject, the number of violations, and one line for each of the first of them.</summary>
    public static string Describe(string subject, IReadOnlyList<Violation> violations)
    {
        ArgumentNullException.ThrowIfNull(violations);
        var text = new StringBuilder();
        text.Append($"{subject} has {violations.Count} {(violations.Count == 1 ? "violation" : "violations")}:");
        foreach (Violation violation in violations.Take(Printed))
        {
            text.Append("\n  ").Append(violation);
        }

        if (violations.Count > Printed)
        {
            text.Append($"\n  and {violations.Count - Printed} more");
        }

        return text.ToString();
    }
}
