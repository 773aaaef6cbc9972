using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

/// <summary>
/// Values, occupancies and gradients of a fixed pair, on both population models, against dense linear algebra on the twins.
/// </summary>
public class PairEvaluationTests
{
    private const double Accuracy = 1e-12;

    [Theory]
    [InlineData(KernelShape.Dense, 2, 4, 2, null)]
    [InlineData(KernelShape.Dense, 3, 3, 1, 0.3)]
    [InlineData(KernelShape.Sparse, 3, 3, 2, null)]
    [InlineData(KernelShape.Absorbing, 3, 3, 3, null)]
    [InlineData(KernelShape.Deterministic, 2, 4, 3, null)]
    [InlineData(KernelShape.EqualRows, 3, 3, 2, null)]
    [InlineData(KernelShape.Cyclic, 3, 3, 2, 1.5)]
    [InlineData(KernelShape.Lazy, 1, 3, 1, null)]
    public void Values_and_occupancies_are_those_of_ordered_agents(
        KernelShape shape,
        int states,
        int agents,
        int observations,
        double? dirichlet
    )
    {
        CooperativeGame game = new RandomGame(80)
        {
            Shape = shape,
            LocalStates = states,
            Agents = agents,
            GlobalActions = 3,
            Dirichlet = dirichlet,
        }.Create();
        var random = new SmallRandom(81);
        double[] local = Tables.RandomLocal(game, random);
        int[][] actions = Tables.RandomActions(game, observations, random);
        OrderedGame ordered = new(game, observations);
        GlobalRule rule = PolicyEnumeration.Rule(game, observations, actions);
        using Pair pair = new(
            new ExactPopulation(game, agents),
            observations,
            Library.Global(game, observations, actions),
            Library.Local(game, local)
        );

        Assert.Equal(ordered.StartValue(rule, local), pair.Value, 1e-10);
        Assert.True(pair.Evaluator.ErrorBound <= Accuracy);
        double[] values = ordered.Value(rule, local);
        Dictionary<(int Node, int GlobalState), double> occupancy = Grouped(ordered, ordered.Occupancy(rule, local));
        foreach ((int state, int node) in Nodes(ordered))
        {
            Assert.Equal(values[state], pair.ValueAt(node, state / ordered.Tuples.Length), 1e-9);
        }
        foreach (((int Node, int GlobalState) place, double mass) in occupancy)
        {
            Assert.Equal(mass, pair.OccupancyAt(place.Node, place.GlobalState), 1e-9);
        }
    }

    [Theory]
    [InlineData(KernelShape.Dense, 2, 3, 1)]
    [InlineData(KernelShape.Dense, 2, 3, 2)]
    [InlineData(KernelShape.Dense, 3, 2, 1)]
    [InlineData(KernelShape.Sparse, 2, 4, 2)]
    [InlineData(KernelShape.Absorbing, 3, 2, 2)]
    [InlineData(KernelShape.EqualRows, 2, 3, 3)]
    [InlineData(KernelShape.Cyclic, 3, 2, 1)]
    [InlineData(KernelShape.Dense, 2, 1, 1)]
    public void Gradients_are_the_finite_differences_of_the_deployed_value(KernelShape shape, int states, int agents, int observations)
    {
        CooperativeGame game = new RandomGame(82)
        {
            Shape = shape,
            LocalStates = states,
            Agents = agents,
            LocalActions = 3,
            GlobalActions = 3,
        }.Create();
        var random = new SmallRandom(83);
        double[] local = Tables.RandomLocal(game, random);
        int[][] actions = Tables.RandomActions(game, observations, random);
        OrderedGame ordered = new(game, observations);
        using Pair pair = new(
            new ExactPopulation(game, agents),
            observations,
            Library.Global(game, observations, actions),
            Library.Local(game, local)
        );

        AssertSameSlopes(
            OrderedGradient.Local(ordered, PolicyEnumeration.Rule(game, observations, actions), local),
            pair.LocalGradient(),
            3,
            1e-6
        );
        double[] laws = Laws(game, actions);
        AssertSameSlopes(OrderedGradient.Global(ordered, observations, laws, local), pair.GlobalGradient(), 3, 1e-6);
    }

