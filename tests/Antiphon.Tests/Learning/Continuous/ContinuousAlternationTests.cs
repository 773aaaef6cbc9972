using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Tests.Games;

namespace Antiphon.Tests.Learning;

public class ContinuousAlternationTests
{
    private static readonly ContinuousOptions Small = new()
    {
        Subsample = 2,
        GlobalLearning = GlobalLearning.ContextualBandit,
        GlobalSeesState = false,
        Hidden = 16,
        Resets = 200,
        GlobalEpochs = 5,
        Episodes = 8,
        Horizon = 6,
        Representatives = 2,
        Updates = 2,
        Alternations = 2,
        MonitorRollouts = 4,
        JudgeRollouts = 64,
        Seeds = 2,
        Rollouts = 3,
        DeployedHorizon = 5,
        AccuracyResets = 20,
        Threads = 2,
    };

    public static TheoryData<PolicyAlgorithm> Algorithms => [PolicyAlgorithm.Trpo, PolicyAlgorithm.Ppo, PolicyAlgorithm.A2c];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_algorithm_teaches_agents_to_walk_to_the_magnet(PolicyAlgorithm algorithm)
    {
        ContinuousOptions options = Small with
        {
            Algorithm = algorithm,
            GlobalLearning = GlobalLearning.PolicyGradient,
            GlobalSeesState = true,
            Episodes = 40,
            Horizon = 12,
            Representatives = 4,
            Updates = 40,
            Alternations = 2,
            Epochs = 8,
            LearningRate = 0.01,
            JudgesProposals = false,
            Rollouts = 40,
            DeployedHorizon = 15,
            AdvantageDecay = algorithm == PolicyAlgorithm.Trpo ? 0.9 : null,
            TrustRegion = new() { Radius = 0.03 },
        };
        AlternationResult<NeuralPair> result = Neural.Train(options, new MagnetGame());

        // At most 2 a step, 1/(1 - 0.8) steps: 10 less the way there, about 9. All uniform earns 4.0; what is learned has to take most of
        // what is between.
        // A2C, which uses each batch for a few plain gradient steps only, is the slowest.
        double uniform = result.Baselines[1].Deployed.Mean;
        Assert.InRange(uniform, 3, 5);
        Assert.InRange(result.Deployed.Mean, uniform + ((algorithm == PolicyAlgorithm.A2c ? 0.4 : 0.7) * (9 - uniform)), 10);
        Assert.Equal(StopReason.ScheduleExhausted, result.StopReason);
        Assert.Null(result.SingleStepAccuracy);
    }

    [Fact]
    public void The_classifier_learns_to_point_to_the_larger_cluster_as_well_as_an_observation_can_tell()
    {
        ContinuousOptions options = ContinuousOptions.Released(500) with
        {
            Episodes = 1,
            Horizon = 1,
            MonitorRollouts = 0,
            Rollouts = 1,
            Seeds = 2,
            DeployedHorizon = 1,
            AccuracyResets = 400,
            Baselines = false,
        };
        AlternationResult<NeuralPair> result = Neural.Train(options, new WarehouseContinuous());

        // The observation of all 500 shows the mode itself.
        Assert.InRange(result.SingleStepAccuracy!.Value, 0.97, 1);
    }

    [Fact]
    public void A_judged_proposal_is_accepted_only_with_a_sure_gain_and_two_sweeps_without_one_end_the_alternation()
    {
        AlternationResult<NeuralPair> result = Neural.Train(
            Small with
            {
                Alternations = 6,
                Threshold = 0.05,
            },
            new WarehouseContinuous(20)
        );
        Assert.All(result.Trace, proposal => Assert.Equal(proposal.Accepted, proposal.GainLow > 0 && proposal.Gain >= 0.05));
        var last = result.Trace.TakeLast(4).ToList();
        Assert.Equal(result.StopReason == StopReason.NoImprovement, last.TrueForAll(proposal => !proposal.Accepted));
        Assert.Equal([Player.Global, Player.Local, Player.Global, Player.Local], last.Select(proposal => proposal.Player));
    }

