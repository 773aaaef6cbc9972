using Antiphon.Paper;

namespace Antiphon.Tests.Theory;

public class NoiseTests
{
    private static readonly GameConstants Game = Constants.Warehouse;

    /// <summary>2/0.05 ln(11.5 sqrt(k)/0.05) = 40 (5.43808 + ln(k)/2).</summary>
    [Theory]
    [InlineData(1, 218)]
    [InlineData(10, 264)]
    [InlineData(35, 289)]
    [InlineData(50, 296)]
    public void Iterations_are_those_of_the_paper(long k, double iterations) =>
        Assert.Equal(iterations, IterationCount.AsPrinted(Game, k));

    [Fact]
    public void Half_of_the_iterations_reach_what_the_proof_asks()
    {
        for (long k = 1L; k <= 1000; k += 37)
        {
            double half = IterationCount.Sufficient(Game, k);
            Assert.InRange(half, IterationCount.AsPrinted(Game, k) / 2, (IterationCount.AsPrinted(Game, k) / 2) + 1);
            Assert.True(IterationCount.Truncation(Game, half) <= 1 / Math.Sqrt(k));
        }
    }

    [Fact]
    public void Tiny_rewards_and_no_discount_take_one_iteration()
    {
        Assert.Equal(1, IterationCount.AsPrinted(Game with { GlobalReward = 1e-9, LocalReward = 0 }, 1));
        Assert.Equal(1, IterationCount.AsPrinted(Game with { GlobalReward = 0, LocalReward = 0, Discount = 0 }, 5));
        Assert.Equal(1, IterationCount.Horizon(Game with { GlobalReward = 1e-9, LocalReward = 0 }, 1));
    }

    /// <summary>20 ln(2 * 11.5/(0.05 * 0.1)) = 168.7.</summary>
    [Fact]
    public void The_horizon_leaves_half_of_epsilon()
    {
        Assert.Equal(169, IterationCount.Horizon(Game, 0.1));
        Assert.InRange(IterationCount.Truncation(Game, IterationCount.Horizon(Game, 0.1)), 0, 0.05);
    }

    /// <summary>
    /// 0.95^2 11.5^2 k ln(2N/0.01)/(2 * 0.05^4) with N = 25 * 1001 and 25 * 82251: 119.356 * 10 * 15.4263/1.25e-5 = 1.473e9 and 119.356 *
    /// 35 * 19.835/1.25e-5 = 6.63e9.
    /// </summary>
    [Theory]
    [InlineData(10, 1001, 1.473e9)]
    [InlineData(35, 82_251, 6.63e9)]
    public void Samples_are_those_of_lemma_4_3(long k, double vectors, double samples) =>
        Constants.AssertClose(samples, BellmanNoise.SufficientSamples(Game, k, 25 * vectors, 0.01).Value, 1e-3);

    [Fact]
    public void So_many_samples_bring_the_noise_below_one_over_root_k_and_fewer_do_not()
    {
        foreach (long k in new long[] { 1, 10, 100, 1000 })
        {
            Magnitude entries = TableSizes.MeanField(Game, k);
            Magnitude samples = BellmanNoise.SufficientSamples(Game, k, entries, 0.05);
            Assert.True(BellmanNoise.Frozen(Game, entries, samples, 0.05) <= 1 / Math.Sqrt(k));
            Assert.True(BellmanNoise.Frozen(Game, entries, samples * 0.99, 0.05) > 1 / Math.Sqrt(k));
            // With the truncation after T iterations: 2/sqrt(k).
            Assert.True(
                BellmanNoise.Frozen(Game, entries, samples, 0.05) + IterationCount.Truncation(Game, IterationCount.AsPrinted(Game, k))
                    <= 2 / Math.Sqrt(k)
            );
        }
    }

    /// <summary>
    /// 0.9/0.1^2 sqrt(ln(2 * 4/0.5)/(2 * 8)) = 90 sqrt(ln 16/16) with r = 1; with fresh samples ln 48 and the truncation 0.9^3 * 10.
    /// </summary>
    [Fact]
    public void Fresh_samples_cost_a_union_over_iterations()
    {
        GameConstants game = Constants.Square(2);
        Constants.AssertClose(90 * Math.Sqrt(Math.Log(16) / 16), BellmanNoise.Frozen(game, 4, 8, 0.5));
        Constants.AssertClose(7.29 + (90 * Math.Sqrt(Math.Log(48) / 16)), BellmanNoise.Fresh(game, 4, 8, 3, 0.5));
    }

