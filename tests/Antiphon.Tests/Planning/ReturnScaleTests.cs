using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Tests.Equilibrium;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

/// <summary>The scale of returns, against its definition by plain value iteration, and what it must not depend on.</summary>
public class ReturnScaleTests
{
    public static TheoryData<KernelShape, int> Games => new()
    {
        { KernelShape.Dense, 1 }, { KernelShape.Sparse, 2 }, { KernelShape.Absorbing, 3 }, { KernelShape.Deterministic, 4 }, { KernelShape.Cyclic, 5 },
    };

    [Theory]
    [MemberData(nameof(Games))]
    public void The_controller_of_one_agent_is_the_one_of_nested_loops_and_bounds_every_pair(KernelShape shape, int seed)
    {
        var game = new RandomGame((ulong)(900 + seed)) { Shape = shape, Agents = 2 }.Create();
        var problem = new SingleAgentProblem(game);
        SpanBound bound;
        do
        {
            bound = problem.Sweep(null);
        }
        while (bound.Error > 1e-11);

        var twin = Twin(game, null);
        for (var place = 0; place < twin.Length; place++)
        {
            Assert.Equal(twin[place], problem.Values[place] + bound.Correction, 1e-9);
        }

        var start = problem.StartLaw();
        Assert.Equal(1, start.Sum(), 1e-12);
        var controlled = start.Zip(twin, (mass, value) => mass * value).Sum();
        Assert.True(PolicyEnumeration.BestJointValue(new OrderedGame(game, 1), 1) <= controlled + 1e-9);
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void The_scale_is_the_lead_over_a_constant_dispatcher_or_the_range_of_values_visited(KernelShape shape, int seed)
    {
        var game = new RandomGame((ulong)(900 + seed)) { Shape = shape, Agents = 2 }.Create();
        var start = new SingleAgentProblem(game).StartLaw();
        double Expected(int? action) => start.Zip(Twin(game, action), (mass, value) => mass * value).Sum();
        var lead = Expected(null) - Enumerable.Range(0, game.GlobalActions).Max(action => Expected(action));
        var all = Twin(game, null);
        var scale = ReturnScale.Of(game);
        Assert.True(scale >= lead * 0.95, $"{scale} is below the lead of {lead}");
        Assert.True(scale <= 1.05 * Math.Max(lead, all.Max() - all.Min()) + 1e-9, $"{scale} is above {lead} and the range");
    }

    [Fact]
    public void It_does_not_depend_on_penalties_that_are_avoided()
    {
        var scale = ReturnScale.Of(ThreePlaces.Create(penalty: 1e2));
        Assert.InRange(scale, 1, 20);
        Assert.Equal(scale, ReturnScale.Of(ThreePlaces.Create(penalty: 1e6)), 0.02 * scale);
        Assert.Equal(scale, ReturnScale.Of(ThreePlaces.Create(penalty: 1e12)), 0.02 * scale);
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e12)]
    public void It_is_in_the_units_of_the_rewards(double units) =>
        Assert.Equal(ReturnScale.Of(ThreePlaces.Create()), ReturnScale.Of(ThreePlaces.Create(units: units)) / units, 1e-9);

    [Fact]
    public void It_is_positive_where_no_reward_differs() =>
        Assert.True(ReturnScale.Of(ThreePlaces.Create(units: 0)) > 0);

    // [s_g * S + x], by plain value iteration over both actions.
    private static double[] Twin(CooperativeGame game, int? fixedAction)
    {
        var (values, states) = (new double[game.GlobalStates * game.LocalStates], game.LocalStates);
        for (var sweep = 0; sweep < 4000; sweep++)
        {
            var next = new double[values.Length];
            for (var place = 0; place < next.Length; place++)
            {
                next[place] = double.NegativeInfinity;
                var (s, x) = (place / states, place % states);
                for (var a = 0; a < game.GlobalActions; a++)
                {
                    for (var b = 0; b < game.LocalActions && (fixedAction ?? a) == a; b++)
                    {
                        var sum = game.GlobalReward(s, a) + game.LocalReward(x, s, b);
                        for (var after = 0; after < values.Length; after++)
                        {
                            sum += game.Discount * game.GlobalTransition(s, a)[after / states] * game.LocalTransition(x, s, b)[after % states] * values[after];
                        }

                        next[place] = Math.Max(next[place], sum);
                    }
                }
            }

            values = next;
        }

        return values;
    }
}
