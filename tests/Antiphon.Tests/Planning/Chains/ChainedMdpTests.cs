using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Chains;

/// <summary>Chains against the game of k agents that move at once, written out over ordered states.</summary>
public class ChainedMdpTests
{
    public static TheoryData<Parameterization, int, int, int> Games =>
        new()
        {
            { Parameterization.Tuples, 2, 2, 1 },
            { Parameterization.Tuples, 2, 2, 3 },
            { Parameterization.Tuples, 1, 3, 2 },
            { Parameterization.Histograms, 2, 2, 1 },
            { Parameterization.Histograms, 2, 2, 2 },
            { Parameterization.Histograms, 2, 2, 4 },
            { Parameterization.Histograms, 1, 3, 3 },
        };

    [Theory]
    [MemberData(nameof(Games))]
    public void One_period_moves_like_agents_that_move_at_once(Parameterization kind, int globals, int locals, int agents)
    {
        CooperativeGame game = Create(21, globals, locals, agents);
        var random = new SmallRandom(22);
        OrderedGame ordered = new(game, agents);
        GlobalRule rule = PolicyEnumeration.Rule(game, agents, Tables.RandomActions(game, agents, random));
        ChainedMdp chain = Chain.Of(game, rule, kind);
        for (int trial = 0; trial < 4; trial++)
        {
            bool pure = trial % 2 == 0;
            double[] local = pure ? Tables.RandomDeterministicLocal(game, random) : Tables.RandomLocal(game, random);
            ChainedMdp moved = pure ? chain : chain.Under(Library.Local(game, local));
            TimeDependentPolicy lifted = pure ? Chain.Lift(chain, local) : new TimeDependentPolicy(moved.Process);
            AssertSameMoves(ordered, ordered.Transitions(rule, local), moved, lifted);
        }
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void Every_deterministic_reactive_policy_earns_what_it_earns_when_all_move_at_once(
        Parameterization kind,
        int globals,
        int locals,
        int agents
    )
    {
        CooperativeGame game = Create(31, globals, locals, agents);
        OrderedGame ordered = new(game, agents);
        GlobalRule rule = PolicyEnumeration.Rule(game, agents, Tables.RandomActions(game, agents, new SmallRandom(32)));
        ChainedMdp chain = Chain.Of(game, rule, kind);
        double optimum = BackwardInduction.Optimize(chain.Process).Value;
        double best = double.NegativeInfinity;
        foreach (double[] local in PolicyEnumeration.LocalPolicies(game))
        {
            double value = ordered.StartValue(rule, local);
            Assert.Equal(value, BackwardInduction.Evaluate(chain.Process, Chain.Lift(chain, local)), 10 * Chain.Tail);
            Assert.Equal(value, chain.Evaluate(Library.Local(game, local)), 10 * Chain.Tail);
            best = Math.Max(best, value);
        }

        Assert.True(optimum >= best - 10 * Chain.Tail);
        if (agents == 1)
        {
            // A single agent's chain state is what a reactive policy sees.
            Assert.Equal(best, optimum, 10 * Chain.Tail);
        }
    }

    [Theory]
    [InlineData(Parameterization.Tuples, 3, null)]
    [InlineData(Parameterization.Histograms, 3, null)]
    [InlineData(Parameterization.Tuples, 3, 0.4)]
    [InlineData(Parameterization.Histograms, 4, 0.4)]
    public void Random_policies_earn_what_they_earn_when_each_agent_draws_its_own_action(
        Parameterization kind,
        int agents,
        double? dirichlet
    )
    {
        CooperativeGame game = new RandomGame(41) { Agents = agents, Dirichlet = dirichlet }.Create();
        var random = new SmallRandom(42);
        OrderedGame ordered = new(game, agents);
        GlobalRule rule = PolicyEnumeration.Rule(game, agents, Tables.RandomActions(game, agents, random));
        ChainedMdp chain = Chain.Of(game, rule, kind);
        for (int trial = 0; trial < 3; trial++)
        {
            double[] local = Tables.RandomLocal(game, random);
            Assert.Equal(ordered.StartValue(rule, local), chain.Evaluate(Library.Local(game, local)), 10 * Chain.Tail);
        }
    }

    [Theory]
    [InlineData(Parameterization.Tuples)]
    [InlineData(Parameterization.Histograms)]
    public void A_random_dispatcher_is_averaged(Parameterization kind)
    {
        CooperativeGame game = new RandomGame(51) { Agents = 2 }.Create();
        double[] local = Tables.RandomLocal(game, new SmallRandom(52));
        var chain = ChainedMdp.Create(game, new UniformGlobalPolicy(2, 2), 300, kind);
        Assert.Equal(
            new OrderedGame(game, 2).StartValue((_, _) => [0.5, 0.5], local),
            chain.Evaluate(Library.Local(game, local)),
            10 * Chain.Tail
        );
    }

    [Theory]
    [InlineData(KernelShape.Sparse)]
    [InlineData(KernelShape.Absorbing)]
    [InlineData(KernelShape.Deterministic)]
    [InlineData(KernelShape.Cyclic)]
    public void Impossible_moves_have_no_place_in_a_row(KernelShape shape)
    {
        CooperativeGame game = new RandomGame(61) { Agents = 3, Shape = shape }.Create();
        var chain = ChainedMdp.Create(game, new UniformGlobalPolicy(3, 2), 1, Parameterization.Histograms);
        SparseRows rows = chain.Process.Rows;
        Assert.All(rows.Probabilities, probability => Assert.True(probability > 0));
        for (int row = 0; row < rows.Count; row++)
        {
            Assert.Equal(1, rows.Probabilities[rows.Starts[row]..rows.Starts[row + 1]].Sum(), 1e-12);
        }
        Assert.Equal(1, chain.Process.Start.ToArray().Sum(), 1e-12);
        Assert.True(chain.Process.Successors < chain.Size.Successors);
    }

    [Fact]
    public void A_policy_of_another_game_is_refused()
    {
        CooperativeGame game = new RandomGame(71) { Agents = 2 }.Create();
        Assert.Throws<InvalidPolicyException>(() => ChainedMdp.Create(game, new UniformGlobalPolicy(3, 2), 10));
        Assert.Throws<InvalidPolicyException>(() => ChainedMdp.Create(game, new UniformGlobalPolicy(2, 5), 10));
    }

    private static CooperativeGame Create(ulong seed, int globals, int locals, int agents) =>
        new RandomGame(seed)
        {
            GlobalStates = globals,
            LocalStates = locals,
            Agents = agents,
        }.Create();

    private static void AssertSameMoves(OrderedGame ordered, double[,] expected, ChainedMdp chain, TimeDependentPolicy policy)
    {
        for (int from = 0; from < ordered.States; from++)
        {
            // Several ordered states are one state of the mean-field chain: their masses add up.
            double[] law = new double[chain.Process.States];
            for (int to = 0; to < ordered.States; to++)
            {
                law[ChainState(to)] += expected[from, to];
            }
            double[] found = Chain.AfterOnePeriod(chain.Process, ChainState(from), state => policy.PeriodOf(0)[state]);
            for (int state = 0; state < law.Length; state++)
            {
                Assert.Equal(law[state], found[state], 1e-12);
            }
        }

        int ChainState(int state) => chain.StateOf(state / ordered.Tuples.Length, ordered.Tuples[state % ordered.Tuples.Length]);
    }
}
