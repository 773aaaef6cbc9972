using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Blind;

/// <summary>The best blind pair found, against enumerations of all blind pairs and against ordered agents.</summary>
public class BlindPairSearchTests
{
    [Theory]
    [InlineData(KernelShape.Dense, null)]
    [InlineData(KernelShape.Sparse, 0.3)]
    [InlineData(KernelShape.Absorbing, null)]
    [InlineData(KernelShape.Deterministic, null)]
    [InlineData(KernelShape.Cyclic, 2.0)]
    public void The_value_is_that_of_ordered_agents_at_every_n(KernelShape shape, double? dirichlet)
    {
        foreach (int agents in new[] { 1, 2, 3 })
        {
            var sizes = new RandomGame(610)
            {
                LocalStates = 3,
                GlobalStates = 3,
                GlobalActions = 3,
                LocalActions = 3,
            };
            CooperativeGame game = (sizes with { Shape = shape, Agents = agents, Dirichlet = dirichlet }).Create();
            BlindPair found = Solve(game);
            Assert.Equal(Ordered(game, 1, found), found.Value, 1e-9);
        }
    }

    [Fact]
    public void The_value_is_that_of_the_exact_lattice_at_larger_n()
    {
        CooperativeGame game = new RandomGame(611)
        {
            LocalStates = 3,
            GlobalStates = 3,
            GlobalActions = 3,
            Agents = 30,
        }.Create();
        BlindPair found = Solve(game);
        foreach (int agents in new[] { 1, 7, 30 })
        {
            var population = new ExactPopulation(game.WithAgents(agents), agents);
            using Pair pair = new(population, 1, found.Global(game, CountLattice.Of(game, 1)), found.Local);
            Assert.Equal(pair.Value, found.Value, 1e-9);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.4)]
    public void Types_of_agents_weigh_by_their_numbers(double? dirichlet)
    {
        CooperativeGame game = new RandomTypedGame(612)
        {
            States = [2, 3],
            Shares = [0.7, 0.3],
            Agents = 4,
            Dirichlet = dirichlet,
        }.Create();
        BlindPair found = Solve(game);
        Assert.Equal(Ordered(game, 2, found), found.Value, 1e-9);
    }

    [Fact]
    public void Neither_side_improves_the_pair_and_it_is_often_the_best_of_all()
    {
        const int Games = 40;
        int best = 0;
        for (ulong seed = 0UL; seed < Games; seed++)
        {
            var shape = (KernelShape)(seed % 7);
            CooperativeGame game = new RandomGame(620 + seed)
            {
                Shape = shape,
                Agents = 1,
                Discount = seed % 2 == 0 ? 0.9 : 0.5,
            }.Create();
            BlindPair found = Solve(game);
            OrderedGame ordered = new(game, 1);
            var values = Counting
                .Tuples(game.GlobalActions, game.GlobalStates)
                .Select(actions => (Actions: actions, Value: PolicyEnumeration.BestLocalValue(ordered, Rule(game, actions))))
                .ToList();
            double[] local = found.Local.Probabilities.ToArray();

            Assert.Equal(StopReason.NoImprovement, found.StopReason);
            Assert.Equal(values.Single(pair => pair.Actions.SequenceEqual(found.Actions)).Value, found.Value, 1e-8);
            Assert.All(Neighbours(found.Actions, game.GlobalActions), other =>
                Assert.True(ordered.StartValue(Rule(game, other), local) <= found.Value + 1e-8)
            );
            Assert.All(values.Where(pair => pair.Actions.Distinct().Count() == 1), pair => Assert.True(pair.Value <= found.Value + 1e-8));
            Assert.True(found.Value <= values.Max(pair => pair.Value) + 1e-8);
            best += found.Value >= values.Max(pair => pair.Value) - 1e-8 ? 1 : 0;
        }

        Assert.True(best >= Games - 3, $"the best of all pairs was found in {best} of {Games} games");
    }

    [Theory]
    [InlineData(5, -150.99)]
    [InlineData(10, -85.87)]
    public void Vehicles_need_no_observation_to_do_far_better_than_any_simple_rule(int levels, double value)
    {
        BlindPair found = Solve(BlindGames.Vehicles(levels));
        Assert.Equal(value, found.Value, 0.005);
        Assert.True(found.ErrorBound <= 1e-8);
    }

