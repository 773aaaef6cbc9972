using Antiphon.Games;

namespace Antiphon.Planning;

/// <summary>The range of k.</summary>
internal static class SubsampleCheck
{
    /// <summary>Refuses a k outside 1..n.</summary>
    /// <exception cref="InvalidInputException">k is below 1 or above n.</exception>
    internal static void Require(CooperativeGame game, int subsample)
    {
        if (subsample < 1 || subsample > game.Agents)
        {
            throw new InvalidInputException($"k = {subsample:N0}; expected 1 to n = {game.Agents:N0}, the number of agents; change --k or --agents");
        }
    }
}
