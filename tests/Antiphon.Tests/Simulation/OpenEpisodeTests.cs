using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Games;
using Antiphon.Tests.Numerics;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Simulation.Reference;

namespace Antiphon.Tests.Simulation;

/// <summary>Episodes that are decided from outside are those of the simulation, and named agents move as separate agents do.</summary>
public class OpenEpisodeTests
{
    private const ulong Seed = 77;
    private const int Separate = 3;
    private const int Outcomes = 27;

    private static readonly CooperativeGame Warehouse = BuiltInGames.Get("warehouse").WithAgents(50);

    [Fact]
    public void A_learner_that_acts_like_a_dispatcher_meets_the_simulated_episode()
    {
        var pair = new JointPolicy(TestGames.SampleMode(Warehouse, 4), TestGames.Follow(Warehouse));
        var trace = EpisodeTrace.Record(Warehouse, pair, new OnlineExecutionOptions { Horizon = 30, Seed = Seed }, rollout: 3);

        OpenEpisode episode = new OpenDeployment(Warehouse, 4, null, pair.Local, LocalForm.Agents).CreateEpisodes(1)[0];
        episode.Start(OnlineExecution.RolloutStream(Seed, 0, 3));

        foreach (EpisodeStep step in trace.Steps)
        {
            Assert.Equal(step.GlobalState, episode.GlobalState);
            int action = pair.Global.Table!.Action(step.GlobalState, pair.Global.Table.Lattice.Rank(episode.Observation));
            Assert.Equal((step.Action, step.Reward), (action, episode.Step(action)));
        }
    }

    [Fact]
    public void A_fixed_dispatcher_decides_by_what_it_observes()
    {
        GlobalPolicy dispatcher = TestGames.SampleMode(Warehouse, 4);
        var fixedSide = new OpenDeployment(Warehouse, 4, new JointPolicy(dispatcher, TestGames.Follow(Warehouse)), null, LocalForm.Agents);
        var bothSides = new OpenDeployment(Warehouse, 4, null, null, LocalForm.Agents);
        (OpenEpisode decided, OpenEpisode open) = (fixedSide.CreateEpisodes(1)[0], bothSides.CreateEpisodes(1)[0]);
        decided.Start(new RandomStream(Seed));
        open.Start(new RandomStream(Seed));

        for (int time = 0; time < 30; time++)
        {
            int action = dispatcher.Table!.Action(open.GlobalState, dispatcher.Table.Lattice.Rank(open.Observation));
            int[] agents = [.. Enumerable.Range(0, 50).Select(agent => (agent + time) % 3)];
            decided.Choices!.Choose(agents);
            open.Choices!.Choose(agents);
            Assert.Equal(open.Step(action), decided.Step(0));
            Assert.Equal(open.Choices.Named!.States.ToArray(), decided.Choices.Named!.States.ToArray());
        }
    }

    /// <summary>
    /// Two steps of three agents, distinguished, against the law of three separate agents by enumeration. One comparison at 1e-6 each.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Named_agents_move_as_separate_agents_do(bool isCoupled)
    {
        var random = new RandomGame(41) { LocalStates = 3, Agents = Separate };
        CooperativeGame drawn = isCoupled ? random.CreateCoupled() : random.Create();
        CooperativeGame game = TestGames.WithStart(drawn, TestGames.Corner(drawn, 0, 0));
        int[][] actions =
        [
            [1, 0, 1],
            [0, 1, 1],
        ];
        double[] law = new double[Outcomes];
        double[] middle = Law(game, 0, 0, actions[0]);
        for (int outcome = 0; outcome < Outcomes; outcome++)
        {
            for (int globalState = 0; globalState < 2; globalState++)
            {
                double probability = middle[outcome] * game.GlobalRow(0, 1, Fractions(0)).ToArray(2)[globalState];
                double[] next = Law(game, outcome, globalState, actions[1]);
                law = [.. law.Zip(next, (sum, part) => sum + (probability * part))];
            }
        }

        OpenEpisode episode = new OpenDeployment(game, 1, null, null, LocalForm.Agents).CreateEpisodes(1)[0];
        ulong sample = 0;
        GoodnessOfFit.CheckCounts(100_000, 0, law, () =>
        {
            episode.Start(new RandomStream(sample++));
            foreach (int[] step in actions)
            {
                episode.Choices!.Choose(step);
                episode.Step(1);
            }

            ReadOnlySpan<int> states = episode.Choices!.Named!.States;
            return (states[0] * 9) + (states[1] * 3) + states[2];
        });
    }

