using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Tests.Numerics;
using MathNet.Numerics.Distributions;

namespace Antiphon.Tests.Games;

public class ContinuousGameTests
{
    private static readonly WarehouseContinuous Warehouse = new();

    [Fact]
    public void The_global_agent_moves_three_fifths_of_the_way_with_normal_noise()
    {
        var random = new RandomStream(1);
        double[] next = new double[1];
        GoodnessOfFit.CheckDistribution(
            40_000,
            50,
            x => Normal.CDF(0.5 + (0.6 * (0.8 - 0.5)), 0.08, x),
            () =>
            {
                Warehouse.MoveGlobal([0.5], 3, random, next);
                return next[0];
            }
        );
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.05)]
    [InlineData(2, -0.05)]
    public void A_local_agent_moves_by_its_action_with_normal_noise(int action, double offset)
    {
        var random = new RandomStream(2);
        double[] states = new double[70];
        int[] actions = [.. Enumerable.Repeat(action, 70)];
        foreach (int place in new[] { 0, 69 })
        {
            GoodnessOfFit.CheckDistribution(
                20_000,
                50,
                x => Normal.CDF(0.3 + offset, 0.04, x),
                () =>
                {
                    states.AsSpan().Fill(0.3);
                    Warehouse.MoveLocals([0.0], actions, random, states);
                    return states[place];
                }
            );
        }
    }

    [Fact]
    public void States_stay_on_the_line()
    {
        var random = new RandomStream(3);
        double[] states = [1.999, -1.999, 2, -2],
            next = new double[1];
        for (int i = 0; i < 200; i++)
        {
            Warehouse.MoveLocals([0.0], [1, 2, 1, 2], random, states);
            Assert.All(states, state => Assert.InRange(state, -2, 2));
            Warehouse.MoveGlobal([2.0], 4, random, next);
            Assert.InRange(next[0], -2, 2);
        }
    }

    // r_g = 5 exp(-(0.1)^2 / (2 * 0.09)) at s_g = 0.7, a = 3 (tau = 0.8): 5 * exp(-0.0555..) = 4.729..; r_l = 10 exp(-0.25/0.08 * 0.16) -
    // 5 * 0.05 at distance 0.2: 10 exp(-0.5) - 0.25.
    [Fact]
    public void Rewards_are_those_of_the_paper()
    {
        Assert.Equal(5 * Math.Exp(-0.01 / 0.18), Warehouse.GlobalReward([0.7], 3), 1e-12);
        double[] rewards = new double[3];
        Warehouse.LocalRewards([0.7], [0.5, 0.9, 0.7], [0, 1, 2], rewards);
        Assert.Equal(10 * Math.Exp(-0.5), rewards[0], 1e-12);
        Assert.Equal((10 * Math.Exp(-0.5)) - 0.25, rewards[1], 1e-12);
        Assert.Equal(9.75, rewards[2], 1e-12);
    }

    [Fact]
    public void An_episode_starts_with_two_clusters_of_55_and_45_in_a_hundred_in_random_order()
    {
        var random = new RandomStream(5);
        double[] global = new double[1],
            locals = new double[500];
        long[] pairs = new long[25];
        int firstInMain = 0;
        for (int episode = 0; episode < 4000; episode++)
        {
            Warehouse.Start(random, global, locals);
            Assert.InRange(global[0], -1, 1);
            var features = (HistogramFeatures)Warehouse.Features;
            int[] counts = new int[5];
            foreach (double state in locals)
            {
                counts[features.Bin(state)]++;
            }

            int[] order = [.. Enumerable.Range(0, 5).OrderByDescending(bin => counts[bin])];
            pairs[(5 * order[0]) + order[1]]++;
            firstInMain += features.Bin(locals[0]) == order[0] ? 1 : 0;
        }

        Assert.All(pairs.Where((_, code) => code / 5 == code % 5), count => Assert.Equal(0, count));
        GoodnessOfFit.Check([.. pairs.Where((_, code) => code / 5 != code % 5)], [.. Enumerable.Repeat(0.05, 20)]);

        // 55 % of the agents, of whom 97.4 % fall into the middle 0.8 of N(0, 0.18^2): about 0.536; six standard errors are 0.047.
        Assert.InRange(firstInMain / 4000.0, 0.536 - 0.05, 0.536 + 0.05);
    }

    [Fact]
    public void The_right_action_is_the_fullest_bin_and_of_equals_the_first()
    {
        Assert.Equal(1, Warehouse.RightAction([-0.8, -0.8, 1.6, 1.6, 0]));
        Assert.Equal(4, Warehouse.RightAction([2.0, 1.9, 0]));
    }

    [Fact]
    public void Bins_include_their_lower_end_and_the_last_its_upper()
    {
        var bins = new HistogramFeatures(Box.Interval(-2, 2), 5);
        Assert.Equal([0, 0, 1, 4, 4], new[] { -2.0, -1.21, -1.19, 1.21, 2.0 }.Select(bins.Bin));
        Assert.Equal([-1.6, -0.8, 0, 0.8, 1.6], Enumerable.Range(0, 5).Select(bins.Centre).Select(centre => Math.Round(centre, 12)));
        double[] observation = new double[5];
        bins.Mean([-1.6, 0, 0.1, 1.9], 4, [0, 1, 2, 3], observation);
        Assert.Equal([0.25, 0, 0.5, 0, 0.25], observation);
    }

    [Fact]
    public void Kernel_means_are_means_of_bumps()
    {
        var features = new KernelMeanFeatures(
            [
                [0, 0],
                [1, -1],
            ],
            0.5
        );
        double[] observation = new double[2];

        // Two agents in the plane, coordinate by coordinate: (0.2, 0.4) and (1, -1).
        features.Mean([0.2, 1, 0.4, -1], 2, [0, 1], observation);
        Assert.Equal((Math.Exp(-0.2 / 0.5) + Math.Exp(-2 / 0.5)) / 2, observation[0], 1e-12);
        Assert.Equal((Math.Exp(-(0.64 + 1.96) / 0.5) + 1) / 2, observation[1], 1e-12);
    }

    [Theory]
    [InlineData("nan", "a move of the local agents put coordinate 0 of local agent 2 at NaN")]
    [InlineData("out", "a move of the local agents put coordinate 0 of local agent 2 at 2.5; expected a number in [-2, 2]")]
    [InlineData("global", "a move of the global agent by action 'to -0.8' put coordinate 0 of s_g at NaN")]
    [InlineData("start", "the start of an episode put coordinate 0 of local agent 0 at -Infinity")]
    [InlineData("reward", "the global reward of action 'to -0.8' at s_g = 0.25 is Infinity")]
    [InlineData("local reward", "the reward of local agent 1 for 'stay' at s_l = 0.5, s_g = 0.25 is NaN")]
    [InlineData("label", "the right action of a population is 7; expected 0 to 4")]
    public void What_a_game_does_wrong_is_named(string fault, string message)
    {
        var game = new CheckedContinuousGame(new FaultyGame(fault));
        InvalidInputException failure = Assert.Throws<InvalidInputException>(() =>
        {
            double[] next = new double[1],
                locals = [0.5, 0.5, 0.5];
            int[] actions = [0, 0, 0];
            game.Start(new RandomStream(1), next, [0, 0, 0]);
            game.MoveGlobal([0.25], 1, new RandomStream(1), next);
            game.MoveLocals([0.25], actions, new RandomStream(1), locals);
            _ = game.GlobalReward([0.25], 1);
            game.LocalRewards([0.25], [0.5, 0.5, 0.5], actions, new double[3]);
            _ = game.RightAction(locals);
        });
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Contains("the game 'faulty'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Boxes_and_features_that_cannot_be_are_refused()
    {
        Assert.Contains("[1, 1]", Assert.Throws<InvalidInputException>(() => Box.Interval(1, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => new Box([0], [1, 2]));
        Assert.Throws<InvalidInputException>(() => new HistogramFeatures(Box.Interval(0, 1), 0));
        Assert.Throws<InvalidInputException>(() =>
            new KernelMeanFeatures(
                [
                    [0],
                    [1, 2],
                ],
                1
            )
        );
        Assert.Throws<InvalidInputException>(() => new WarehouseContinuous(0));
    }
}
