using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Empirical;

/// <summary>Golden numbers for gamma = 0.95, r~ = 11.5 (the flat warehouse: r_g = 1, r_l at most 10.5), S = G = A = 5.</summary>
public class EmpiricalBoundsTests
{
    private static readonly CooperativeGame Warehouse = BuiltInGames.Get("warehouse-flat");

    [Theory]
    [InlineData(1, 218)] // 40 ln(230) = 217.5
    [InlineData(10, 264)] // 40 ln(230 sqrt 10) = 263.6
    [InlineData(35, 289)]
    [InlineData(50, 296)]
    public void The_papers_sweeps(int subsample, double expected)
    {
        Assert.Equal(11.5, EmpiricalBounds.RewardBound(Warehouse), 1e-12);
        Assert.Equal(expected, EmpiricalBounds.PaperSweeps(11.5, 0.95, subsample));
        double half = EmpiricalBounds.SufficientSweeps(11.5, 0.95, subsample);
        Assert.True(Math.Pow(0.95, half) * 11.5 / 0.05 <= 1 / Math.Sqrt(subsample));
        Assert.InRange(half, expected / 2 - 1, expected / 2 + 1);
    }

    [Theory]
    [InlineData(1, 5, 5)]
    [InlineData(2, 25, 15)]
    [InlineData(5, 3125, 126)] // C(9, 4)
    [InlineData(10, 9765625, 1001)] // C(14, 4)
    [InlineData(35, 2.9103830456733704e24, 82251)] // 5^35, C(39, 4)
    [InlineData(50, 8.881784197001252e34, 316251)] // 5^50, C(54, 4)
    public void Table_sizes(int subsample, double tuples, double histograms)
    {
        Assert.Equal(25 * tuples, EmpiricalBounds.TableEntries(Warehouse, subsample, Parameterization.Tuples), 25 * tuples * 1e-14);
        Assert.Equal(25 * histograms, EmpiricalBounds.TableEntries(Warehouse, subsample, Parameterization.Histograms));
        Assert.True(histograms <= tuples); // always: the paper's switch is never of use
    }

    [Theory]
    [InlineData(5, 7, Parameterization.Tuples)] // 5^7 = 78,125 <= 5 x 7^5 = 84,035
    [InlineData(5, 8, Parameterization.Histograms)] // 5^8 = 390,625 > 5 x 8^5 = 163,840
    [InlineData(2, 6, Parameterization.Tuples)] // 64 <= 2 x 36
    [InlineData(2, 7, Parameterization.Histograms)] // 128 > 2 x 49
    [InlineData(1, 1000, Parameterization.Tuples)] // 1 <= 1000
    [InlineData(4, 1, Parameterization.Tuples)] // 4 = 4, an equality that rounding must not break
    public void The_papers_switch(int states, int subsample, Parameterization expected)
    {
        Assert.Equal(expected, EmpiricalBounds.Resolve(Parameterization.PaperRule, states, subsample));
        Assert.Equal(Parameterization.Tuples, EmpiricalBounds.Resolve(Parameterization.Tuples, states, subsample));
    }

    // gamma^2 r~^2 k ln(2N/delta) / (2 (1-gamma)^4) at delta = 0.01 with N the true table: k = 10: 119.36 x 10 x ln(5,005,000) / 1.25e-5 =
    // 1.473e9.
    [Theory]
    [InlineData(10, 1.5e9)]
    [InlineData(35, 6.6e9)]
    public void The_samples_of_Lemma_B36_are_thousands_of_millions(int subsample, double roughly)
    {
        double entries = EmpiricalBounds.TableEntries(Warehouse, subsample, Parameterization.Histograms);
        double samples = EmpiricalBounds.PaperSamples(11.5, 0.95, subsample, entries, 0.01);
        Assert.InRange(samples, 0.95 * roughly, 1.05 * roughly);
        // With them the noise is what the lemma wants: at most 1/sqrt k, and not with fewer.
        Assert.InRange(EmpiricalBounds.FrozenNoise(11.5, 0.95, entries, samples, 0.01), 0, 1 / Math.Sqrt(subsample));
        Assert.True(EmpiricalBounds.FrozenNoise(11.5, 0.95, entries, samples - 2, 0.01) > 1 / Math.Sqrt(subsample));
    }

    [Fact]
    public void Redrawn_samples_cost_the_logarithm_of_the_sweeps_and_the_truncation()
    {
        double frozen = EmpiricalBounds.FrozenNoise(11.5, 0.95, 1000, 30, 0.01);
        double fresh = EmpiricalBounds.FreshError(11.5, 0.95, 1000, 30, 200, 0.01);
        double expected = Math.Pow(0.95, 200) * 230 + frozen * Math.Sqrt(Math.Log(2e5 * 200) / Math.Log(2e5));
        Assert.Equal(expected, fresh, 1e-9);
    }

    [Fact]
    public void Sweeps_and_samples_are_at_least_one()
    {
        Assert.Equal(1, EmpiricalBounds.PaperSweeps(0, 0.95, 10));
        Assert.Equal(1, EmpiricalBounds.SufficientSweeps(1e-9, 0.5, 1));
        Assert.Equal(1, EmpiricalBounds.PaperSamples(0, 0.95, 10, 100, 0.1));
    }

    [Fact]
    public void Negative_rewards_are_shifted()
    {
        CooperativeGame game = new RandomGame(820) { Agents = 2 }.Create();
        Assert.True(game.MinimumReward < 0);
        // r~ then is the sum of both ranges, which is at least the range of the stage reward.
        Assert.True(EmpiricalBounds.RewardBound(game) >= game.RewardRange - 1e-12);
    }
}