    [Fact]
    public void Tables_beyond_doubles_have_their_samples_too()
    {
        Magnitude samples = BellmanNoise.SufficientSamples(Game, 1000, TableSizes.Standard(Game, 1000), 0.05);
        double logarithm = Math.Log(2 * 25 / 0.05) + (1000 * Math.Log(5));
        Constants.AssertClose(0.95 * 0.95 * 11.5 * 11.5 * 1000 * logarithm / (2 * Math.Pow(0.05, 4)), samples.Value, 1e-6);
        Assert.False(BellmanNoise.Draws(TableSizes.Standard(Game, 1000), samples, 300).IsOrdinary);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void What_is_no_probability_of_failure_is_refused(double delta) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BellmanNoise.Frozen(Game, 10, 10, delta));

    /// <summary>
    /// B = 1, k = 100, delta = 0.001: 10 * 100^(1/4) sqrt(ln 2000) = 87.2; sqrt(ln 2000/(2 * 87.2)) = .2088, sqrt(ln 2000/2)/87.2 = .0224;
    /// 50 ln 2000 = 380.05.
    /// </summary>
    [Fact]
    public void The_papers_draws_of_random_rewards_are_too_few()
    {
        double printed = RewardDraws.AsPrinted(1, 100);
        Assert.Equal(87.2, printed, 0.05);
        Assert.Equal(0.0224, RewardDraws.DeviationAsPrinted(1, printed, 1e-3), 5e-5);
        Assert.Equal(0.2088, RewardDraws.Deviation(1, printed, 1e-3), 5e-5);
        Assert.Equal(381, RewardDraws.ForRewards(1, 100, 1, 1e-3).Value);
        Assert.True(RewardDraws.Deviation(1, 381, 1e-3) <= 0.1 && RewardDraws.Deviation(1, 380, 1e-3) > 0.1);
    }

    /// <summary>k = 25, N = 100, delta = 0.05: 12.5 ln 4000 = 103.7, and a hundred times that for gamma = 0.9.</summary>
    [Fact]
    public void Enough_draws_of_random_rewards_cover_all_entries()
    {
        Assert.Equal(104, RewardDraws.ForRewards(1, 25, 100, 0.05).Value);
        Assert.Equal(10_368, RewardDraws.ForActionValues(1, 25, 100, 0.05, 0.9).Value);
        // sqrt(3^2 + 8^2/4), not 3 + 8.
        Assert.Equal(5, RewardDraws.IndependentRange(3, 8, 4));
    }

    /// <summary>beta = 1 - 0.1/20; 3 (10 + 1)^2; 912 e 31^2.</summary>
    [Fact]
    public void Q_learning_has_these_constants()
    {
        var bounds = new OffPolicyBounds(Discount: 0.9, SmallestWeight: 1.0 / 20, StartNorm: 0, StartError: 10, SolutionNorm: 10);
        Constants.AssertClose(0.995, bounds.Contraction);
        Assert.Equal(363, bounds.StartConstant);
        Assert.Equal(2_382_389.18, bounds.NoiseConstant, 0.005);
        // Rewards up to 10 and values alike: every square grows by 100.
        OffPolicyBounds scaled = bounds with { StartError = 100, SolutionNorm = 100, RewardBound = 10 };
        Constants.AssertClose(36_300, scaled.StartConstant);
        Constants.AssertClose(100 * bounds.NoiseConstant, scaled.NoiseConstant);
    }

    /// <summary>At t = t_alpha the first term is c_Q1; the second is c_Q2 ln(20) alpha t_alpha/0.005^2.</summary>
    [Fact]
    public void The_error_of_q_learning_falls_to_a_floor_proportional_to_the_step()
    {
        var bounds = new OffPolicyBounds(0.9, 1.0 / 20, 0, 10, 10);
        double floor = bounds.NoiseConstant * Math.Log(20) / (0.005 * 0.005) * 0.01 * 7;
        Constants.AssertClose(363 + floor, bounds.SquaredError(20, 0.01, 7, 7));
        Constants.AssertClose(floor, bounds.SquaredError(20, 0.01, 7, 1e9));
        Assert.True(bounds.SquaredError(20, 0.01, 7, 8) < bounds.SquaredError(20, 0.01, 7, 7));
        Assert.Throws<InvalidInputException>(() => (bounds with { SmallestWeight = 0 }).Contraction);
        Assert.Throws<ArgumentOutOfRangeException>(() => bounds.SquaredError(20, 2, 7, 8));
    }

    /// <summary>epsilon = 0.1, gamma = 0.9, N_min = 1/1000: (ln 10)^2 * 100 * 1e5 * 1e9.</summary>
    [Fact]
    public void The_steps_of_q_learning_are_cubic_in_the_table() =>
        Constants.AssertClose(Math.Pow(Math.Log(10), 2) * 1e16, OffPolicyBounds.Steps(0.9, 1000, 0.1).Value);
}
