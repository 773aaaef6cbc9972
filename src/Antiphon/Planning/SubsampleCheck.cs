using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>The range of k, and whether observations belong to a policy.</summary>
internal static class SubsampleCheck
{
    /// <summary>Refuses a k outside 1..n.</summary>
    /// <exception cref="InvalidInputException">k is below 1 or above n.</exception>
    internal static void Require(CooperativeGame game, int subsample)
    {
        if (subsample == 0)
        {
            throw new InvalidOptionException(
                "k = 0; only a global agent with memory can act without observations; give it a memory, or raise k"
            );
        }

        Require(game, subsample, 1);
    }

    /// <summary>Refuses a k outside 0..n.</summary>
    /// <exception cref="InvalidInputException">k is negative or above n.</exception>
    internal static void RequireWithMemory(CooperativeGame game, int subsample) => Require(game, subsample, 0);

    private static void Require(CooperativeGame game, int subsample, int least)
    {
        if (subsample < least || subsample > game.Agents)
        {
            throw new InvalidOptionException(
                $"k = {subsample:N0}; expected {least} to n = {game.Agents:N0}, the number of agents; change k or the number of agents"
            );
        }

        if (game.Types.Count > 1 && subsample < game.Types.Count)
        {
            throw new InvalidOptionException(
                $"k = {subsample:N0}; the dispatcher of game '{game.Name}' observes agents of each of its {game.Types.Count} types "
                    + $"({string.Join(", ", game.Types.Select(type => type.Name))}), so k must be at least {game.Types.Count}; raise k"
            );
        }
    }

    /// <summary>Refuses observations of another number of agents or of states than the global policy's in this game.</summary>
    /// <exception cref="InvalidInputException">They do not belong together.</exception>
    internal static void RequireObservations(CooperativeGame game, GlobalPolicy global, CountLattice observations)
    {
        if (observations.Agents != global.Subsample || observations.States != game.LocalStates)
        {
            throw new InvalidInputException(
                $"the observations count {observations.Agents} agents in {observations.States} states; the global policy observes "
                    + $"{global.Subsample} in {game.LocalStates}"
            );
        }
    }
}
