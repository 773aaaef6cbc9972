using Antiphon.Games;

namespace Antiphon.Populations;

/// <summary>
/// The count vectors that stand for observations in a game: k agents over local states, or, where the dispatcher sees how many
/// observations were lost, over the lost and local states.
/// </summary>
internal static class ObservationLattice
{
    // What is told of every observation is hashed and shown within seconds up to so many.
    private const long MostEnumerated = 2_000_000;

    /// <summary>Whether the observations of k agents are too many to go through all of them.</summary>
    internal static bool IsTooLarge(CooperativeGame game, int subsample) => Vectors(game, subsample) > MostEnumerated;

    /// <summary>The lattice of observations of k agents by the game's rule.</summary>
    /// <exception cref="InvalidInputException">It has too many vectors.</exception>
    internal static CountLattice Of(CooperativeGame game, int subsample) =>
        game.Sampling.Places(game.LocalStates) is var places && places > game.LocalStates
            ? new CountLattice(places, subsample)
            : CountLattice.Of(game, subsample);

    /// <summary>How many count vectors it has; <see cref="long.MaxValue"/> when that does not fit a long.</summary>
    internal static long Vectors(CooperativeGame game, long subsample) =>
        game.Sampling.Places(game.LocalStates) is var places && places > game.LocalStates
            ? LatticeSize.CountVectors(places, subsample)
            : LatticeSize.CountVectors(game, subsample);

    /// <summary>The place of local state 0 in a count vector.</summary>
    internal static int FirstState(CountLattice observations, int localStates) => observations.States - localStates;
}
