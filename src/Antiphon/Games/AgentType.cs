namespace Antiphon.Games;

/// <summary>One type of local agents: agents never change their type, so that their local states are a block of the game's.</summary>
/// <param name="Name">The type's name; empty in a game that declares no types.</param>
/// <param name="Share">The share of agents that are of this type, in (0, 1].</param>
/// <param name="First">The first of its local states, as an index into the game's.</param>
/// <param name="States">How many local states it has; they follow one another.</param>
internal sealed record AgentType(string Name, double Share, int First, int States)
{
    /// <summary>One past the last of its local states.</summary>
    public int End => First + States;
}
