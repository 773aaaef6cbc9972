using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>E16, Lemma F.4: the mean of Xi draws is off by a multiple of 1/sqrt(Xi), not of 1/Xi.</summary>
public class StochasticRewardTests
{
    /// <summary>
    /// Rewards 0 or 1 by a fair coin, k = 100, the paper's count of draws, failure probability 1e-3: missed three times of four by the
    /// exact binomial law.
    /// </summary>
    [Fact]
    public void The_stated_accuracy_is_missed_more_often_than_not()
    {
        const double Delta = 1e-3;
        double stated = 10 * Math.Pow(100, 0.25) * Math.Sqrt(Math.Log(200 * Math.Sqrt(100)));
        Assert.Equal(87.2, stated, 0.05);
        double claimed = Math.Sqrt(Math.Log(2 / Delta) / (2 * stated * stated));
        double corrected = Math.Sqrt(Math.Log(2 / Delta) / (2 * stated));
        Assert.Equal(0.0224, claimed, 5e-5);
        Assert.Equal(0.2088, corrected, 5e-5);
        double[] law = Binomial(88);
        Assert.Equal(0.749, Outside(law, claimed), 1e-3);
        Assert.InRange(Outside(law, corrected), 0, Delta);
    }

    [Theory]
    [InlineData(0.1, 0.001, 1, 0, 381)] // ln(2/delta)/(2 a^2)
    [InlineData(0.2, 0.05, 100, 0, 104)] // a = 1/sqrt(25), 100 table entries
    [InlineData(0.2, 0.05, 100, 0.9, 10_368)] // the same error in Q: a = (1 - gamma)/sqrt(25)
    public void Draws_that_are_needed(double accuracy, double delta, int entries, double discount, int expected) =>
        Assert.Equal(expected, Math.Ceiling(Math.Log(2 * entries / delta) / (2 * Math.Pow(accuracy * (1 - discount), 2))));

    /// <summary>
    /// The range in Hoeffding's inequality may be the root of B_g^2 + B_l^2/k instead of B_g + B_l, for R_g and the k local draws are
    /// independent. k = 4 fair coins worth 1/4 each beside one worth 1, ten draws, every tail by the exact law.
    /// </summary>
    [Fact]
    public void Independent_local_rewards_count_by_the_root_of_k()
    {
        const int Draws = 10,
            Locals = 4;
        (double[] global, double[] local) = (Binomial(Draws), Binomial(Draws * Locals));
        for (double accuracy = 0.05; accuracy < 1; accuracy += 0.05)
        {
            double tail = 0.0;
            for (int g = 0; g <= Draws; g++)
            {
                for (int l = 0; l <= Draws * Locals; l++)
                {
                    tail += Math.Abs((g + (double)l / Locals) / Draws - 1) >= accuracy ? global[g] * local[l] : 0;
                }
            }
            Assert.True(tail <= 2 * Math.Exp(-2 * Draws * accuracy * accuracy / (1 + 1.0 / Locals)));
        }
    }

    private static double Outside(double[] law, double accuracy) =>
        law.Where((_, heads) => Math.Abs((double)heads / (law.Length - 1) - 0.5) > accuracy).Sum();

    private static double[] Binomial(int draws) =>
        [.. Enumerable.Range(0, draws + 1).Select(m => Combinatorics.Choose(draws, m) * Math.Pow(2, -draws))];
}