    [Fact]
    public void A_threshold_that_nothing_reaches_keeps_the_first_networks()
    {
        ContinuousOptions options = Small with { Threshold = 1e6 };
        var states = new List<RestartState<NeuralPair>>();
        AlternationResult<NeuralPair> result = Neural.Train(options, new WarehouseContinuous(20), null, all => states.Add(all[0]));
        Assert.Equal(StopReason.NoImprovement, result.StopReason);
        Assert.Equal(4, states.Count);
        Assert.Equal(states[0].Incumbent.Local.Parameters, states[3].Incumbent.Local.Parameters);
        Assert.Equal(states[0].Incumbent.Global.Parameters, states[3].Incumbent.Global.Parameters);

        // Learning goes on all the same.
        Assert.NotEqual(states[1].Latest!.LearnerOf(Player.Local).Policy, states[3].Latest!.LearnerOf(Player.Local).Policy);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Results_depend_neither_on_threads_nor_on_an_interruption_after_any_turn(bool isJudged)
    {
        ContinuousOptions options = Small with { JudgesProposals = isJudged, Threshold = 1e-3, OthersSample = isJudged };
        var game = new WarehouseContinuous(20);
        var states = new List<RestartState<NeuralPair>>();
        AlternationResult<NeuralPair> whole = Neural.Train(options, game, null, all => states.Add(all[0]));
        AlternationResult<NeuralPair> alone = Neural.Train(options with { Threads = 1 }, game);
        Same(whole, alone);
        foreach (RestartState<NeuralPair> state in states)
        {
            Same(whole, Neural.Train(options, game, [state]));
        }

        static void Same(AlternationResult<NeuralPair> expected, AlternationResult<NeuralPair> found)
        {
            Assert.Equal(
                expected.States[0].Latest!.LearnerOf(Player.Global).Policy,
                found.States[0].Latest!.LearnerOf(Player.Global).Policy
            );
            Assert.Equal(
                expected.States[0].Latest!.LearnerOf(Player.Local).Policy,
                found.States[0].Latest!.LearnerOf(Player.Local).Policy
            );
            Assert.Equal(expected.Policy.Global.Parameters, found.Policy.Global.Parameters);
            Assert.Equal(expected.Policy.Local.Parameters, found.Policy.Local.Parameters);
            Assert.Equal(
                expected.States[0].Latest!.LearnerOf(Player.Local).Critic,
                found.States[0].Latest!.LearnerOf(Player.Local).Critic
            );
            Assert.Equal(expected.Deployed, found.Deployed);
            Assert.Equal(TraceFile.Write(expected.Trace), TraceFile.Write(found.Trace));
        }
    }

    [Fact]
    public void A_game_without_a_right_action_is_refused_by_the_contextual_bandit() =>
        Assert.Contains("does not define the right action", Failure(Small, new MagnetGame()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_faulty_game_is_named_while_it_is_trained() =>
        Assert.Contains(
            "put coordinate 0 of local agent 2 at NaN",
            Failure(Small with { GlobalLearning = GlobalLearning.PolicyGradient, GlobalSeesState = true }, new FaultyGame("nan")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        string message = Failure(Small with { Episodes = 0, Hidden = -1, LearningRate = double.NaN }, new MagnetGame()).Message;
        Assert.Contains("Episodes is 0", message, StringComparison.Ordinal);
        Assert.Contains("Hidden is -1", message, StringComparison.Ordinal);
        Assert.Contains("LearningRate is NaN", message, StringComparison.Ordinal);
        Assert.Contains(
            "radius = 0",
            Failure(Small with { TrustRegion = new() { Radius = 0 } }, new MagnetGame()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Returns_and_advantages_are_those_of_their_sums()
    {
        var experience = new Trajectories(1, 2, 3);
        double[] rewards = [1, 2, 3, -1, 0, 4],
            values = [0.5, 1, -1, 2, 0, 1],
            ends = [0.7, -0.3];
        rewards.CopyTo(experience.Rewards, 0);
        const double Discount = 0.9,
            Decay = 0.6;
        double[] returns = experience.Returns(Discount);
        double[] advantages = experience.Advantages(Discount, Decay, values, ends);
        for (int sample = 0; sample < 6; sample++)
        {
            int left = 3 - (sample % 3);
            Assert.Equal(Enumerable.Range(0, left).Sum(j => Math.Pow(Discount, j) * rewards[sample + j]), returns[sample], 1e-12);
            Assert.Equal(Enumerable.Range(0, left).Sum(j => Math.Pow(Discount * Decay, j) * Error(sample + j)), advantages[sample], 1e-12);
        }

        double Error(int at) => rewards[at] + (Discount * (at % 3 == 2 ? ends[at / 3] : values[at + 1])) - values[at];
    }

    private static InvalidInputException Failure(ContinuousOptions options, ContinuousGame game)
    {
        Exception failure = Record.Exception(() => Neural.Train(options, game));
        return Assert.IsAssignableFrom<InvalidInputException>(
            failure is AggregateException several ? several.Flatten().InnerExceptions[0] : failure
        );
    }

    [Fact]
    public void A_measurement_that_would_be_refused_at_the_end_is_refused_at_the_beginning() =>
        Assert.Throws<InvalidOptionException>(() =>
            Neural.Train(new ContinuousOptions { Subsample = 5, Rollouts = 100_000_000 }, new WarehouseContinuous(20))
        );
}
