using Antiphon.Paper;

namespace Antiphon.Tests.Theory;

public class SmallestSubsampleTests
{
    /// <summary>At n = 10^12 and k up to 10^6 the population is as good as infinite, so that the bounds themselves can be asked at k and k
    /// - 1.</summary>
    [Theory]
    [InlineData(30_000)]
    [InlineData(1000)]
    [InlineData(100)]
    public void It_is_the_first_k_at_which_the_printed_gap_is_small_enough(double target)
    {
        GameConstants many = Constants.Warehouse with { Agents = 1_000_000_000_000 };
        long k = (long)SmallestSubsample.ForPrintedGap(many, target).Value;
        Assert.True(SubsamplingGap.AsPrinted(many, k + 1) <= target * (1 + 1e-6));
        Assert.True(k == 1 || SubsamplingGap.AsPrinted(many, k - 1) >= target * (1 - 1e-6));
    }

    [Theory]
    [InlineData(200_000)]
    [InlineData(50_000)]
    [InlineData(300)]
    [InlineData(1)]
    public void It_is_the_first_k_at_which_the_corrected_gap_is_small_enough(double target)
    {
        long k = SmallestSubsample.ForCorrectedGap(Constants.Warehouse, target);
        Assert.True(SubsamplingGap.Corrected(Constants.Warehouse, k) <= target);
        Assert.True(k == 1 || SubsamplingGap.Corrected(Constants.Warehouse, k - 1) > target);
        Assert.True(SmallestSubsample.ForCorrectedGapOfManyAgents(Constants.Warehouse, target) >= k);
    }

    /// <summary>168000^2/100^2 = 2,822,400.</summary>
    [Fact]
    public void Without_a_limit_of_agents_the_corrected_k_is_a_square() =>
        Assert.Equal(2_822_400, SmallestSubsample.ForCorrectedGapOfManyAgents(Constants.Warehouse, 100).Value, 1);

    /// <summary>
    /// "k in the tens of thousands" for the warehouse (E19): sqrt k = 4/0.05 (1 + sqrt(ln(50 sqrt k)/2)) + 8/11.5, the last from the
    /// noise, has k near 65,000.
    /// </summary>
    [Fact]
    public void The_printed_tolerance_means_something_only_from_tens_of_thousands_on()
    {
        double k = SmallestSubsample.ForPrintedMeaning(Constants.Warehouse).Value;
        Assert.InRange(k, 60_000, 70_000);
        Assert.Equal(Math.Sqrt(k), (80 * (1 + Math.Sqrt(Math.Log(50 * Math.Sqrt(k)) / 2))) + (8 / 11.5), 0.01);

        GameConstants many = Constants.Warehouse with { Agents = 1_000_000_000_000 };
        Assert.True(2 * EquilibriumTolerance.AsPrinted(many, (long)k + 1) < 230);
        Assert.True(2 * EquilibriumTolerance.AsPrinted(many, (long)k - 1) > 230);
    }

    [Fact]
    public void Astronomical_answers_are_numbers_too()
    {
        GameConstants game = Constants.Warehouse with { LocalReward = 1e100, GlobalReward = 0, Discount = 1 - 1e-15 };
        Assert.InRange(SmallestSubsample.ForPrintedGap(game, 1e-9).Log10, 270, 300);
        Assert.InRange(SmallestSubsample.ForCorrectedGapOfManyAgents(game, 1e-9).Log10, 300, 320);
        Assert.Equal(1000, SmallestSubsample.ForCorrectedGap(game, 1e-9));
    }

    [Fact]
    public void A_game_without_local_rewards_needs_no_observation()
    {
        GameConstants game = Constants.Warehouse with { LocalReward = 0 };
        Assert.Equal(1, SmallestSubsample.ForCorrectedGap(game, 1e-6));
        Assert.Equal(Magnitude.One, SmallestSubsample.ForCorrectedGapOfManyAgents(game, 1e-6));
    }

    [Fact]
    public void Targets_must_be_positive() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SmallestSubsample.ForPrintedGap(Constants.Warehouse, 0));
}
