using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Tests.Equilibrium;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

/// <summary>The scale of returns, against its definition by plain value iteration, and what it must not depend on.</summary>
public class ReturnScaleTests
{
    public static TheoryData<KernelShape, int> Games =>
        new()
        {
            { KernelShape.Dense, 1 },
            { KernelShape.Sparse, 2 },
            { KernelShape.Absorbing, 3 },
            { KernelShape.Deterministic, 4 },
            { KernelShape.Cyclic, 5 },
        };

    [Theory]
    [MemberData(nameof(Games))]
    public void The_controller_of_one_agent_is_the_one_of_nested_loops_and_bounds_every_pair(KernelShape shape, int seed)
    {
        CooperativeGame game = new RandomGame((ulong)(900 + seed)) { Shape = shape, Agents = 2 }.Create();
        var problem = new SingleAgentProblem(game);
        SpanBound bound;
        do
        {
            bound = problem.Sweep(null, null);
        } while (bound.Error > 1e-11);

        double[] twin = Twin(game, null, null);
        for (int place = 0; place < twin.Length; place++)
        {
            Assert.Equal(twin[place], problem.Values[place] + bound.Correction, 1e-9);
        }

        double[] start = problem.InitialLaw();
        Assert.Equal(1, start.Sum(), 1e-12);
        double controlled = start.Zip(twin, (mass, value) => mass * value).Sum();
        Assert.True(PolicyEnumeration.BestJointValue(new OrderedGame(game, 1), 1) <= controlled + 1e-9);
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void The_scale_is_the_lead_over_controllers_that_never_change_one_of_the_actions(KernelShape shape, int seed)
    {
        CooperativeGame game = new RandomGame((ulong)(900 + seed)) { Shape = shape, Agents = 2 }.Create();
        double[] start = new SingleAgentProblem(game).InitialLaw();
        double Expected(int? global, int? local) => start.Zip(Twin(game, global, local), (mass, value) => mass * value).Sum();
        double best = Expected(null, null);
        double steady = best - Enumerable.Range(0, game.GlobalActions).Max(action => Expected(action, null));
        double plain = best - Enumerable.Range(0, game.LocalActions).Max(action => Expected(null, action));
        Assert.True(Math.Max(steady, plain) > 0.01, "nothing can be gained in this game");
        Assert.Equal(Math.Max(steady, plain), ReturnScale.Of(game), 0.1 * Math.Max(steady, plain));
    }

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e9)]
    public void Costs_that_nobody_can_avoid_do_not_count(double cost)
    {
        // The global state moves by itself, and b costs the same whatever is done.
        GameDefinition plain = ThreePlaces.Create().ToDefinition() with
        {
            GlobalTransition =
            [
                [
                    [0.5, 0.5],
                    [0.5, 0.5],
                ],
                [
                    [0.5, 0.5],
                    [0.5, 0.5],
                ],
            ],
        };
        double free = ReturnScale.Of(
            CooperativeGame.Create(
                plain with
                {
                    GlobalReward =
                    [
                        [0, 0],
                        [0, 0],
                    ],
                }
            )
        );
        Assert.Equal(
            free,
            ReturnScale.Of(
                CooperativeGame.Create(
                    plain with
                    {
                        GlobalReward =
                        [
                            [0, 0],
                            [-cost, -cost],
                        ],
                    }
                )
            ),
            0.05 * free
        );
    }

    [Fact]
    public void It_does_not_depend_on_penalties_that_are_avoided()
    {
        double scale = ReturnScale.Of(ThreePlaces.Create(penalty: 1e2));
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
    public void It_is_positive_where_no_reward_differs() => Assert.True(ReturnScale.Of(ThreePlaces.Create(units: 0)) > 0);

    // [s_g * S + x], by plain value iteration over both actions.
    private static double[] Twin(CooperativeGame game, int? fixedAction, int? fixedLocal)
    {
        (double[] values, int states) = (new double[game.GlobalStates * game.LocalStates], game.LocalStates);
        for (int sweep = 0; sweep < 4000; sweep++)
        {
            double[] next = new double[values.Length];
            for (int place = 0; place < next.Length; place++)
            {
                next[place] = double.NegativeInfinity;
                (int s, int x) = (place / states, place % states);
                for (int a = 0; a < game.GlobalActions; a++)
                {
                    for (int b = 0; b < game.LocalActions && (fixedAction ?? a) == a; b++)
                    {
                        if ((fixedLocal ?? b) != b)
                        {
                            continue;
                        }

                        double sum = game.GlobalReward(s, a) + game.LocalReward(x, s, b);
                        for (int after = 0; after < values.Length; after++)
                        {
                            sum +=
                                game.Discount
                                * game.GlobalTransition(s, a)[after / states]
                                * game.LocalTransition(x, s, b)[after % states]
                                * values[after];
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
