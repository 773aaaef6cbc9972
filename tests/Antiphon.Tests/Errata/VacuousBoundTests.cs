namespace Antiphon.Tests.Errata;

/// <summary>
/// E19: how large the bounds are on the paper's own warehouse (gamma = 0.95, n = 1000, S = A = 5, rewards up to 11.5, local ones up to
/// 10.5).
/// </summary>
public class VacuousBoundTests
{
    private const double Discount = 0.95,
        Agents = 1000,
        States = 5,
        Actions = 5,
        Reward = 11.5,
        LocalReward = 10.5;

    /// <summary>
    /// Sweeps T, the subsampling term of Theorem 4.2, and the corrected one; the largest value of any policy is 11.5/0.05 = 230.
    /// </summary>
    [Theory]
    [InlineData(1, 218, 22066.9, 168000.0)]
    [InlineData(10, 264, 7517.5, 52886.4)]
    [InlineData(35, 289, 4133.0, 27909.8)]
    [InlineData(50, 296, 3474.4, 23168.8)]
    public void Both_subsampling_terms_exceed_every_value_of_the_warehouse(
        double observations,
        double sweeps,
        double stated,
        double corrected
    )
    {
        Assert.Equal(230, Reward / (1 - Discount), 1e-9);
        Assert.Equal(sweeps, Math.Ceiling(2 / (1 - Discount) * Math.Log(Reward * Math.Sqrt(observations) / (1 - Discount))));
        Assert.Equal(stated, Stated(observations, Agents), 0.06);
        double gap =
            LocalReward
            * Math.Sqrt(States - 1)
            / Math.Pow(1 - Discount, 3)
            * Math.Sqrt((Agents - observations) / (observations * (Agents - 1)));
        Assert.Equal(corrected, gap, 0.06);
        Assert.True(Math.Min(stated, corrected) > 10 * 230);
    }

    /// <summary>
    /// eta of Theorem 4.4 without the last term, 4/((1-gamma) sqrt k), and n = infinity: 2 eta falls below 230 at k = 64,459.
    /// </summary>
    [Fact]
    public void An_interval_of_twice_eta_is_shorter_than_all_values_only_for_tens_of_thousands_of_observations()
    {
        (double low, double high) = (1.0, 1e9);
        while (high - low > 0.5)
        {
            double middle = (low + high) / 2;
            (low, high) = 2 * Stated(middle, double.PositiveInfinity) < 230 ? (low, middle) : (middle, high);
        }
        Assert.Equal(64_459, high, 1.0);
    }

    /// <summary>At k = n the true loss is 0 and the corrected bound says so; the stated one keeps 1/sqrt k.</summary>
    [Fact]
    public void Observing_everyone_the_stated_term_does_not_vanish() => Assert.True(Stated(Agents, Agents) > 230);

    private static double Stated(double observations, double agents)
    {
        double share = double.IsPositiveInfinity(agents)
            ? 1 / (2 * observations)
            : (agents - observations + 1) / (2 * agents * observations);
        return 2
            * Reward
            / Math.Pow(1 - Discount, 2)
            * (Math.Sqrt(share * Math.Log(2 * States * Actions * Math.Sqrt(observations))) + 1 / Math.Sqrt(observations));
    }
}
