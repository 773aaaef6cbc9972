using Antiphon.Equilibrium;
using Antiphon.Paper;

namespace Antiphon.Tests.Theory;

public class CostTests
{
    private static readonly GameConstants Game = Constants.Warehouse;

    /// <summary>
    /// |S| = |A| = C = 2, H = 4, epsilon = 1/2, delta = 0.1: w_min = 0.5/32; U_max = 4 log2(4 * 4 * 16 * 2) = 36; delta_1 = 0.1/144; m =
    /// 512 * 1 * 2 * 16/0.25 ln^2(1024) ln(6 * 4 * 2 * 81/0.1).
    /// </summary>
    [Fact]
    public void Ucfh_has_these_constants()
    {
        var constants = UcfhClosedForm.Of(states: 2, actions: 2, successors: 2, horizon: 4, epsilon: 0.5, delta: 0.1);
        Constants.AssertClose(0.015625, constants.SmallestWeight.Value);
        Constants.AssertClose(36, constants.MostUpdates.Value);
        Constants.AssertClose(6.944444e-4, constants.IntervalFailure.Value, 1e-6);
        Constants.AssertClose(33_276_169.30, constants.Visits.Value, 1e-9);
        Constants.AssertClose(519_940.15, (constants.Visits * constants.SmallestWeight).Value, 1e-7);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Short_horizons_do_not_lose_the_double_logarithm(double horizon) =>
        Assert.True(UcfhClosedForm.Of(2, 2, 2, horizon, 0.5, 0.1).Visits > 512);

    /// <summary>
    /// k = 2: epsilon = 1/(2 * 11.5 sqrt 2), H = ceil(20 ln(2 * 230 sqrt 2)) = 130; k-chain 2 * 30 * 25 = 1,500 states, 260 steps, C = 25.
    /// </summary>
    [Fact]
    public void The_chains_cost_what_the_theorem_counts()
    {
        double epsilon = 1 / (23 * Math.Sqrt(2));
        var standard = ChainCost.Of(Game, 2, Regime.Standard, 0.05);
        Assert.Equal(1500, standard.States.Value);
        Assert.Equal(260, standard.Horizon.Value);
        Constants.AssertClose(260.0 * 260 * 25 * 1500 * 3 / (epsilon * epsilon) * Math.Log(20), standard.Episodes.Value);
        Constants.AssertClose(260 * standard.Episodes.Value, standard.Steps.Value);

        // 25 * 125 * 2^10 = 3.2e6 states, 6 * 130 steps, C = max(25, C(5, 4) = 5).
        var meanField = ChainCost.Of(Game, 2, Regime.MeanField, 0.05);
        Assert.Equal(3_200_000, meanField.States.Value);
        Assert.Equal(780, meanField.Horizon.Value);
        Constants.AssertClose(780.0 * 780 * 25 * 3.2e6 * 3 / (epsilon * epsilon) * Math.Log(20), meanField.Episodes.Value);
        Assert.True(meanField.Visits > 512);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Sweeps_are_those_that_training_uses(double eta)
    {
        double sweeps = SweepCount.ByPotential(Game, eta);
        Constants.AssertClose(1 + (230 / eta), sweeps);
        Assert.InRange(Tolerances.LargestSweeps(11.5, 0.95, eta), sweeps - 1e-9, sweeps + 1);
    }

    /// <summary>2 (25 * 25)(75) for k = 2, standard: 93,750 instead of 2 * 5^75 * 3^25.</summary>
    [Fact]
    public void The_first_version_counted_table_entries_for_policies()
    {
        Assert.Equal(93_750, SweepCount.OfFirstVersion(Game, 2, Regime.Standard).Value);
        // 25 * 5 * 2^5 = 4,000.
        Assert.Equal(600_000, SweepCount.OfFirstVersion(Game, 2, Regime.MeanField).Value);
        Constants.AssertClose(Math.Log10(2) + (75 * Math.Log10(5)) + (25 * Math.Log10(3)), SweepCount.Log10OfAllPairs(Game, 2).Value);
    }

    [Fact]
    public void The_total_is_sweeps_times_both_oracles()
    {
        var cost = TotalCost.Of(Game, 2, Regime.Standard, 0.05);
        double sweeps = 1 + (230 / EquilibriumTolerance.AsPrinted(Game, 2));
        double perCall = 0.05 / (2 * sweeps);
        Constants.AssertClose(sweeps, cost.Sweeps);
        Constants.AssertClose(625 * BellmanNoise.SufficientSamples(Game, 2, 625, perCall).Value * 232, cost.GlobalDraws.Value);
        Constants.AssertClose(ChainCost.Of(Game, 2, Regime.Standard, perCall).Steps.Value, cost.LocalSteps.Value);
        Constants.AssertClose(sweeps * (cost.GlobalDraws.Value + cost.LocalSteps.Value), cost.Total.Value);
        Assert.Equal(Regime.Standard, TotalCost.Least(Game, 2, 0.05).Regime);
        Assert.Equal(Regime.MeanField, TotalCost.Least(Game, 100, 0.05).Regime);
    }

    /// <summary>5^4 * 25 * 9 * 20^5 min(5^8 2^18, 5^5 2^7) at k = 2.</summary>
    [Fact]
    public void The_first_versions_total_is_as_printed() =>
        Constants.AssertClose(625.0 * 225 * 3.2e6 * 3125 * 128, TotalCost.OfFirstVersion(Game, 2).Value);

    /// <summary>|Z| = 15: 25 * 15^2 against 25 * 5^2 at k = 2; from about k = 18 on the powers of k are smaller.</summary>
    [Fact]
    public void The_predecessor_has_local_actions_in_its_exponents()
    {
        Assert.Equal(5625, SubsampleMfq.Table(Game, 2).Value);
        Assert.Equal(625, SubsampleMfq.TableOfAlternation(Game, 2).Value);
        Constants.AssertClose(25 * 15 * Math.Pow(100, 15), SubsampleMfq.Table(Game, 100).Value);
        Constants.AssertClose(125 * Math.Pow(100, 5), SubsampleMfq.TableOfAlternation(Game, 100).Value);
        // 2 * 375 * 2^18.5/0.05^5 ln(375) ln(400).
        Constants.AssertClose(
            750 * Math.Pow(2, 18.5) * 3.2e6 * Math.Log(375) * Math.Log(400),
            SubsampleMfq.SufficientSamples(Game, 2).Value
        );
    }

    /// <summary>11.5 * 400 sqrt(999/4000) sqrt(ln(40 * 11.5 * 75 * 2^3.5 * 400)) + 4/sqrt 2 at k = 2.</summary>
    [Fact]
    public void The_predecessor_has_a_gap_of_the_same_shape() =>
        Constants.AssertClose(
            (4600 * Math.Sqrt(999.0 / 4000 * Math.Log(40 * 11.5 * 75 * Math.Pow(2, 3.5) * 400))) + (4 / Math.Sqrt(2)),
            SubsampleMfq.Gap(Game, 2)
        );

    /// <summary>At k = 10: 7517.5 + 4/(0.05 sqrt 10) = 7542.8; V_max = 230.</summary>
    [Fact]
    public void Eta_is_far_beyond_the_range_of_values()
    {
        Assert.Equal(7542.8, EquilibriumTolerance.AsPrinted(Game, 10), 0.1);
        Assert.True(EquilibriumTolerance.IsVacuous(Game, 2 * EquilibriumTolerance.AsPrinted(Game, 1000)));
        Assert.Equal(1 / Math.Sqrt(1000), EquilibriumTolerance.Corrected(Game, 1000));
        Assert.False(EquilibriumTolerance.IsVacuous(Game, 2 * EquilibriumTolerance.Corrected(Game, 1000)));
        Assert.True(EquilibriumTolerance.IsVacuous(Game, 230));
    }
}
