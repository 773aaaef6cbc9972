using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// n agents whose kernels depend on the population: at every count vector they move by kernels of its own, so that nothing is shared
/// between nodes. The law of the next count vector is built agent by agent and kept as a dense matrix: for small lattices.
/// </summary>
internal sealed class CoupledOperator : PopulationOperator
{
    private readonly ExactPopulation population;
    private readonly LocalKernels kernels;
    private readonly TaggedAgents tagged;
    private readonly Workers workers;
    private readonly int stride;
    private readonly DenseAdvance[] advances;
    private readonly AgentChain?[] others;
    private readonly CoupledMatrix.Scratch own;

    internal CoupledOperator(ExactPopulation population, LocalKernels kernels, TaggedAgents tagged, Workers workers)
    {
        (this.population, this.kernels, this.tagged, this.workers, stride) = (population, kernels, tagged, workers, population.Stride);
        var chain = new AgentChain(population.Lattice, workers.Cancellation);
        others = new AgentChain?[tagged.Types];
        own = new CoupledMatrix.Scratch(population.Lattice);
        advances =
        [
            .. Enumerable
                .Range(0, kernels.GlobalStates)
                .Select(state => CoupledMatrix.Build(population, kernels, (population.Lattice, chain), node => node, state, workers)),
        ];
    }

    /// <summary>Bytes of the operators: a dense matrix for every global state, and how agents are added.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">n.</param>
    internal static double Bytes(CooperativeGame game, long agents)
    {
        double vectors = LatticeSize.CountVectors(game, agents);
        return (sizeof(double) * game.GlobalStates * vectors * vectors) + (2 * AgentChain.Bytes(vectors, agents, game.LocalStates));
    }

    /// <summary>Whether matrices over the lattice of that many agents are small enough.</summary>
    internal static bool Fits(CooperativeGame game, long agents) => LatticeSize.CountVectors(game, agents) <= DenseAdvance.MaximumSize;

    /// <summary>Refuses lattices that are too large for matrices.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">n, or k of the surrogate.</param>
    /// <param name="remedy">What to do, given the most agents that fit; null: fewer agents, or another model.</param>
    /// <exception cref="DoesNotFitException">There are too many count vectors.</exception>
    internal static void RequireFit(CooperativeGame game, long agents, Func<long, string>? remedy = null)
    {
        if (!Fits(game, agents))
        {
            long vectors = LatticeSize.CountVectors(game, agents);
            long most = LatticeSize.Largest(n => LatticeSize.CountVectors(game, n), agents, DenseAdvance.MaximumSize);
            throw new DoesNotFitException(
                $"agents that depend on the population need a dense matrix over the {vectors:N0} count vectors of {agents:N0} agents; at "
                    + $"most {DenseAdvance.MaximumSize:N0} are supported; "
                    + (remedy?.Invoke(most) ?? $"use at most {most:N0} agents, the mean-field model, or simulation"),
                sizeof(double) * (double)vectors * vectors,
                sizeof(double) * (double)DenseAdvance.MaximumSize * DenseAdvance.MaximumSize
            );
        }
    }

    internal override void Advance(int globalState, FunctionBuffer function, FunctionBuffer result) =>
        advances[globalState].Apply(function, result);

    internal override void Push(int globalState, FunctionBuffer measure, FunctionBuffer result) =>
        advances[globalState].ApplyAdjoint(measure, result);

    // An agent in x that moves to y while the others move as they do: c_x E[V(c' + e_y)], at every node with the others' law there.
    internal override void AddMoveDerivative(int globalState, FunctionBuffer function, FunctionBuffer weight, Span<double> derivative)
    {
        int states = population.Lattice.States;
        (double[] expected, double[] moves) = (new double[population.Nodes], new double[states]);
        double[] law = new double[population.Nodes];
        for (int node = 0; node < population.Nodes; node++)
        {
            workers.Cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<double> channels = weight.Span.Slice(node * stride, kernels.GlobalStates);
            if (!channels.ContainsAnyExcept(0.0))
            {
                continue;
            }

            for (int next = 0; next < expected.Length; next++)
            {
                expected[next] = ConjugateGradient.Dot(channels, function.Span.Slice(next * stride, channels.Length));
            }

            population.Lattice.Unrank(node, own.Counts);
            ReadOnlySpan<double> kernel = kernels.Transition(globalState, population.Hats(node), own.Kernel);
            for (int from = 0; from < states; from++)
            {
                if (own.Counts[from] > 0)
                {
                    Array.Clear(moves);
                    AddMoves(from, kernel, law, expected, moves);
                    AddHats(node, from, moves, derivative);
                }
            }
        }
    }

    private void AddHats(int node, int from, double[] moves, Span<double> derivative)
    {
        ReadOnlySpan<double> hats = population.Hats(node);
        for (int hat = 0; hat < hats.Length; hat++)
        {
            if (hats[hat] != 0)
            {
                ConjugateGradient.AddScaled(
                    hats[hat],
                    moves,
                    derivative.Slice(((hat * moves.Length) + from) * moves.Length, moves.Length)
                );
            }
        }
    }

    // The law has room for all n agents' count vectors, of which those of the others are fewer.
    private void AddMoves(int from, ReadOnlySpan<double> kernel, Span<double> law, ReadOnlySpan<double> expected, Span<double> derivative)
    {
        (int type, int agents) = (population.Game.Types.Of(from), own.Counts[from]);
        TaggedAgent agent = tagged.Of(type, workers.Cancellation);
        AgentChain chained = others[type] ??= new AgentChain(agent.Others, workers.Cancellation);
        law = law[..chained.Size];
        own.Counts[from]--;
        chained.Write(own.Counts, kernel, law, own.Law);
        own.Counts[from]++;
        CountBlock block = population.Lattice.Blocks[type];
        for (int rank = 0; rank < law.Length; rank++)
        {
            double mass = agents * law[rank];
            for (int to = block.First; mass != 0 && to < block.End; to++)
            {
                derivative[to] += mass * expected[agent.With[agent.Place(rank, to)]];
            }
        }
    }
}
