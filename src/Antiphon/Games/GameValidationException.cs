namespace Antiphon.Games;

#pragma warning disable RCS1194 // without its violations this exception would say nothing
/// <summary>
/// A game was refused. <see cref="Violations"/> holds every reason at once; the message prints the first 50 and says how many more there
/// are.
/// </summary>
public sealed class GameValidationException : InvalidInputException
{
    /// <summary>Creates the exception for a list of violations.</summary>
    /// <param name="subject">What was refused, for example <c>game 'fleet' (fleet.json)</c>.</param>
    /// <param name="violations">All of them, at least one.</param>
    public GameValidationException(string subject, IReadOnlyList<Violation> violations)
        : base(ViolationList.Describe(subject, violations)) => Violations = violations;

    /// <summary>Every violation that was found, in the order of the file's fields.</summary>
    public IReadOnlyList<Violation> Violations { get; }

    /// <summary>
    /// The rows of the file that are off by rounding, which <see cref="GameFile.LoadRescaled"/> would rescale; empty where there are none.
    /// </summary>
    public IReadOnlyList<RoundedRow> RoundedRows { get; init; } = [];
}
