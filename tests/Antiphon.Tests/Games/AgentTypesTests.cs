using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Games;

public class AgentTypesTests
{
    [Fact]
    public void A_game_without_types_has_one_that_covers_all_states()
    {
        AgentTypes types = BuiltInGames.Get("warehouse").Types;
        Assert.False(types.Declared);
        Assert.Equal(new AgentType("", 1, 0, 5), Assert.Single(types));
        Assert.Equal([1000L], types.Split(1000));
        Assert.Equal([1.0], types.Weights(7));
    }

    [Fact]
    public void Types_are_folded_into_blocks_of_local_states()
    {
        CooperativeGame game = new RandomTypedGame(1)
        {
            States = [2, 3],
            Shares = [0.25, 0.75],
            Agents = 8,
        }.Create();
        GameDefinition definition = new RandomTypedGame(1)
        {
            States = [2, 3],
            Shares = [0.25, 0.75],
            Agents = 8,
        }.Definition();
        Assert.Equal(["t0/l0", "t0/l1", "t1/l0", "t1/l1", "t1/l2"], game.LocalStateNames, StringComparer.Ordinal);
        Assert.Equal([new AgentType("t0", 0.25, 0, 2), new AgentType("t1", 0.75, 2, 3)], game.Types);
        Assert.Equal([0, 0, 1, 1, 1], Enumerable.Range(0, 5).Select(game.Types.Of));
        Assert.Equal([0, 0, .. definition.Types![1].LocalTransition[2][1][0]], game.LocalTransition(4, 1, 0).ToArray());
        Assert.Equal([.. definition.Types[0].LocalTransition[1][0][1], 0, 0, 0], game.LocalTransition(1, 0, 1).ToArray());
        Assert.Equal(definition.Types[1].LocalReward[0][1][1], game.LocalReward(2, 1, 1));
        Assert.Equal(game.Hash, CooperativeGame.Create(game.ToDefinition()).Hash);
    }

    /// <summary>The rule, one agent at a time: one each, then to the largest share / (2 a + 1).</summary>
    [Fact]
    public void Agents_are_split_by_Webster_after_one_each()
    {
        var random = new SmallRandom(3);
        foreach (int count in new[] { 1, 2, 3, 5, 9 })
        {
            for (int trial = 0; trial < 20; trial++)
            {
                AgentTypes types = Declared(random.Law(count));
                long[] split = new long[count];
                for (int agents = 1; agents <= 150; agents++)
                {
                    int next =
                        agents <= count
                            ? agents - 1
                            : Enumerable
                                .Range(0, count)
                                .OrderByDescending(type => types[type].Share / ((2 * split[type]) + 1))
                                .ThenBy(type => type)
                                .First();
                    split[next]++;
                    if (agents >= count)
                    {
                        Assert.Equal(split, types.Split(agents));
                    }
                }
            }
        }
    }

    [Fact]
    public void Large_populations_are_split_at_once_and_close_to_their_shares()
    {
        AgentTypes types = Declared([0.5, 0.3, 0.2]);
        long[] split = types.Split(GameLimits.Agents);
        Assert.Equal(GameLimits.Agents, split.Sum());
        for (int type = 0; type < 3; type++)
        {
            Assert.InRange(split[type] - (types[type].Share * GameLimits.Agents), -2, 2);
        }
    }

    [Fact]
    public void Ties_go_to_the_earlier_type() => Assert.Equal([3L, 2L], Declared([0.5, 0.5]).Split(5));

    [Fact]
    public void Fewer_agents_than_types_are_refused() =>
        Assert.Contains(
            "use at least 2",
            Assert.Throws<InvalidInputException>(() => Declared([0.5, 0.5]).Split(1)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_population_whose_shares_round_to_nobody_is_refused_with_the_smallest_that_works()
    {
        CooperativeGame game = new RandomTypedGame(2) { Shares = [0.88, 0.12], Agents = 10 }.Create();
        Violation violation = Assert.Single(Assert.Throws<GameValidationException>(() => game.WithAgents(4)).Violations);
        Assert.Equal("agents", violation.Place);
        Assert.Contains("type 't1' (share 0.12)", violation.Found, StringComparison.Ordinal);

        // The second type gets its first agent where 0.12 > 0.88 / (2 a + 1), hence after a = 4 of the first.
        Assert.Contains("at least 5 agents", violation.Expected, StringComparison.Ordinal);
        Assert.Equal(5, game.WithAgents(5).Agents);
    }

    [Fact]
    public void The_range_of_rewards_weighs_types_by_their_agents()
    {
        GameDefinition definition = new RandomTypedGame(4)
        {
            GlobalStates = 1,
            GlobalActions = 1,
            LocalActions = 1,
            States = [2, 1],
            Shares = [0.75, 0.25],
            Agents = 4,
        }.Definition();
        var game = CooperativeGame.Create(
            definition with
            {
                GlobalReward =
                [
                    [10],
                ],
                Types =
                [
                    definition.Types![0] with
                    {
                        LocalReward =
                        [
                            [
                                [4],
                            ],
                            [
                                [8],
                            ],
                        ],
                    },
                    definition.Types[1] with
                    {
                        LocalReward =
                        [
                            [
                                [100],
                            ],
                        ],
                    },
                ],
            }
        );
        Assert.Equal(10 + (0.75 * 4) + 25, game.MinimumReward, 1e-12);
        Assert.Equal(10 + (0.75 * 8) + 25, game.MaximumReward, 1e-12);
    }

    private static AgentTypes Declared(double[] shares) => AgentTypes.Declare(shares.Select((share, type) => ($"t{type}", share, 2)));

    [Fact]
    public void A_single_declared_type_is_simulated_as_a_game_without_types()
    {
        CooperativeGame typed = new RandomTypedGame(72)
        {
            States = [3],
            Shares = [1],
            Agents = 9,
            Dirichlet = 0.4,
        }.Create();
        var plain = CooperativeGame.Create(
            typed.ToDefinition() with
            {
                Types = null,
                LocalStateNames = [.. typed.LocalStateNames],
                LocalTransition = typed.ToDefinition().Types![0].LocalTransition,
                LocalReward = typed.ToDefinition().Types![0].LocalReward,
                Initial = typed.Initial,
            }
        );
        var options = new OnlineExecutionOptions
        {
            Horizon = 10,
            Rollouts = 3,
            Seeds = 2,
            Threads = 1,
        };

        (SimulationResult one, SimulationResult other) = (
            new OnlineExecution(options).Run(typed, Pair(typed)),
            new OnlineExecution(options).Run(plain, Pair(plain))
        );

        Assert.Equal(other.PerSeed, one.PerSeed);

        static JointPolicy Pair(CooperativeGame game) => new(new UniformGlobalPolicy(2, game.GlobalActions), LocalPolicy.Uniform(game));
    }

    [Fact]
    public void A_shock_that_would_teleport_agents_between_types_is_refused()
    {
        CooperativeGame game = new RandomTypedGame(73) { Agents = 8 }.Create();
        var pair = new JointPolicy(new UniformGlobalPolicy(2, game.GlobalActions), LocalPolicy.Uniform(game));
        var options = new OnlineExecutionOptions
        {
            Horizon = 2,
            Rollouts = 1,
            Seeds = 2,
            Disturbances = new Disturbances { ShockShare = 0.5 },
        };

        Assert.Contains(
            "leave out the shock",
            Assert.Throws<InvalidInputException>(() => new OnlineExecution(options).Run(game, pair)).Message,
            StringComparison.Ordinal
        );
    }
}
