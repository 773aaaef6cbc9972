using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

/// <summary>Planning and evaluation in games with types, against ordered agents whose types are fixed.</summary>
public class TypedPlanningTests
{
    private static readonly GLearnOptions Sharp = new()
    {
        Accuracy = 1e-10,
        KeepActionValues = true,
        Threads = 1,
    };

    [Theory]
    [InlineData(new[] { 2, 2 }, new[] { 0.5, 0.5 }, 4, 4)]
    [InlineData(new[] { 2, 3 }, new[] { 0.5, 0.5 }, 4, 4)]
    [InlineData(new[] { 3, 1 }, new[] { 0.7, 0.3 }, 10, 4)]
    [InlineData(new[] { 1, 3 }, new[] { 0.7, 0.3 }, 10, 3)]
    [InlineData(new[] { 2, 2, 2 }, new[] { 0.5, 0.3, 0.2 }, 10, 4)]
    public void Action_values_are_those_of_ordered_agents_of_fixed_types(int[] states, double[] shares, int agents, int observations)
    {
        CooperativeGame game = new RandomTypedGame(40)
        {
            States = states,
            Shares = shares,
            Agents = agents,
            GlobalActions = 3,
        }.Create();
        double[] local = Tables.RandomLocal(game, new SmallRandom(41));
        GLearnResult result = new GLearn(Sharp).Solve(game, Library.Local(game, local), observations);
        FullInformationControl twin = new(game, local, observations);
        CountLattice lattice = result.Policy.Lattice;
        int[] counts = new int[game.LocalStates];
        for (int rank = 0; rank < lattice.Size; rank++)
        {
            lattice.Unrank(rank, counts);
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                for (int action = 0; action < game.GlobalActions; action++)
                {
                    Assert.Equal(
                        twin.ActionValue(globalState, counts, action),
                        result.ActionValues![globalState][(rank * game.GlobalActions) + action],
                        1e-8
                    );
                }
            }
        }
    }

    [Fact]
    public void Two_types_that_are_alike_have_the_values_of_one()
    {
        CooperativeGame one = new RandomGame(42)
        {
            LocalStates = 3,
            Shape = KernelShape.Lazy,
            Agents = 6,
            GlobalActions = 3,
        }.Create();
        GameDefinition definition = one.ToDefinition();
        AgentTypeDefinition Type(string name) =>
            new()
            {
                Name = name,
                Share = 0.5,
                LocalStateNames = definition.LocalStateNames,
                LocalTransition = definition.LocalTransition,
                LocalReward = definition.LocalReward,
                Initial = definition.Initial.Local,
            };
        var two = CooperativeGame.Create(
            definition with
            {
                LocalStateNames = [],
                LocalTransition = [],
                LocalReward = [],
                Types = [Type("a"), Type("b")],
            }
        );
        GLearnResult untyped = new GLearn(Sharp).Solve(one, LocalPolicy.Uniform(one), 6);
        GLearnResult typed = new GLearn(Sharp).Solve(two, LocalPolicy.Uniform(two), 6);
        int[] counts = new int[6];
        for (int rank = 0; rank < typed.Policy.Lattice.Size; rank++)
        {
            typed.Policy.Lattice.Unrank(rank, counts);
            int joined = untyped.Policy.Lattice.Rank([counts[0] + counts[3], counts[1] + counts[4], counts[2] + counts[5]]);
            Assert.Equal(untyped.Values[1][joined], typed.Values[1][rank], 1e-8);
        }
    }

    [Fact]
    public void A_coarse_start_and_threads_change_nothing_that_is_proved()
    {
        CooperativeGame game = new RandomTypedGame(43)
        {
            States = [4, 3],
            Agents = 30,
            Laziness = 0.7,
        }.Create();
        var local = LocalPolicy.Uniform(game);
        var sharp = new GLearnOptions { Accuracy = 1e-9 };
        GLearnResult one = new GLearn(sharp with { Threads = 1 }).Solve(game, local, 24);
        GLearnResult two = new GLearn(sharp with { Threads = 2 }).Solve(game, local, 24);
        GLearnResult plain = new GLearn(
            sharp with
            {
                Threads = 1,
                WarmStart = [.. one.Values.Select(row => new double[row.Length])],
            }
        ).Solve(game, local, 24);
        Assert.True(one.Policy.Lattice.Size > 5_000);
        Assert.Equal(one.Values, two.Values);
        Assert.All(one.Values.Zip(plain.Values), rows =>
            Assert.All(rows.First.Zip(rows.Second), pair => Assert.Equal(pair.First, pair.Second, 2e-9))
        );
    }

    [Theory]
    [InlineData(new[] { 2, 2 }, new[] { 0.5, 0.5 }, 4, 2, null)]
    [InlineData(new[] { 2, 2 }, new[] { 0.5, 0.5 }, 4, 4, 0.5)]
    [InlineData(new[] { 2, 3 }, new[] { 0.75, 0.25 }, 4, 3, null)]
    [InlineData(new[] { 1, 3 }, new[] { 0.5, 0.5 }, 4, 2, 2.0)]
    public void Values_occupancies_and_gradients_are_those_of_ordered_agents(
        int[] states,
        double[] shares,
        int agents,
        int observations,
        double? dirichlet
    )
    {
        CooperativeGame game = new RandomTypedGame(44)
        {
            States = states,
            Shares = shares,
            Agents = agents,
            Dirichlet = dirichlet,
        }.Create();
        var random = new SmallRandom(45);
        double[] local = Tables.RandomLocal(game, random);
        TabularGlobalPolicy global = Library.RandomTyped(game, observations, random);
        OrderedGame ordered = new(game, observations);
        GlobalRule rule = Library.TypedRule(game, global);
        using Pair pair = new(new ExactPopulation(game, agents), observations, global, Library.Local(game, local));
        Assert.Equal(ordered.StartValue(rule, local), pair.Value, 1e-10);
        (double[] values, double[] occupancy) = (ordered.Value(rule, local), ordered.Occupancy(rule, local));
        double[] grouped = new double[pair.Evaluator.Model.Nodes * game.GlobalStates];
        for (int state = 0; state < values.Length; state++)
        {
            (int globalState, int[] tuple) = (state / ordered.Tuples.Length, ordered.Tuples[state % ordered.Tuples.Length]);
            int node = pair.Evaluator.Model.Lattice.Rank(Counting.CountsOf(game.LocalStates, tuple));
            Assert.Equal(values[state], pair.ValueAt(node, globalState), 1e-9);
            grouped[(node * game.GlobalStates) + globalState] += occupancy[state];
        }

        for (int place = 0; place < grouped.Length; place++)
        {
            Assert.Equal(grouped[place], pair.OccupancyAt(place / game.GlobalStates, place % game.GlobalStates), 1e-9);
        }

        (double[] slopes, double[] gradient) = (OrderedGradient.Local(ordered, rule, local), pair.LocalGradient());
        for (int cell = 0; cell < slopes.Length; cell += 2)
        {
            Assert.Equal(slopes[cell + 1] - slopes[cell], gradient[cell + 1] - gradient[cell], 1e-6);
        }
    }

    [Fact]
    public void An_observation_below_one_of_each_type_is_refused_with_the_types_named()
    {
        CooperativeGame game = BuiltInGames.Get("mixed-fleet");
        string message = Assert.Throws<InvalidOptionException>(() => new GLearn(Sharp).Solve(game, LocalPolicy.Uniform(game), 1)).Message;
        Assert.Contains("each of its 2 types (shuttle, forklift)", message, StringComparison.Ordinal);
        Assert.Contains("raise k", message, StringComparison.Ordinal);
    }
}
