namespace Antiphon.Policies;

/// <summary>What both sides do: a strategy pair (pi_g, pi_l).</summary>
/// <param name="Global">pi_g, of the global agent.</param>
/// <param name="Local">pi_l, shared by all local agents.</param>
public sealed record JointPolicy(GlobalPolicy Global, LocalPolicy Local);
