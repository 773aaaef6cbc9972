using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Tests.Learning.Systems;

public class SystemDeploymentTests
{
    private static readonly OnlineExecutionOptions Options = new()
    {
        Horizon = 30,
        Rollouts = 200,
        Seeds = 10,
    };

    [Fact]
    public void A_pair_earns_in_a_system_that_is_a_game_what_it_earns_in_the_game()
    {
        CooperativeGame game = SystemGames.Coupled();
        var pair = new JointPolicy(
            new FunctionPolicy(5, 2, (state, seen) => seen[1] > 2 ? state : 1 - state),
            LocalPolicy.Create(2, 2, 2, [0.3, 0.7, 0.8, 0.2, 0.5, 0.5, 0.1, 0.9])
        );
        ConfidenceInterval found = new OnlineExecution(Options).Run(new SystemDeployment(new GameSystem(game), game, pair)).Reward;
        ConfidenceInterval expected = new OnlineExecution(Options with { Seed = 77 }).Run(game, pair).Reward;

        // 2,000 episodes each; the two means differ by four standard errors of their difference once in 16,000 times. Rewards of drawn
        // actions and of expected ones have one mean.
        double error = Math.Sqrt((found.StandardError * found.StandardError) + (expected.StandardError * expected.StandardError));
        Assert.InRange(found.Mean - expected.Mean, -4 * error, 4 * error);
    }

    [Fact]
    public void Returns_are_the_same_bits_at_any_number_of_threads()
    {
        CooperativeGame game = SystemGames.Coupled();
        var pair = new JointPolicy(new ExploringPolicy(2), LocalPolicy.Uniform(game));
        double[] means =
        [
            .. new[] { 1, 3 }.Select(threads =>
                new OnlineExecution(Options with { Threads = threads, Rollouts = 5 })
                    .Run(new SystemDeployment(new GameSystem(game), game, pair))
                    .Reward.Mean
            ),
        ];
        Assert.Equal(means[0], means[1]);
    }

    [Fact]
    public void A_game_of_other_sizes_is_refused()
    {
        CooperativeGame game = SystemGames.Coupled();
        CooperativeGame other = BuiltInGames.Get("warehouse-flat");
        var pair = new JointPolicy(new ExploringPolicy(other.GlobalActions), LocalPolicy.Uniform(other));
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => new SystemDeployment(new GameSystem(game), other, pair));
        Assert.Equal("the game has 5 local states; expected 2, as the system 'works' declares", error.Message);
    }

    [Fact]
    public void A_reward_that_is_not_finite_stops_the_episode()
    {
        CooperativeGame game = SystemGames.Coupled();
        var system = new GameSystem(game, (time, _) => time == 3 ? double.NaN : 0);
        var deployment = new SystemDeployment(system, game, new JointPolicy(new ExploringPolicy(2), LocalPolicy.Uniform(game)));
        ArithmeticException error = Assert.Throws<ArithmeticException>(() => new OnlineExecution(Options).Run(deployment));
        Assert.Equal("the system 'works' returned the reward NaN in step 3", error.Message);
    }

    [Fact]
    public void A_state_that_was_not_declared_is_named()
    {
        CooperativeGame game = SystemGames.Coupled();
        var deployment = new SystemDeployment(
            new Stray(new GameSystem(game)),
            game,
            new JointPolicy(new ExploringPolicy(2), LocalPolicy.Uniform(game))
        );
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => new OnlineExecution(Options).Run(deployment));
        Assert.Equal("the system 'works' returned agent 7 in local state 2 in step 1; expected 0 to 1", error.Message);
    }

    [Fact]
    public void A_declaration_without_agents_is_refused()
    {
        SystemDeclaration wrong = new GameSystem(SystemGames.Coupled()).Declaration with { Agents = 0 };
        Assert.Equal(
            "the system 'works': Agents is 0; expected 1 to 10,000,000",
            Assert.Throws<InvalidInputException>(() => wrong.Skeleton()).Message
        );
    }

    private sealed class Stray(IAgentSystem inner) : IAgentSystem
    {
        public SystemDeclaration Declaration => inner.Declaration;

        public ISystemEpisode CreateEpisode() => new Episode(inner.CreateEpisode());

        private sealed class Episode(ISystemEpisode inner) : ISystemEpisode
        {
            private readonly int[] shown = new int[40];
            private int time;

            public int GlobalState => inner.GlobalState;

            public ReadOnlySpan<int> LocalStates
            {
                get
                {
                    inner.LocalStates.CopyTo(shown);
                    shown[7] = time == 1 ? 2 : shown[7];
                    return shown;
                }
            }

            public void Start(RandomStream episode)
            {
                time = 0;
                inner.Start(episode);
            }

            public double Step(int globalAction, ReadOnlySpan<int> localActions)
            {
                time++;
                return inner.Step(globalAction, localActions);
            }
        }
    }
}
