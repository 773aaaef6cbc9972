namespace Antiphon.Games;

/// <summary>A game cannot be used; <see cref="Violations"/> holds everything that is wrong with it.</summary>
#pragma warning disable RCS1194 // The usual constructors would make an exception without violations.
public sealed class GameValidationException : InvalidInputException
#pragma warning restore RCS1194
{
    /// <summary>How many violations the message spells out; the rest is only counted there.</summary>
    public const int ListedInMessage = 50;

    /// <summary>Creates the exception.</summary>
    /// <param name="subject">What was checked, as the message calls it: the game's name or its file.</param>
    /// <param name="violations">Everything that is wrong; not empty.</param>
    public GameValidationException(string subject, IReadOnlyList<Violation> violations)
        : base(Describe(subject, violations)) => Violations = violations;

    /// <summary>Everything that is wrong, in the order of the game's fields.</summary>
    public IReadOnlyList<Violation> Violations { get; }

    private static string Describe(string subject, IReadOnlyList<Violation> violations)
    {
        var lines = violations.Take(ListedInMessage).Select(violation => $"  {violation}").ToList();
        if (violations.Count > ListedInMessage)
        {
            lines.Add($"  and {violations.Count - ListedInMessage} more");
        }

        var count = violations.Count == 1 ? "1 problem" : $"{violations.Count} problems";
        return $"{subject} is not a valid game ({count}):\n{string.Join('\n', lines)}";
    }
}