    [Theory]
    [InlineData(KernelShape.Dense, 2, 6, 2, null)]
    [InlineData(KernelShape.Dense, 3, 4, 2, null)]
    [InlineData(KernelShape.Sparse, 3, 4, 3, null)]
    [InlineData(KernelShape.Absorbing, 3, 4, 1, 0.5)]
    [InlineData(KernelShape.Cyclic, 3, 4, 2, null)]
    [InlineData(KernelShape.EqualRows, 3, 3, 2, null)]
    [InlineData(KernelShape.Lazy, 4, 3, 2, null)]
    public void The_mean_field_is_a_dense_chain_of_nodes(
        KernelShape shape,
        int states,
        int resolution,
        int observations,
        double? dirichlet
    )
    {
        CooperativeGame game = new RandomGame(84)
        {
            Shape = shape,
            LocalStates = states,
            GlobalActions = 3,
            Agents = 1000,
            Dirichlet = dirichlet,
        }.Create();
        var random = new SmallRandom(85);
        double[] local = Tables.RandomLocal(game, random);
        int[][] actions = Tables.RandomActions(game, observations, random);
        MeanFieldPopulation model = new(game, resolution);
        using Pair pair = new(model, observations, Library.Global(game, observations, actions), Library.Local(game, local));
        MeanFieldTwin twin = new(
            game,
            resolution,
            fractions => PopulationTwin.IndependentObservations(fractions, observations),
            observations
        );
        GlobalRule rule = PolicyEnumeration.Rule(game, observations, actions);
        double[] start = TwinStart(model);

        Assert.Equal(twin.StartValue(rule, local, start), pair.Value, 1e-8);
        double[] values = twin.Value(rule, local);
        double[] occupancy = twin.Occupancy(rule, local, start);
        for (int state = 0; state < values.Length; state++)
        {
            Assert.Equal(values[state], pair.ValueAt(state % twin.Nodes, state / twin.Nodes), 1e-8);
            Assert.Equal(occupancy[state], pair.OccupancyAt(state % twin.Nodes, state / twin.Nodes), 1e-7);
        }
    }

    [Theory]
    [InlineData(2, 5, 2)]
    [InlineData(3, 4, 1)]
    [InlineData(4, 2, 2)]
    public void Mean_field_gradients_are_finite_differences_of_the_discretized_value(int states, int resolution, int observations)
    {
        CooperativeGame game = new RandomGame(86)
        {
            LocalStates = states,
            LocalActions = 3,
            GlobalActions = 3,
            Agents = 1000,
        }.Create();
        var random = new SmallRandom(87);
        double[] local = Tables.RandomLocal(game, random);
        int[][] actions = Tables.RandomActions(game, observations, random);
        MeanFieldPopulation model = new(game, resolution);
        using Pair pair = new(model, observations, Library.Global(game, observations, actions), Library.Local(game, local));
        MeanFieldTwin twin = new(
            game,
            resolution,
            fractions => PopulationTwin.IndependentObservations(fractions, observations),
            observations
        );
        double[] start = TwinStart(model);
        GlobalRule rule = PolicyEnumeration.Rule(game, observations, actions);

        double[] gradient = pair.LocalGradient();
        for (int cell = 0; cell < local.Length; cell += 3)
        {
            for (int action = 1; action < 3; action++)
            {
                // Only mixtures keep the population on the simplex; a small step keeps every node inside its own piece.
                double[] direction = new double[local.Length];
                (direction[cell], direction[cell + action]) = (-1, 1);
                double expected = FiniteDifference.Along(table => twin.StartValue(rule, table, start), local, direction, step: 1e-5);
                Assert.Equal(expected, gradient[cell + action] - gradient[cell], 1e-5);
            }
        }
        OrderedGame one = new(game.WithAgents(1), 1);
        double[] laws = Laws(game, actions);
        double[] slopes =
        [
            .. Enumerable
                .Range(0, laws.Length)
                .Select(place =>
                {
                    double[] direction = new double[laws.Length];
                    direction[place] = 1;
                    return FiniteDifference.Along(
                        table => twin.StartValue(OrderedGradient.Rule(one, observations, table), local, start),
                        laws,
                        direction
                    );
                }),
        ];
        AssertSameSlopes(slopes, pair.GlobalGradient(), 3, 1e-6);
    }

    [Fact]
    public void The_mean_field_is_the_limit_of_many_agents()
    {
        CooperativeGame game = new RandomGame(90)
        {
            LocalStates = 2,
            GlobalActions = 3,
            Agents = 1000,
        }.Create();
        var random = new SmallRandom(91);
        LocalPolicy local = Library.Local(game, Tables.RandomLocal(game, random));
        TabularGlobalPolicy global = Library.Global(game, 3, Tables.RandomActions(game, 3, random));
        using Pair limit = new(new MeanFieldPopulation(game, 400), 3, global, local);
        double Distance(int agents)
        {
            using Pair pair = new(new ExactPopulation(game, agents), 3, global, local);
            return Math.Abs(pair.Value - limit.Value);
        }

        // Fluctuations of n agents change a smooth value by about c/n: twice the agents, half the distance.
        Assert.InRange(Distance(160) / Distance(80), 0.45, 0.6);
        Assert.InRange(Distance(320) / Distance(160), 0.45, 0.6);
        Assert.True(Distance(320) < 1e-3);
    }

