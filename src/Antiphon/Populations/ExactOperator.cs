using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>Advance on the lattice of n agents; the derivative by tagging one of them, of each type in turn.</summary>
internal sealed class ExactOperator : PopulationOperator
{
    private const int MostStatesShared = 8;

    private readonly ExactPopulation population;
    private readonly LocalKernels kernels;
    private readonly TaggedAgents tagged;
    private readonly Workers workers;
    private readonly Advance[] advances;
    private readonly OtherAgents?[] others;

    internal ExactOperator(ExactPopulation population, LocalKernels kernels, LatticeRows rows, TaggedAgents tagged, Workers workers)
    {
        this.population = population;
        this.kernels = kernels;
        this.tagged = tagged;
        others = new OtherAgents?[tagged.Types];
        this.workers = workers;
        SharesByState = Shares(population.Lattice.Size, kernels.GlobalStates);
        var scratch = new PackedScratch(population.Lattice.Size, kernels.GlobalStates);
        advances = new Advance[kernels.GlobalStates];
        for (int globalState = 0; globalState < advances.Length; globalState++)
        {
            advances[globalState] = Populations.Advance.Create(
                population.Lattice,
                rows,
                kernels.Transition(globalState),
                kernels.GlobalStates,
                workers,
                SharesByState ? new PackedScratch(population.Lattice.Size, kernels.GlobalStates) : scratch
            );
        }
    }

    /// <summary>Bytes of the operators of all n agents: weights of all moves, and scratch memory.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">n.</param>
    internal static double Bytes(CooperativeGame game, long agents) =>
        WeightBytes(game, agents) + (LatticeSize.CountVectors(game, agents) * GlobalBytes(game)) + SharingBytes(game, agents);

    /// <summary>
    /// Bytes of the functions of all s_g but one where an advance is too small to share, so that s_g are shared; for larger lattices as
    /// many, so that forecasts grow with the number of agents.
    /// </summary>
    internal static double SharingBytes(CooperativeGame game, long agents) =>
        game.GlobalStates <= MostStatesShared
            ? (game.GlobalStates - 1)
                * GlobalBytes(game)
                * Math.Min(LatticeSize.CountVectors(game, agents), FactoredAdvance.LargestSmall(game.GlobalStates))
            : 0;

    // More s_g than this would need too much memory.
    private static bool Shares(long size, int globalStates) =>
        globalStates <= MostStatesShared && FactoredAdvance.IsSmall(size, globalStates);

    /// <summary>
    /// Bytes that derivatives take beside: the operators of the other n-1 agents, a tagged agent of each type, and two copies of
    /// functions.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">n.</param>
    internal static double DerivativeBytes(CooperativeGame game, long agents)
    {
        (double all, double others) = (
            LatticeSize.CountVectors(game, agents) * GlobalBytes(game),
            LatticeSize.CountVectors(game, agents - 1) * GlobalBytes(game)
        );
        return WeightBytes(game, agents)
            + (2 * all)
            + (game.Types.Count * ((3 * others) + TaggedAgent.Bytes(game, agents) + LatticeRows.Bytes(game, agents - 1)));
    }

    private static double WeightBytes(CooperativeGame game, long agents) =>
        (double)game.GlobalStates
        * game.LocalStates
        * (game.LocalStates - 1)
        / game.Types.Count
        * MoveWeights.Bytes(agents / game.Types.Count);

    private static double GlobalBytes(CooperativeGame game) => game.GlobalStates * sizeof(double);

    public override string Notice => advances.Select(advance => advance.Notice).FirstOrDefault(notice => notice.Length > 0) ?? "";

    internal override bool SharesByState { get; }

    internal override void Advance(int globalState, FunctionBuffer function, FunctionBuffer result) =>
        advances[globalState].Apply(function, result);

    internal override void Push(int globalState, FunctionBuffer measure, FunctionBuffer result) =>
        advances[globalState].ApplyAdjoint(measure, result);

    // d(A_M V)(c) / dM[x][y] = c_x E[V(c'_others + e_y)], the others being c - e_x. Summed against weights by pushing the weights forward.
    // Agents keep their
    // type: entries between types stay 0 in every kernel and have no derivative.
    internal override void AddMoveDerivative(int globalState, FunctionBuffer function, FunctionBuffer weight, Span<double> derivative)
    {
        int states = population.Lattice.States;
        (double[] value, double[] source) = (function.Span.ToArray(), weight.Span.ToArray());
        for (int type = 0; type < tagged.Types; type++)
        {
            (OtherAgents others, CountBlock block) = (EnsureOthers(type), population.Lattice.Blocks[type]);
            for (int from = block.First; from < block.End; from++)
            {
                workers.Cancellation.ThrowIfCancellationRequested();
                Weigh(others, from, source);
                others.Advances[globalState].ApplyAdjoint(others.Measure, others.Pushed);
                for (int to = block.First; to < block.End; to++)
                {
                    workers.Cancellation.ThrowIfCancellationRequested();
                    derivative[(from * states) + to] += Pair(others, to, value);
                }
            }
        }
    }

    private void Weigh(OtherAgents others, int from, double[] source)
    {
        (TaggedAgent agent, int stride) = (others.Agent, population.Stride);
        Span<double> measure = others.Measure.Span;
        for (int rank = 0; rank < agent.Others.Size; rank++)
        {
            int place = agent.Place(rank, from);
            int agents = agent.OthersCounts[place] + 1;
            Span<double> here = source.AsSpan(agent.With[place] * stride, stride);
            for (int channel = 0; channel < stride; channel++)
            {
                measure[(rank * stride) + channel] = agents * here[channel];
            }
        }
    }

    private double Pair(OtherAgents others, int to, double[] value)
    {
        (TaggedAgent agent, int stride) = (others.Agent, population.Stride);
        Span<double> pushed = others.Pushed.Span;
        var sum = new NeumaierSum();
        for (int rank = 0; rank < agent.Others.Size; rank++)
        {
            Span<double> after = value.AsSpan(agent.With[agent.Place(rank, to)] * stride, stride);
            double product = 0.0;
            for (int channel = 0; channel < stride; channel++)
            {
                product += pushed[(rank * stride) + channel] * after[channel];
            }

            sum.Add(product);
        }

        return sum.Value;
    }

    private OtherAgents EnsureOthers(int type)
    {
        if (others[type] is { } ready)
        {
            return ready;
        }

        TaggedAgent agent = tagged.Of(type, workers.Cancellation);
        var scratch = new PackedScratch(agent.Others.Size, kernels.GlobalStates);
        Advance[] moves =
        [
            .. Enumerable
                .Range(0, kernels.GlobalStates)
                .Select(state =>
                    Populations.Advance.Create(agent.Others, agent.Rows, kernels.Transition(state), kernels.GlobalStates, workers, scratch)
                ),
        ];
        return others[type] = new OtherAgents(
            agent,
            moves,
            new FunctionBuffer(agent.Others.Size * population.Stride),
            new FunctionBuffer(agent.Others.Size * population.Stride)
        );
    }

    /// <summary>All agents but a tagged one of some type: how they move, and scratch memory.</summary>
    private sealed record OtherAgents(TaggedAgent Agent, Advance[] Advances, FunctionBuffer Measure, FunctionBuffer Pushed);
}
