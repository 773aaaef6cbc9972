using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>One tagged agent among n, exactly: the others are a lattice of n-1, the dispatcher observes c' + e_x.</summary>
internal static class ExactTaggedWorld
{
    /// <summary>Builds the world on a workspace that holds the pair.</summary>
    /// <param name="population">n agents.</param>
    /// <param name="kernels">pi_l's.</param>
    /// <param name="pair">What the pair makes of the population; its tables are used, not copied.</param>
    /// <param name="workers">Who shares the work.</param>
    /// <param name="type">The tagged agent's type.</param>
    internal static TaggedWorld Create(ExactPopulation population, LocalKernels kernels, PairDynamics pair, Workers workers, int type = 0)
    {
        CooperativeGame game = population.Game;
        var tagged = new TaggedAgent(population.Lattice, type);
        var scratch = new PackedScratch(tagged.Others.Size, game.GlobalStates);
        Advance[] advances = Enumerable
            .Range(0, game.GlobalStates)
            .Select(state => Advance.Create(tagged.Others, tagged.Rows, kernels.Transition(state), game.GlobalStates, workers, scratch))
            .ToArray();
        return new TaggedWorld(
            game,
            population.Stride,
            kernels,
            (state, function, result) => advances[state].Apply(function, result),
            (state, measure, result) => advances[state].ApplyAdjoint(measure, result),
            type
        )
        {
            Nodes = tagged.Others.Size,
            Agents = population.Lattice.Agents,
            Places = tagged.With,
            Transitions = [.. Enumerable.Repeat(pair.Transitions, game.Types[type].States)],
            Rewards = [.. Enumerable.Repeat(pair.Rewards, game.Types[type].States)],
        };
    }

    /// <summary>
    /// A function or measure of (s_g, c) seen by the tagged agent, [(c' * S + x) * G + s_g]: itself, or, for a measure, its share with an
    /// agent in x tagged, c_x / n_t of it, n_t being how many agents are of the tagged agent's type.
    /// </summary>
    internal static double[] Spread(TaggedWorld world, ExactPopulation population, ReadOnlySpan<double> function, bool isMeasure)
    {
        (int states, int globals, CountBlock type) = (
            world.Type.States,
            world.Game.GlobalStates,
            population.Lattice.Blocks[world.Game.Types.Of(world.Type.First)]
        );
        double[] result = new double[world.Nodes * states * globals];
        int[] counts = new int[world.Game.LocalStates];
        for (int row = 0; row < world.Nodes * states; row++)
        {
            int place = world.Place(row / states, row % states);
            population.Lattice.Unrank(place, counts);
            double share = isMeasure ? counts[type.First + (row % states)] / (double)type.Agents : 1;
            for (int globalState = 0; globalState < globals; globalState++)
            {
                result[(row * globals) + globalState] = share * function[(place * globals) + globalState];
            }
        }

        return result;
    }
}