    [Theory]
    [InlineData(1e2)]
    [InlineData(1e6)]
    [InlineData(1e12)]
    public void A_penalty_that_nobody_pays_does_not_blunt_the_search(double penalty) =>
        Assert.Equal(17.174048265, Solve(BlindGames.Forbidden(penalty)).Value, 1e-8);

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e-8)]
    [InlineData(1e12)]
    public void The_unit_of_reward_does_not_matter(double unit)
    {
        (BlindPair mine, BlindPair theirs) = (Solve(BlindGames.Forbidden(0.5)), Solve(BlindGames.Forbidden(0.5, unit)));
        Assert.Equal(mine.Actions.ToArray(), theirs.Actions.ToArray());
        Assert.Equal(mine.Local.Probabilities.ToArray(), theirs.Local.Probabilities.ToArray());
        Assert.Equal(mine.Value, theirs.Value / unit, 1e-9);
        Assert.True(theirs.ErrorBound <= 1e-9 * unit);
    }

    [Fact]
    public void A_discount_near_one_keeps_its_digits()
    {
        CooperativeGame game = new RandomGame(660)
        {
            Discount = 0.9999,
            LocalStates = 4,
            GlobalStates = 4,
            Agents = 1,
        }.Create();
        BlindPair found = Solve(game);
        double value = Ordered(game, 1, found);
        Assert.InRange(value, found.Value - found.ErrorBound, found.Value + found.ErrorBound);
        Assert.True(found.ErrorBound <= 1e-9 * Math.Abs(value));
        Assert.Equal(StopReason.NoImprovement, found.StopReason);
    }

    [Fact]
    public void Ties_go_to_the_lowest_action()
    {
        BlindPair found = Solve(AllEqual());
        Assert.All(found.Actions, action => Assert.Equal(0, action));
        Assert.Equal(9, found.Local.Probabilities.ToArray().Where((_, index) => index % 3 == 0).Sum());
    }

    [Fact]
    public void Equal_actions_give_way_to_the_lowest_wherever_the_ascent_ended()
    {
        var climb = new BlindClimb(AllEqual(), new BlindPairOptions());
        int[] dispatcher = [2, 1, 2],
            agents = [.. Enumerable.Repeat(2, 9)];
        (BlindSolution solution, int _, bool settled) = climb.Run(dispatcher, agents, agentsFirst: true, default);
        Assert.True(settled);
        Assert.Equal([2, 1, 2], dispatcher);
        climb.LowerTies(dispatcher, agents, solution, default);
        Assert.Equal([0, 0, 0], dispatcher);
        Assert.All(agents, action => Assert.Equal(0, action));
    }

    [Fact]
    public void Its_table_is_constant_in_what_is_observed()
    {
        CooperativeGame game = new RandomGame(662)
        {
            GlobalStates = 3,
            LocalStates = 3,
            GlobalActions = 3,
            Agents = 5,
        }.Create();
        BlindPair found = Solve(game);
        TabularGlobalPolicy table = found.Global(game, CountLattice.Of(game, 4));
        Assert.All(Enumerable.Range(0, 3), state =>
            Assert.Equal(table.Lattice.Size, table.Actions(state).Count((ushort)found.Actions[state]))
        );
    }

    [Fact]
    public void It_can_be_cancelled_inside_a_search()
    {
        CooperativeGame game = new RandomGame(663)
        {
            GlobalStates = 8,
            LocalStates = 120,
            GlobalActions = 8,
        }.Create();
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(50));
        var search = new BlindPairSearch(new BlindPairOptions { RandomStarts = 10_000 });
        Assert.Throws<OperationCanceledException>(() => search.Solve(game, soon.Token));
    }

    [Theory]
    [InlineData(-1, 1, 0.1)]
    [InlineData(0, 0, 0.1)]
    [InlineData(0, 1, 0.0)]
    [InlineData(0, 1, double.NaN)]
    public void Senseless_options_are_refused(int starts, int sweeps, double accuracy)
    {
        var options = new BlindPairOptions
        {
            RandomStarts = starts,
            MaximumSweeps = sweeps,
            RelativeAccuracy = accuracy,
        };
        Assert.Throws<InvalidOptionException>(() => new BlindPairSearch(options).Solve(BlindGames.Forbidden(1)));
    }

    // No action matters in any state.
    private static CooperativeGame AllEqual()
    {
        CooperativeGame game = new RandomGame(661)
        {
            GlobalStates = 3,
            LocalStates = 3,
            GlobalActions = 3,
            LocalActions = 3,
        }.Create();
        GameDefinition definition = game.ToDefinition();
        foreach (int state in Enumerable.Range(0, 3))
        {
            Array.Fill(definition.GlobalTransition[state], definition.GlobalTransition[state][0]);
            Array.Fill(definition.GlobalReward[state], 0.5);
            foreach (int global in Enumerable.Range(0, 3))
            {
                Array.Fill(definition.LocalTransition[state][global], definition.LocalTransition[state][global][0]);
                Array.Fill(definition.LocalReward[state][global], state);
            }
        }

        return CooperativeGame.Create(definition);
    }

    private static BlindPair Solve(CooperativeGame game) => new BlindPairSearch(new BlindPairOptions()).Solve(game);

    private static GlobalRule Rule(CooperativeGame game, IReadOnlyList<int> actions) =>
        (globalState, _) =>
        {
            double[] law = new double[game.GlobalActions];
            law[actions[globalState]] = 1;
            return law;
        };

    private static double Ordered(CooperativeGame game, int observed, BlindPair pair) =>
        new OrderedGame(game, observed).StartValue(Rule(game, pair.Actions), pair.Local.Probabilities.ToArray());

    private static IEnumerable<int[]> Neighbours(IReadOnlyList<int> actions, int options) =>
        from cell in Enumerable.Range(0, actions.Count)
        from action in Enumerable.Range(0, options)
        select actions.Select((old, index) => index == cell ? action : old).ToArray();
}
