namespace Antiphon.Policies;

/// <summary>A local policy with a name that people understand.</summary>
/// <param name="Name">For example "follow".</param>
/// <param name="Policy">The policy.</param>
internal sealed record NamedLocalPolicy(string Name, LocalPolicy Policy);
