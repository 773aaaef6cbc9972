using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Equilibrium;

/// <summary>Decides which population model fits.</summary>
internal static class PopulationChooser
{
    // Evaluation of one pair takes some 60 sweeps of S^2 G N n operations; up to these it stays well under a second.
    private const long LargestExactAgents = 10_000;
    private const long LargestExactLattice = 20_000;
    private const double LargestExactBytes = 256e6;
    private const long LargestCoupledLattice = 400;
    private const long MeanFieldNodes = 1_100;

    // A product of lattices is coarse in each of its factors: two types of five states at resolution 4 have 4,900 nodes.
    private const long MeanFieldNodesOfTypes = 5_000;

    // Where agents depend on the population a rare state decides what comes, and a coarse lattice spreads it: a resolution of 40 for four
    // states. Five states would need ten times as many nodes.
    private const long MeanFieldNodesOfCoupled = 12_500;
    private const long MeanFieldNodesOfManyCoupled = 2_500;
    private const int FewCoupledStates = 4;
    private const int FinestResolution = 100;
    private const int ProbedPolicies = 20;

    // For a forecast of memory a few tell enough.
    private const int MostFactored = 4;

    // A factorization takes the cube of the number of states; of larger games it is forecast that they have none.
    private const int MostFactoredStates = 200;

    /// <summary>
    /// Whether the lattice of the game's n agents is small enough to evaluate pairs exactly, many times, and its kernels allow it.
    /// </summary>
    internal static bool ExactFits(CooperativeGame game) => SizeFits(game) && KernelsAdvance(game);

    /// <summary>The model on a lattice that fits a game, at any number of local states.</summary>
    internal static PopulationChoice Lattice(CooperativeGame game) =>
        ExactFits(game) ? PopulationChoice.Exact : PopulationChoice.MeanField;

    private static bool SizeFits(CooperativeGame game) =>
        game.Agents <= LargestExactAgents
        && LatticeSize.CountVectors(game, game.Agents) <= LargestExactLattice
        && ExactPopulation.Bytes(game, game.Agents) <= LargestExactBytes;

    /// <summary>The size of the model that <see cref="Choose"/> would build.</summary>
    internal static PopulationSize Size(CooperativeGame game, AlternationOptions options) =>
        IsExact(game, options)
            ? new PopulationSize(game, IsExact: true, game.Agents)
            : new PopulationSize(game, IsExact: false, ResolutionFor(game, options));

    private static bool IsExact(CooperativeGame game, AlternationOptions options) =>
        options.Population == PopulationChoice.Exact
        || (options.Population == PopulationChoice.Auto && options.Resolution is null && ExactFits(game));

    private static int ResolutionFor(CooperativeGame game, AlternationOptions options) =>
        (int)Math.Min(options.Resolution ?? Resolution(game), options.Memory is null ? int.MaxValue : game.Agents);

    /// <summary>The model asked for, or the exact one where it is small.</summary>
    /// <exception cref="InvalidInputException">The asked model does not fit in memory.</exception>
    internal static PopulationModel Choose(CooperativeGame game, AlternationOptions options)
    {
        if (!IsExact(game, options))
        {
            int resolution = ResolutionFor(game, options);
            MemoryBudget.Require(
                MeanFieldPopulation.Bytes(game, resolution) * Math.Min(options.Threads, options.Starts),
                $"the mean-field model of resolution {resolution:N0}, {MeanFieldPopulation.CountVectors(game, resolution):N0} nodes,",
                "lower Resolution"
            );
            // With memory the observations of the model are the population itself: R drawn from R.
            return new MeanFieldPopulation(game, resolution, options.Memory is null ? game.Agents : resolution);
        }

        double bytes = ExactPopulation.Bytes(game, game.Agents) * Math.Min(options.Threads, options.Starts);
        MemoryBudget.Require(
            bytes,
            $"the exact model of n = {game.Agents:N0} agents, {LatticeSize.CountVectors(game, game.Agents):N0} count vectors,",
            "lower the number of agents, or use Population = MeanField"
        );
        return new ExactPopulation(game, game.Agents);
    }

    /// <summary>Whether the kernels of a few local policies have accurate products of moves at all: for two agents.</summary>
    internal static bool KernelsFactor(CooperativeGame game) =>
        game.LocalStates <= MostFactoredStates
        && Probed(game)
            .Take(MostFactored)
            .All(policy =>
            {
                var kernels = new LocalKernels(game, policy.Probabilities);
                return Enumerable
                    .Range(0, game.GlobalStates)
                    .All(state => MoveFactorization.TryFactor(kernels.Transition(state), game.LocalStates, agents: 2) is not null);
            });

    // A kernel met later that cannot be advanced ends the run with a clear error.
    private static bool KernelsAdvance(CooperativeGame game)
    {
        if (game.Couplings is not null)
        {
            // One advance is a dense matrix times a function.
            return LatticeSize.CountVectors(game, game.Agents) <= LargestCoupledLattice;
        }

        var lattice = CountLattice.Of(game, (int)game.Agents);
        return Probed(game).TrueForAll(policy => Advance.CanAdvance(new LocalKernels(game, policy.Probabilities), lattice));
    }

    // The baselines and a fixed set of random local policies.
    private static List<LocalPolicy> Probed(CooperativeGame game)
    {
        RandomStream stream = new RandomStream(0).Split(Purposes.AdvancingKernels);
        var policies = BaselinePolicies.Local(game).Select(baseline => baseline.Policy).ToList();
        for (int trial = 0; trial < ProbedPolicies; trial++)
        {
            policies.Add(LocalPolicy.Deterministic(game, (own, state) => game.Allowed.Local(own, state).Draw(stream)));
        }

        return policies;
    }

    internal static int Resolution(CooperativeGame game) =>
        (int)Math.Clamp(MeanFieldPopulation.LargestResolution(game, MostNodes(game)), 1, FinestResolution);

    private static long MostNodes(CooperativeGame game) =>
        game.Couplings is not null && (game.LocalStates <= FewCoupledStates || game.Types.Count > 1) ? MeanFieldNodesOfCoupled
        : game.Couplings is not null ? MeanFieldNodesOfManyCoupled
        : game.Types.Count == 1 ? MeanFieldNodes
        : MeanFieldNodesOfTypes;
}
