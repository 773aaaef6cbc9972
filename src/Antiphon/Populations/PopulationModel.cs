using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// How a population of local agents is represented: nodes h that stand for its make-up mu(h) (fractions of agents per local state), and
/// what happens to functions and measures on them. Two implementations: <see cref="ExactPopulation"/> (n agents) and <see
/// cref="MeanFieldPopulation"/> (no fluctuations, resolution R). Solvers are written once against these operations.
/// </summary>
/// <remarks>A function of (s_g, h) is stored as value[h * <see cref="Stride"/> + s_g]; padding channels hold 0.</remarks>
public abstract class PopulationModel
{
    // n_t / n of the game: how much the mean over the agents of a type counts in the mean over all.
    private readonly double[] weights;
    private readonly Lazy<double[]> hats;

    private protected PopulationModel(CooperativeGame game, CountLattice lattice, int stride)
    {
        Game = game;
        Lattice = lattice;
        Stride = stride;
        weights = game.Types.Weights(game.Agents);
        hats = new Lazy<double[]>(HatsOfNodes);
    }

    /// <summary>The game whose local agents these are.</summary>
    public CooperativeGame Game { get; }

    /// <summary>"exact" or "mean-field".</summary>
    public abstract string Name { get; }

    /// <summary>The model and its size in words, for people.</summary>
    public abstract string Description { get; }

    /// <summary>How many nodes there are.</summary>
    internal int Nodes => Lattice.Size;

    /// <summary>Doubles per node of a function of (s_g, h).</summary>
    internal int Stride { get; }

    /// <summary>
    /// Node h is the count vector of rank h; its fractions are counts divided by the lattice's number of agents. Where there are types,
    /// the fractions of a type's states are counts divided by its number of agents on the lattice, times the type's share of the game's
    /// agents.
    /// </summary>
    internal CountLattice Lattice { get; }

    /// <summary>Writes mu(h), the fraction of agents in each local state.</summary>
    /// <param name="node">h.</param>
    /// <param name="fractions">Receives mu, length S, sum 1.</param>
    internal void Fractions(int node, Span<double> fractions)
    {
        Span<int> counts = stackalloc int[Lattice.States];
        Lattice.Unrank(node, counts);
        for (int type = 0; type < weights.Length; type++)
        {
            CountBlock block = Lattice.Blocks[type];
            for (int state = block.First; state < block.End; state++)
            {
                fractions[state] = weights[type] * counts[state] / block.Agents;
            }
        }
    }

    /// <summary>The values at a node of the hat functions that kernels and rewards are sums over.</summary>
    /// <param name="node">h.</param>
    internal ReadOnlySpan<double> Hats(int node) =>
        Game.Couplings is null ? Couplings.Constant.AsSpan() : hats.Value.AsSpan(node * Game.Hats, Game.Hats);

    private double[] HatsOfNodes()
    {
        double[] values = new double[checked(Nodes * Game.Hats)];
        Span<double> fractions = stackalloc double[Lattice.States];
        for (int node = 0; node < Nodes; node++)
        {
            Fractions(node, fractions);
            Game.Couplings!.Write(fractions, values.AsSpan(node * Game.Hats, Game.Hats));
        }

        return values;
    }

    /// <summary>What one agent of a local state's type counts in the fractions: 1/k for agents of one type, else n_t / (n k_t).</summary>
    /// <param name="state">The local state.</param>
    internal double AgentShare(int state)
    {
        int type = Game.Types.Of(state);
        return weights[type] / Lattice.Blocks[type].Agents;
    }

    /// <summary>Writes the initial law over (s_g, h).</summary>
    /// <param name="law">Receives rho[h * Stride + s_g]; length Nodes * Stride; sums to 1.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal void WriteInitialLaw(Span<double> law, CancellationToken cancellation = default)
    {
        double[] nodes = new double[Nodes];
        WriteInitialNodes(nodes, cancellation);
        law.Clear();
        for (int node = 0; node < Nodes; node++)
        {
            cancellation.ThrowIfRequested(node);
            for (int globalState = 0; globalState < Game.GlobalStates; globalState++)
            {
                law[(node * Stride) + globalState] = nodes[node] * Game.Initial.Global[globalState];
            }
        }
    }

    /// <summary>The population's operators under fixed local kernels.</summary>
    /// <param name="kernels">What one agent does.</param>
    /// <param name="workers">Who shares the work.</param>
    /// <exception cref="InvalidInputException">An operator cannot be built accurately at this size.</exception>
    internal abstract PopulationOperator Bind(LocalKernels kernels, Workers workers);

    /// <summary>The observation law by the game's rule (<see cref="CooperativeGame.Sampling"/>) at each node.</summary>
    /// <param name="observations">Count vectors of what is seen: k agents over the places of the rule.</param>
    /// <param name="cancellation">Cancels its preparation, and what is asked of it later.</param>
    /// <exception cref="InvalidInputException">
    /// Counts do not determine the rule's law, its tables do not fit in memory, or more agents are seen than there are.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal ObservationLaw ObservationsByRule(CountLattice observations, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(observations);
        return Game.Sampling switch
        {
            UniformSampling => Observations(observations, cancellation),
            ReplacementSampling => SplittingObservationLaw.WithReplacement(observations, Lattice, cancellation),
            WeightedSampling rule => WeightedObservationLaw.Of(this, rule, observations, cancellation),
            LossySampling rule => new LossyObservationLaw(this, rule, observations, cancellation),
            var rule => throw new InvalidOptionException(
                $"observations under the sampling rule '{rule}' do not depend only on the number of agents in each state, so values "
                    + $"cannot be computed; simulate with Sampling = {rule}"
            ),
        };
    }

    /// <summary>
    /// Whole numbers of agents at the nodes, n, for laws without replacement; null where observations are as if into infinitely many
    /// agents.
    /// </summary>
    internal abstract long? ObservationAgents(CountLattice observations);

    /// <summary>The observation law at a uniform k-subset of the population at each node, whatever the game's rule.</summary>
    /// <param name="observations">Count vectors of the k agents that are seen.</param>
    /// <param name="cancellation">Cancels its preparation, and what is asked of it later.</param>
    /// <exception cref="InvalidInputException">More agents are seen than there are.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal abstract ObservationLaw Observations(CountLattice observations, CancellationToken cancellation = default);

    private protected abstract void WriteInitialNodes(Span<double> law, CancellationToken cancellation);
}
