using System.Collections.Immutable;
using Antiphon.Games;

namespace Antiphon.Populations;

/// <summary>Local states that follow one another and hold a known number of agents between them: those of one type.</summary>
/// <param name="First">The first state.</param>
/// <param name="States">How many there are, at least 1.</param>
/// <param name="Agents">How many agents are in them together, at least 0.</param>
internal sealed record CountBlock(int First, int States, int Agents)
{
    /// <summary>One past the last state.</summary>
    public int End => First + States;

    /// <summary>The blocks of a number of a game's agents: as many of each type as <see cref="AgentTypes.Split"/> says.</summary>
    /// <exception cref="InvalidInputException">There are fewer agents than types.</exception>
    internal static ImmutableArray<CountBlock> Of(CooperativeGame game, int agents)
    {
        if (game.Types.Count == 1)
        {
            return [new CountBlock(0, game.LocalStates, agents)];
        }

        long[] split = game.Types.Split(agents);
        return [.. game.Types.Select((type, index) => new CountBlock(type.First, type.States, (int)split[index]))];
    }
}