    [Fact]
    public void A_workspace_forgets_the_pair_before()
    {
        CooperativeGame game = new RandomGame(88)
        {
            LocalStates = 3,
            Agents = 4,
            GlobalActions = 3,
        }.Create();
        var random = new SmallRandom(89);
        ExactPopulation model = new(game, 4);
        using Workers workers = new(1);
        PairEvaluation used = new(model, new CountLattice(3, 2), workers);
        double last = 0;
        for (int trial = 0; trial < 4; trial++)
        {
            TabularGlobalPolicy global = Library.Global(game, 2, Tables.RandomActions(game, 2, random));
            LocalPolicy local = Library.Local(game, Tables.RandomLocal(game, random));
            if (trial % 2 == 0)
            {
                used.SetGlobal(global);
                used.SetLocal(local);
            }
            else
            {
                used.SetLocal(local);
                used.SetGlobal(global);
            }
            last = used.Evaluate(Accuracy, default);
            used.Occupy(Accuracy, default);
            double[] dirty = new double[local.Probabilities.Length];
            used.AddLocalGradient(dirty);
            _ = used.GlobalGradient(1);
            using Pair fresh = new(model, 2, global, local);
            Assert.Equal(fresh.Value, last, 1e-10);
            ExactPopulationTests.AssertClose(fresh.LocalGradient(), dirty, 1e-8);
        }
        Assert.Equal(last, used.Evaluate(Accuracy, default), 1e-11);
    }

    // Values before occupancies, or occupancies before values: neither is a history of the other, and after a restart earlier ones are no
    // start. Loose answers show it to the bit.
    [Fact]
    public void Values_and_occupancies_leave_each_other_alone()
    {
        CooperativeGame game = new RandomGame(88)
        {
            LocalStates = 3,
            Agents = 4,
            GlobalActions = 3,
            Shape = KernelShape.Lazy,
            Discount = 0.95,
        }.Create();
        var random = new SmallRandom(89);
        (TabularGlobalPolicy global, LocalPolicy local) = (
            Library.Global(game, 2, Tables.RandomActions(game, 2, random)),
            Library.Local(game, Tables.RandomLocal(game, random))
        );
        using Workers workers = new(1);
        (PairEvaluation plain, PairEvaluation used) = (New(), New());
        double value = plain.Evaluate(0.3, default);
        double[] occupancy = New().Occupy(0.3, default).ToArray();
        used.Occupy(1e-9, default);
        Assert.Equal(value, used.Evaluate(0.3, default));
        used.Evaluate(1e-9, default);
        used.Restart();
        Assert.Equal(occupancy, used.Occupy(0.3, default).ToArray());
        Assert.Equal(value, used.Evaluate(0.3, default));

        PairEvaluation New()
        {
            var evaluator = new PairEvaluation(new ExactPopulation(game, 4), new CountLattice(3, 2), workers);
            evaluator.SetGlobal(global);
            evaluator.SetLocal(local);
            return evaluator;
        }
    }

    /// <summary>Where one action is as good as another, rows of a gradient may differ by a constant.</summary>
    internal static void AssertSameSlopes(double[] expected, double[] found, int actions, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int place = 0; place < expected.Length; place++)
        {
            int first = place - place % actions;
            double difference = expected[place] - expected[first] - (found[place] - found[first]);
            Assert.True(
                Math.Abs(difference) <= tolerance,
                $"place {place}: slope {expected[place] - expected[first]:R} became {found[place] - found[first]:R}"
            );
        }
    }

    internal static double[] Laws(CooperativeGame game, int[][] actions) =>
        [
            .. actions.SelectMany(row =>
                row.SelectMany(action => Enumerable.Range(0, game.GlobalActions).Select(a => a == action ? 1.0 : 0))
            ),
        ];

    /// <summary>The library's initial law in the twin's order; the law itself is tested on its own.</summary>
    internal static double[] TwinStart(MeanFieldPopulation model)
    {
        double[] law = new double[model.Nodes * model.Stride];
        model.WriteInitialLaw(law);
        return
        [
            .. Enumerable
                .Range(0, model.Game.GlobalStates)
                .SelectMany(g => Enumerable.Range(0, model.Nodes).Select(node => law[node * model.Stride + g])),
        ];
    }

    private static IEnumerable<(int State, int Node)> Nodes(OrderedGame ordered)
    {
        int[][] vectors = Counting.Vectors(ordered.Game.LocalStates, (int)ordered.Game.Agents);
        return Enumerable
            .Range(0, ordered.States)
            .Select(state =>
                (
                    state,
                    Counting.IndexOf(vectors, Counting.CountsOf(ordered.Game.LocalStates, ordered.Tuples[state % ordered.Tuples.Length]))
                )
            );
    }

    private static Dictionary<(int Node, int GlobalState), double> Grouped(OrderedGame ordered, double[] measure) =>
        Nodes(ordered)
            .GroupBy(pair => (pair.Node, pair.State / ordered.Tuples.Length))
            .ToDictionary(group => group.Key, group => group.Sum(pair => measure[pair.State]));
}
