namespace Antiphon.Policies;

/// <summary>A global policy with a name that people understand.</summary>
/// <param name="Name">For example "hold".</param>
/// <param name="Policy">The policy.</param>
internal sealed record NamedGlobalPolicy(string Name, GlobalPolicy Policy);
