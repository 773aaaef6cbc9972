namespace Antiphon.Populations;

/// <summary>Local states that follow one another and hold a known number of agents between them: those of one type.</summary>
/// <param name="First">The first state.</param>
/// <param name="States">How many there are, at least 1.</param>
/// <param name="Agents">How many agents are in them together, at least 0.</param>
public sealed record CountBlock(int First, int States, int Agents)
{
    /// <summary>One past the last state.</summary>
    public int End => First + States;
}
