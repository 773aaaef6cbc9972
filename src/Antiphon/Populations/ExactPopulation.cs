using System.Globalization;
using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>n agents, each count vector a node: no approximation. Feasible while C(n+S-1, S-1) count vectors fit.</summary>
public sealed class ExactPopulation : PopulationModel
{
    // Observations are raised one agent at a time, each with a lattice of its own.
    private const long MostAgents = 1_000_000;

    // Functions that operators of n and of n-1 agents hold while they work, and that accelerated solvers remember.
    private const int OperatorsScratch = 4;
    private const int SolversHistory = 8;

    private readonly LatticeRows rows;
    private readonly TaggedAgents tagged;

    /// <summary>Builds the lattice of n agents.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">n, at least 1; may differ from the game's own number.</param>
    /// <exception cref="InvalidInputException">
    /// There are over a million agents, or the lattice does not fit; the message says which n does.
    /// </exception>
    public ExactPopulation(CooperativeGame game, long agents)
        : base(game, Build(game, agents), game.GlobalStates)
    {
        rows = new LatticeRows(Lattice);
        tagged = new TaggedAgents(Lattice);
    }

    /// <inheritdoc/>
    public override string Name => "exact";

    /// <inheritdoc/>
    public override string Description =>
        Nodes == 1
            ? string.Create(CultureInfo.InvariantCulture, $"exact, n = {Lattice.Agents:N0}, 1 count vector")
            : string.Create(CultureInfo.InvariantCulture, $"exact, n = {Lattice.Agents:N0}, {Nodes:N0} count vectors");

    /// <summary>
    /// Bytes that evaluation of one joint policy and its gradients need on such a lattice: operators of n and of n-1 agents, scratch
    /// memory.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">n.</param>
    internal static double Bytes(CooperativeGame game, long agents)
    {
        ArgumentNullException.ThrowIfNull(game);
        double nodes = (double)LatticeSize.CountVectors(game, agents);
        double coupled = game.Couplings is null ? 0 : CoupledOperator.Bytes(game, agents);
        int functions = 8 + game.GlobalStates + OperatorsScratch + SolversHistory;
        double moves = (double)game.GlobalStates * game.LocalStates * (game.LocalStates - 1);
        return (nodes * game.GlobalStates * sizeof(double) * functions)
            + ((1 + game.Types.Count) * LatticeRows.Bytes(game, agents))
            + (2 * moves * MoveWeights.Bytes(agents))
            + (2 * nodes * game.LocalStates * sizeof(int))
            + (2 * coupled);
    }

    /// <inheritdoc/>
    internal override PopulationOperator Bind(LocalKernels kernels, Workers workers) =>
        Game.Couplings is null
            ? new ExactOperator(this, kernels, rows, tagged, workers)
            : new CoupledOperator(this, kernels, tagged, workers);

    /// <inheritdoc/>
    internal override ObservationLaw Observations(CountLattice observations, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(observations);
        return Lattice.Blocks.Length == 1
            ? new ElevationObservationLaw(observations, Lattice, cancellation)
            : new BlockwiseObservationLaw(observations, Lattice, (_, few, many) => new ElevationObservationLaw(few, many, cancellation));
    }

    /// <inheritdoc/>
    internal override long? ObservationAgents(CountLattice observations) => Lattice.Agents;

    private protected override void WriteInitialNodes(Span<double> law, CancellationToken cancellation)
    {
        int[] counts = new int[Lattice.States];
        Lattice.WriteFirst(counts);
        (int rank, double largest) = (0, double.NegativeInfinity);
        do
        {
            cancellation.ThrowIfRequested(rank);
            law[rank] = LogWeight(counts, Game.Initial.Local);
            largest = Math.Max(largest, law[rank]);
            rank++;
        } while (Lattice.MoveNext(counts));

        var total = new NeumaierSum();
        for (rank = 0; rank < law.Length; rank++)
        {
            law[rank] = Math.Exp(law[rank] - largest);
            total.Add(law[rank]);
        }

        for (rank = 0; rank < law.Length; rank++)
        {
            law[rank] /= total.Value;
        }
    }

    private static CountLattice Build(CooperativeGame game, long agents)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentOutOfRangeException.ThrowIfLessThan(agents, 1);
        if (agents > MostAgents)
        {
            throw new InvalidInputException(
                $"the exact model supports at most {MostAgents:N0} agents; found {agents:N0}; use the mean-field model"
            );
        }

        if (game.Couplings is not null)
        {
            CoupledOperator.RequireFit(game, agents);
        }

        LatticeSize.Require(game, agents, CountLattice.MaximumSize / game.GlobalStates, game.GlobalStates * sizeof(double));
        return CountLattice.Of(game, (int)agents);
    }

    // log of prod_x w(c_x), up to a constant: w = q^c / c! (multinomial) or Gamma(c+a) / (Gamma(a) c!) (Dirichlet-multinomial).
    private double LogWeight(ReadOnlySpan<int> counts, LocalInitialLaw law)
    {
        double sum = 0.0;
        if (law is TypedLocalLaw typed)
        {
            for (int type = 0; type < typed.Types.Length; type++)
            {
                sum += LogWeight(counts.Slice(Game.Types[type].First, Game.Types[type].States), typed.Types[type]);
            }

            return sum;
        }

        for (int state = 0; state < counts.Length; state++)
        {
            for (int agent = 0; agent < counts[state]; agent++)
            {
                sum += law switch
                {
                    IndependentLocalLaw independent => Math.Log(independent.Probabilities[state] / (agent + 1)),
                    DirichletLocalLaw dirichlet => Math.Log((dirichlet.Concentration + agent) / (agent + 1)),
                    _ => throw new NotSupportedException("unknown initial law"),
                };
            }
        }

        return sum;
    }
}
