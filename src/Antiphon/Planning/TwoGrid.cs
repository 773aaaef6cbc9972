using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// Takes most of what a sweep over many agents leaves to be done off a lattice of few. While the agents move independently, T P = P T for
/// the expectation P over a uniform subsample of d agents: polynomials of degree d in the fractions of agents keep to themselves, and
/// higher ones decay quickly. So the residual r = T V - V is restricted to d agents by least squares, which gives s; there
/// e = (I - gamma T_d)^-1 s is cheap; and V becomes T V + P (e - s).
/// </summary>
/// <remarks>
/// It is exact only for a law of the global state that does not depend on the population. That is enough for a place to sweep next, whose
/// bounds hold from any starting point.
/// </remarks>
internal sealed class TwoGrid : IWork
{
    private const int NodesPerPiece = 2048;

    // Smaller lattices are swept faster than corrected. More coarse nodes save hardly more sweeps, and degrees near the number of agents
    // do not decay.
    private const int SmallestCorrected = 5_000;
    private const int MostCoarseNodes = 500;
    private const int NodesPerCoarseNode = 25;
    private const int AgentsPerCoarseAgent = 3;

    private readonly ExactPopulation many;
    private readonly ExactPopulation few;
    private readonly Subsampling subsampling;
    private readonly Workers workers;
    private readonly FunctionBuffer[] transitions;
    private readonly FunctionBuffer restricted;
    private readonly FunctionBuffer coarseScratch;
    private CoarseChain chain = null!;
    private FunctionBuffer before = null!;
    private FunctionBuffer after = null!;
    private FunctionBuffer scratch = null!;
    private double constant;
    private bool adding;

    // What does not depend on policies.
    private TwoGrid(ExactPopulation many, int agents, Workers workers)
    {
        (this.many, this.workers) = (many, workers);
        few = new ExactPopulation(many.Game, agents);
        subsampling = new Subsampling(few.Lattice, many.Lattice, workers);
        int length = few.Nodes * few.Stride;
        transitions = [.. Enumerable.Range(0, many.Game.GlobalStates).Select(_ => new FunctionBuffer(length))];
        (restricted, coarseScratch) = (new FunctionBuffer(length), new FunctionBuffer(length));
    }

    /// <summary>Replaces what one agent does.</summary>
    internal void SetLocal(LocalKernels kernels) => chain = new CoarseChain(few, kernels, transitions, workers.Cancellation);

    /// <summary>Replaces the law of the global state by that of the corrected population.</summary>
    /// <param name="laws">For each s_g: p[h * Stride + s_g'] at the nodes of many agents.</param>
    internal void Follow(FunctionBuffer[] laws) => Follow(subsampling.Law, laws);

    /// <summary>Replaces the law of the global state by that under a deterministic policy that observes a whole population.</summary>
    /// <param name="policy">Of at least as many agents as correct.</param>
    internal void Follow(TabularGlobalPolicy policy)
    {
        CooperativeGame game = many.Game;
        int nodes = policy.Lattice.Size;
        FunctionBuffer[] laws = [.. transitions.Select(_ => new FunctionBuffer(nodes * few.Stride))];
        for (int place = 0; place < nodes * game.GlobalStates; place++)
        {
            (int node, int state) = (place / game.GlobalStates, place % game.GlobalStates);
            game.GlobalTransition(state, policy.Action(state, node)).CopyTo(laws[state].Span[(node * few.Stride)..]);
        }

        Follow(Subsampling.LawOf(few.Lattice, policy.Lattice, workers), laws);
    }

    // At few agents c: the mean over populations F, weighed by how probable c is as a subsample of F.
    private void Follow(ObservationLaw law, FunctionBuffer[] laws)
    {
        for (int state = 0; state < laws.Length; state++)
        {
            law.Adjoint(laws[state], transitions[state], few.Stride);
            for (int node = 0; node < few.Nodes; node++)
            {
                Span<double> row = transitions[state].Span.Slice(node * few.Stride, many.Game.GlobalStates);
                double sum = 0.0;
                foreach (double weight in row)
                {
                    sum += weight;
                }

                foreach (ref double weight in row)
                {
                    weight /= sum;
                }
            }
        }
    }

