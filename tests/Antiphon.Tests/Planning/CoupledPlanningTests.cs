using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

/// <summary>Games whose kernels and rewards depend on the population, against ordered agents and dense chains of nodes.</summary>
public class CoupledPlanningTests
{
    [Theory]
    [InlineData(2, 4, 2, 11)]
    [InlineData(3, 3, 1, 12)]
    [InlineData(3, 3, 3, 13)]
    [InlineData(2, 1, 1, 14)]
    public void Values_and_gradients_are_those_of_ordered_agents(int states, int agents, int observations, int seed)
    {
        CooperativeGame game = Game(states, agents, seed);
        (double[] local, int[][] actions) = Policies(game, observations, seed);
        var ordered = new OrderedGame(game, observations);
        GlobalRule rule = PolicyEnumeration.Rule(game, observations, actions);
        using var pair = new Pair(
            new ExactPopulation(game, agents),
            observations,
            Library.Global(game, observations, actions),
            Library.Local(game, local)
        );

        Assert.Equal(ordered.StartValue(rule, local), pair.Value, 1e-10);
        SameSlopes(OrderedGradient.Local(ordered, rule, local), pair.LocalGradient(), game.LocalActions);
        SameSlopes(OrderedGradient.Global(ordered, observations, Laws(game, actions), local), pair.GlobalGradient(), game.GlobalActions);
    }

    [Theory]
    [InlineData(2, 6, 2, 21)]
    [InlineData(3, 4, 1, 22)]
    [InlineData(4, 3, 2, 23)]
    public void The_mean_field_is_a_dense_chain_of_nodes(int states, int resolution, int observations, int seed)
    {
        CooperativeGame game = Game(states, 1000, seed);
        (double[] local, int[][] actions) = Policies(game, observations, seed);
        var model = new MeanFieldPopulation(game, resolution);
        using var pair = new Pair(model, observations, Library.Global(game, observations, actions), Library.Local(game, local));
        var twin = new MeanFieldTwin(
            game,
            resolution,
            fractions => PopulationTwin.IndependentObservations(fractions, observations),
            observations
        );
        GlobalRule rule = PolicyEnumeration.Rule(game, observations, actions);
        double[] start = PairEvaluationTests.TwinStart(model);

        Assert.Equal(twin.StartValue(rule, local, start), pair.Value, 1e-9);
        double[] gradient = pair.LocalGradient();
        for (int cell = 0; cell < local.Length; cell += game.LocalActions)
        {
            double[] direction = new double[local.Length];
            (direction[cell], direction[cell + 1]) = (-1, 1);
            double expected = FiniteDifference.Along(table => twin.StartValue(rule, table, start), local, direction, step: 1e-5);
            Assert.Equal(expected, gradient[cell + 1] - gradient[cell], 1e-5);
        }
    }

    // The dispatcher that sees everybody: k = n, so that its best table is the optimum of the full-information problem.
    [Theory]
    [InlineData(2, 4, 31)]
    [InlineData(3, 3, 32)]
    public void The_surrogate_of_all_agents_is_the_best_of_all_tables(int states, int agents, int seed)
    {
        CooperativeGame game = Game(states, agents, seed);
        (double[] local, _) = Policies(game, agents, seed);
        GLearnResult result = new GLearn(new GLearnOptions { Accuracy = 1e-10 }).Solve(game, Library.Local(game, local), agents);
        var best = new FullInformationControl(game, local);
        foreach (int[] tuple in best.Tuples)
        {
            int[] counts = Counting.CountsOf(states, tuple);
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                double expected = Enumerable.Range(0, game.GlobalActions).Max(action => best.ActionValue(globalState, counts, action));
                Assert.Equal(expected, result.Values[globalState][result.Policy.Lattice.Rank(counts)], 1e-8);
            }
        }
    }

    // Fluctuations of n agents change a smooth value by about c / n.
    [Fact]
    [Trait("Tier", "full")]
    public void Exact_values_approach_the_mean_field_as_one_over_n()
    {
        CooperativeGame game = Game(2, 1000, 41);
        (double[] local, int[][] actions) = Policies(game, 3, 41);
        (TabularGlobalPolicy global, LocalPolicy agents) = (Library.Global(game, 3, actions), Library.Local(game, local));
        using var limit = new Pair(new MeanFieldPopulation(game, 1600), 3, global, agents);
        double[] scaled =
        [
            .. new[] { 20, 40, 80, 160 }.Select(n =>
            {
                using var pair = new Pair(new ExactPopulation(game, n), 3, global, agents);
                return n * (pair.Value - limit.Value);
            }),
        ];
        Assert.All(scaled, each => Assert.InRange(each / scaled[^1], 0.8, 1.25));
        Assert.InRange(Math.Abs(scaled[^1]), 0.01, 10);
    }

    [Fact]
    public void A_lattice_too_large_for_a_dense_matrix_is_refused_with_what_fits()
    {
        CooperativeGame game = Game(3, 1000, 51);
        DoesNotFitException refusal = Assert.Throws<DoesNotFitException>(() => new ExactPopulation(game, 200));
        Assert.Contains("use at most 89 agents, the mean-field model, or simulation", refusal.Message);
        Assert.NotNull(new ExactPopulation(game, 89));
    }

    private static CooperativeGame Game(int states, int agents, int seed) =>
        new RandomGame((ulong)seed)
        {
            LocalStates = states,
            Agents = agents,
            GlobalActions = 3,
        }.CreateCoupled();

    private static (double[] Local, int[][] Actions) Policies(CooperativeGame game, int observations, int seed)
    {
        var random = new SmallRandom((ulong)seed + 100);
        return (Tables.RandomLocal(game, random), Tables.RandomActions(game, observations, random));
    }

    private static double[] Laws(CooperativeGame game, int[][] actions) => PairEvaluationTests.Laws(game, actions);

    private static void SameSlopes(double[] expected, double[] found, int actions) =>
        PairEvaluationTests.AssertSameSlopes(expected, found, actions, 1e-6);
}
