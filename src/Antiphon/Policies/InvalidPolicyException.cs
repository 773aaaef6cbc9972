using Antiphon.Games;

namespace Antiphon.Policies;

#pragma warning disable RCS1194 // without its violations this exception would say nothing
/// <summary>A policy was refused. <see cref="Violations"/> holds every reason at once; the message prints the first of them.</summary>
public sealed class InvalidPolicyException : InvalidInputException
{
    /// <summary>Creates the exception for a list of violations.</summary>
    /// <param name="subject">What was refused, for example <c>policy.json</c>.</param>
    /// <param name="violations">All of them, at least one.</param>
    public InvalidPolicyException(string subject, IReadOnlyList<Violation> violations)
        : base(ViolationList.Describe(subject, violations)) => Violations = violations;

    /// <summary>Every violation that was found.</summary>
    public IReadOnlyList<Violation> Violations { get; }
}
