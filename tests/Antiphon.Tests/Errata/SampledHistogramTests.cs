using Antiphon.Numerics;

namespace Antiphon.Tests.Errata;

/// <summary>E3, from Theorem B.26 to B.27: a bound on the largest entry of F_Delta - F_[n] is no bound on the total variation.</summary>
public class SampledHistogramTests
{
    private const int Agents = 1000;
    private const int Observations = 35;
    private const double Delta = 0.05;

    // The law of the total variation is discrete, and halves of the probabilities of equal values must not be told apart by rounding.
    private const double Tie = 1e-9;

    [Fact]
    public void Total_variation_exceeds_half_of_the_largest_entry()
    {
        double[] p = [0.5, 0.5, 0, 0];
        double[] q = [0.3, 0.3, 0.2, 0.2];
        double[] differences = [.. p.Zip(q, (a, b) => Math.Abs(a - b))];
        Assert.Equal(0.2, differences.Max(), 1e-15);
        Assert.Equal(0.4, differences.Sum() / 2, 1e-15);
        Assert.True(differences.Sum() / 2 <= p.Length / 2.0 * differences.Max()); // what does hold
    }

    /// <summary>
    /// All C(39, 4) = 82,251 observations of 35 of 1000 agents, 200 in each of five states, with their exact probabilities.
    /// </summary>
    [Fact]
    public void An_observation_at_a_uniform_population_misses_the_stated_bound_far_more_often_than_delta()
    {
        List<(double Distance, double Probability)> law = ExactLaw();
        Assert.Equal(1, law.Sum(item => item.Probability), 1e-9);
        Assert.Equal(0.1352, StatedBound(5), 1e-4);
        double missed = law.Where(item => item.Distance > StatedBound(5) + Tie).Sum(item => item.Probability);
        Assert.Equal(0.4898, missed, 1e-4); // for a bound that should hold with probability 0.95
        Assert.Equal(
            0.2286,
            law.OrderBy(item => item.Distance)
                .Aggregate((Distance: 0.0, Mass: 0.0), (sum, item) =>
                    sum.Mass >= 1 - Delta ? sum : (item.Distance, sum.Mass + item.Probability)
                )
                .Distance,
            1e-4
        ); // the 95 % quantile, 8/35
        // What holds: a tail bound with the number of subsets of S in it, and the mean.
        Assert.Equal(0.2986, CorrectedBound(5), 1e-4);
        Assert.Equal(0.0015, law.Where(item => item.Distance > CorrectedBound(5)).Sum(item => item.Probability), 1e-4);
        Assert.Equal(0.1661, MeanBound(5), 1e-4);
        Assert.Equal(0.1308, law.Sum(item => item.Distance * item.Probability), 5e-5);
    }

    [Fact]
    public void With_twenty_states_even_the_mean_is_beyond_the_stated_bound()
    {
        // E TV = (S/2) E|c/k - 1/S|, c hypergeometric: 50 of the 1000 agents are in each state.
        double mean = Enumerable
            .Range(0, Observations + 1)
            .Sum(c =>
                Math.Exp(HypergeometricSampler.LogProbability(c, 50, Agents - 50, Observations))
                * 10
                * Math.Abs((double)c / Observations - 0.05)
            );
        Assert.Equal(0.292, mean, 1e-3);
        Assert.Equal(0.152, StatedBound(20), 1e-3);
        Assert.True(mean <= MeanBound(20));
    }

    /// <summary>
    /// The observations that are drawn when a policy is deployed. Error budget 1e-6: by Hoeffding's inequality a frequency of 20,000 draws
    /// is off by more than sqrt(ln(2e6)/40000) = 0.019 with probability 1e-6 at most.
    /// </summary>
    [Fact]
    public void Observations_that_are_drawn_miss_it_as_often()
    {
        const int Draws = 20_000;
        RandomStream stream = new RandomStream(1120).Split("looks");
        long[] population = [200, 200, 200, 200, 200];
        long[] counts = new long[5];
        (int missed, int beyond) = (0, 0);
        for (int draw = 0; draw < Draws; draw++)
        {
            MultivariateHypergeometricSampler.Sample(stream, population, Observations, counts);
            double distance = counts.Sum(c => Math.Abs((double)c / Observations - 0.2)) / 2;
            missed += distance > StatedBound(5) + Tie ? 1 : 0;
            beyond += distance > CorrectedBound(5) ? 1 : 0;
        }
        double error = Math.Sqrt(Math.Log(2e6) / (2.0 * Draws));
        Assert.True((double)missed / Draws - error > Delta);
        Assert.True((double)beyond / Draws - error <= Delta);
        Assert.Equal(
            ExactLaw().Where(item => item.Distance > StatedBound(5) + Tie).Sum(item => item.Probability),
            (double)missed / Draws,
            error
        );
    }

    private static double StatedBound(int states) =>
        Math.Sqrt((Agents - Observations + 1.0) / (8.0 * Agents * Observations) * Math.Log(2 * states / Delta));

    // A union over the 2^S subsets of states, each by Serfling's inequality for draws without replacement.
    private static double CorrectedBound(int states) =>
        Math.Sqrt((Agents - Observations + 1.0) / (2.0 * Agents * Observations) * (states * Math.Log(2) + Math.Log(1 / Delta)));

    private static double MeanBound(int states) =>
        0.5 * Math.Sqrt((states - 1) * (Agents - Observations) / (Observations * (Agents - 1.0)));

    private static List<(double Distance, double Probability)> ExactLaw()
    {
        // scaled by e^{-5 c}: the product stays a number
        double[] ways = [.. Enumerable.Range(0, Observations + 1).Select(c => Math.Exp(LogChoose(200, c) - c * 5.0))];
        double all = Math.Exp(LogChoose(Agents, Observations) - Observations * 5.0);
        List<(double, double)> law = [];
        foreach (int[] observation in Reference.Counting.Vectors(5, Observations))
        {
            law.Add(
                (
                    observation.Sum(c => Math.Abs((double)c / Observations - 0.2)) / 2,
                    observation.Aggregate(1.0, (product, c) => product * ways[c]) / all
                )
            );
        }
        return law;
    }

    private static double LogChoose(int n, int k) => Enumerable.Range(1, k).Sum(i => Math.Log((n - k + i) / (double)i));
}