    [Fact]
    public void Counts_do_not_depend_on_whether_agents_are_told_apart()
    {
        OpenEpisode named = new OpenDeployment(Warehouse, 4, null, null, LocalForm.Agents).CreateEpisodes(1)[0];
        OpenEpisode counted = new OpenDeployment(Warehouse, 4, null, null, LocalForm.Counts).CreateEpisodes(1)[0];
        named.Start(new RandomStream(Seed));
        counted.Start(new RandomStream(Seed));

        for (int time = 0; time < 30; time++)
        {
            named.Choices!.Choose([.. Enumerable.Range(0, 50).Select(agent => (agent + time) % 3)]);
            for (int state = 0; state < 5; state++)
            {
                named.Choices.At(state).CopyTo(counted.Choices!.At(state));
            }

            Assert.Equal(named.Step(time % 5), counted.Step(time % 5));
            Assert.Equal(named.Counts.ToArray(), counted.Counts.ToArray());
            Assert.Equal(named.Observation.ToArray(), counted.Observation.ToArray());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_team_reward_is_the_global_one_and_the_mean_of_the_local_ones(bool isCoupled)
    {
        var random = new RandomGame(43) { LocalStates = 3, Agents = 6 };
        CooperativeGame game = isCoupled ? random.CreateCoupled() : random.Create();
        OpenEpisode episode = new OpenDeployment(game, 2, null, null, LocalForm.Agents).CreateEpisodes(1)[0];
        episode.Start(new RandomStream(Seed));

        for (int time = 0; time < 20; time++)
        {
            double[] fractions = [.. episode.Counts.ToArray().Select(count => count / 6.0)];
            (int globalState, int[] states) = (episode.GlobalState, episode.Choices!.Named!.States.ToArray());
            int[] actions = [.. Enumerable.Range(0, 6).Select(agent => (agent + time) % 2)];
            episode.Choices.Choose(actions);
            double reward = episode.Step(time % 2);

            double[] own = [.. Enumerable.Range(0, 6).Select(i => game.LocalReward(states[i], globalState, actions[i], fractions))];
            Assert.Equal(own, episode.LocalRewards.ToArray(), (left, right) => Math.Abs(left - right) < 1e-12);
            Assert.Equal(game.GlobalReward(globalState, time % 2, fractions) + own.Average(), reward, 1e-12);
        }
    }

    /// <summary>Random rewards of chosen actions: their mean is the mean reward. One comparison at six standard errors.</summary>
    [Fact]
    public void Random_rewards_are_drawn_around_the_means_of_what_was_chosen()
    {
        const int Draws = 20_000;
        CooperativeGame plain = new RandomGame(61) { Agents = 5 }.Create();
        CooperativeGame noisy = NoisyGame.AroundMeans(plain, 2);
        int[] actions = [0, 1, 1, 0, 1];
        OpenEpisode episode = new OpenDeployment(noisy, 2, null, null, LocalForm.Agents).CreateEpisodes(1)[0];
        double[] differences = new double[Draws];
        for (int draw = 0; draw < Draws; draw++)
        {
            episode.Start(new RandomStream((ulong)draw));
            double global = plain.GlobalReward(episode.GlobalState, 1);
            episode.Choices!.Choose(actions);
            differences[draw] = episode.Step(1) - global - episode.LocalRewards.ToArray().Average();
        }

        double deviation = StudentInterval.StandardDeviation(differences);
        Assert.True(deviation > 0.1);
        Assert.Equal(0, differences.Average(), 6 * deviation / Math.Sqrt(Draws));
    }

    [Fact]
    public void Agents_of_a_type_have_adjacent_numbers_and_stay_of_their_type()
    {
        CooperativeGame game = BuiltInGames.Get("mixed-fleet").WithAgents(20);
        OpenEpisode episode = new OpenDeployment(game, 4, null, null, LocalForm.Agents).CreateEpisodes(1)[0];
        episode.Start(new RandomStream(Seed));
        int[] types = Types();

        Assert.Equal(types.Order(), types);
        for (int time = 0; time < 20; time++)
        {
            int globalState = episode.GlobalState;
            episode.Choices!.Choose([.. States().Select(state => game.Allowed.Local(state, globalState)[0])]);
            episode.Step(game.Allowed.Global(globalState)[0]);
            Assert.Equal(types, Types());
        }

        int[] States() => episode.Choices!.Named!.States.ToArray();
        int[] Types() => [.. States().Select(state => game.Types.Of(state))];
    }

    // The law of where three separate agents are next; an outcome numbers their states in base 3.
    private static double[] Law(CooperativeGame game, int outcome, int globalState, int[] actions)
    {
        double[][] rows =
        [
            .. States(outcome).Select((state, i) => game.LocalRow(state, globalState, actions[i], Fractions(outcome)).ToArray(Separate)),
        ];
        return
        [
            .. Enumerable.Range(0, Outcomes).Select(next => rows.Zip(States(next), (row, state) => row[state]).Aggregate((p, q) => p * q)),
        ];
    }

    private static int[] States(int outcome) => [outcome / 9, outcome / 3 % 3, outcome % 3];

    private static double[] Fractions(int outcome) =>
        [.. Enumerable.Range(0, 3).Select(state => States(outcome).Count(own => own == state) / 3.0)];
}