    /// <summary>The correction of a population's sweeps; null where it does not pay or does not apply.</summary>
    internal static TwoGrid? TryCreate(PopulationModel model, Workers workers) =>
        model is ExactPopulation many && CoarseAgents(many.Game, many.Lattice.Agents) is > 0 and int agents
            ? new TwoGrid(many, agents, workers)
            : null;

    /// <summary>How few agents correct the sweeps of that many; 0 where it does not pay or does not apply.</summary>
    internal static int CoarseAgents(CooperativeGame game, long agents)
    {
        long nodes = LatticeSize.CountVectors(game, agents);
        if (game.Couplings is not null || nodes < SmallestCorrected)
        {
            return 0;
        }

        long affordable = LatticeSize.LargestAgents(game, Math.Min(MostCoarseNodes, nodes / NodesPerCoarseNode));
        long fewer = Math.Min(affordable, agents / AgentsPerCoarseAgent);
        return fewer > game.Types.Count && AreFewerOfEachType(game, fewer, agents / 2) ? (int)fewer : 0;
    }

    /// <summary>Bytes of the correction of that many agents, 0 where there is none.</summary>
    internal static double Bytes(CooperativeGame game, long agents)
    {
        if (CoarseAgents(game, agents) is not (> 0 and int fewer))
        {
            return 0;
        }

        double nodes = LatticeSize.CountVectors(game, fewer);
        double function = nodes * game.GlobalStates * sizeof(double);
        double perValue = (double)AndersonMixing.BytesPerValue(game.Discount) / sizeof(double);
        double between =
            game.Types.Count == 1 ? 0 : 2 * (double)LatticeSize.CountVectors(game, agents) * game.GlobalStates * sizeof(double);
        return Subsampling.Bytes(nodes, fewer, agents, game.GlobalStates)
            + ((6 + game.GlobalStates + perValue) * function)
            + ((double)game.GlobalStates * game.LocalStates * (game.LocalStates - 1) * MoveWeights.Bytes(fewer))
            + LatticeRows.Bytes(game, fewer)
            + between;
    }

    /// <summary>Moves from T V, which a sweep left, closer to the fixed point.</summary>
    /// <param name="swept">V.</param>
    /// <param name="image">T V; becomes the corrected function.</param>
    /// <param name="middle">A constant to take off T V - V first.</param>
    /// <param name="free">As long as a function; written over.</param>
    internal void Correct(FunctionBuffer swept, FunctionBuffer image, double middle, FunctionBuffer free)
    {
        (before, after, scratch, constant) = (swept, image, free, middle);
        Run(add: false);
        subsampling.Restrict(scratch, restricted, coarseScratch, many.Stride);
        chain.Continue(restricted, workers.Cancellation);
        subsampling.Prolong(restricted, scratch, many.Stride);
        Run(add: true);
    }

    /// <summary>One stretch of nodes: the residual, or the sum with what was found.</summary>
    void IWork.Run(int index, int worker)
    {
        int begin = index * NodesPerPiece * many.Stride;
        int length = Math.Min(NodesPerPiece * many.Stride, scratch.Length - begin);
        Span<double> free = scratch.Span.Slice(begin, length);
        Span<double> image = after.Span.Slice(begin, length);
        Span<double> swept = before.Span.Slice(begin, length);
        for (int place = 0; place < free.Length; place++)
        {
            if (adding)
            {
                image[place] += free[place];
            }
            else
            {
                free[place] = image[place] - swept[place] - constant;
            }
        }
    }

    private void Run(bool add)
    {
        adding = add;
        workers.Run((many.Nodes + NodesPerPiece - 1) / NodesPerPiece, this);
    }

    // Shares are rounded to whole agents, so that fewer agents can be more of one type.
    private static bool AreFewerOfEachType(CooperativeGame game, long fewer, long agents) =>
        game.Types.Count == 1 || game.Types.Split(fewer).Zip(game.Types.Split(agents), (less, more) => less <= more).All(fits => fits);
}
