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
        bool isFelt = game.Couplings is not null;
        Advance[] advances = isFelt
            ? BesideEachState(population, kernels, tagged, workers, game.Types[type])
            : BesideAnyState(tagged, kernels, workers);
        return new TaggedWorld(
            population,
            kernels,
            (globalState, state, function, result) => Of(globalState, state).Apply(function, result),
            (globalState, state, measure, result) => Of(globalState, state).ApplyAdjoint(measure, result),
            type
        )
        {
            Nodes = tagged.Others.Size,
            Agents = population.Lattice.Agents,
            Places = tagged.With,
            Transitions = [.. Enumerable.Repeat(pair.Transitions, game.Types[type].States)],
            Rewards = [.. Enumerable.Repeat(pair.Rewards, game.Types[type].States)],
            IsFelt = isFelt,
        };

        Advance Of(int globalState, int state) => advances[(isFelt ? state * game.GlobalStates : 0) + globalState];
    }

    /// <summary>
    /// Bytes of the others' operators where they depend on the tagged agent: a dense matrix for each of its states and s_g.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="others">Count vectors of the others.</param>
    internal static double CoupledBytes(CooperativeGame game, double others) =>
        game.Couplings is null ? 0 : sizeof(double) * (double)game.GlobalStates * game.LocalStates * others * others;

    private static Advance[] BesideAnyState(TaggedAgent tagged, LocalKernels kernels, Workers workers)
    {
        var scratch = new PackedScratch(tagged.Others.Size, kernels.GlobalStates);
        return
        [
            .. Enumerable
                .Range(0, kernels.GlobalStates)
                .Select(state =>
                    Advance.Create(tagged.Others, tagged.Rows, kernels.Transition(state), kernels.GlobalStates, workers, scratch)
                ),
        ];
    }

    // [x * G + s_g]: the population that kernels depend on is c' + e_x.
    private static Advance[] BesideEachState(
        ExactPopulation population,
        LocalKernels kernels,
        TaggedAgent tagged,
        Workers workers,
        AgentType type
    )
    {
        var chain = new AgentChain(tagged.Others, workers.Cancellation);
        return
        [
            .. Enumerable
                .Range(type.First, type.States)
                .SelectMany(_ => Enumerable.Range(0, kernels.GlobalStates), (state, globalState) => (state, globalState))
                .Select(at =>
                    CoupledMatrix.Build(
                        population,
                        kernels,
                        (tagged.Others, chain),
                        rank => tagged.With[tagged.Place(rank, at.state)],
                        at.globalState,
                        workers
                    )
                ),
        ];
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
