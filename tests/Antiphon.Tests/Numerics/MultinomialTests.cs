using Antiphon.Numerics;

namespace Antiphon.Tests.Numerics;

public class MultinomialTests
{
    [Fact]
    public void Joint_law_is_the_enumerated_one()
    {
        double[] p = [0.2, 0.5, 0.3];
        long[][] vectors = [.. ExactLaws.CountVectors(3, 6)];
        double[] law = [.. vectors.Select(c => ExactLaws.Multinomial(c, p))];
        var stream = new RandomStream(1);
        var prepared = new MultinomialLaw(p);
        long[] counts = new long[3];
        CheckJoint(vectors, law, counts, () => MultinomialSampler.Sample(stream, 6, p, counts));
        CheckJoint(vectors, law, counts, () =>
        {
            Array.Clear(counts);
            prepared.AddSample(stream, 6, counts);
        });
    }

    [Theory]
    [InlineData(0.2, 0.5, 0.3)]
    [InlineData(0.0, 0.4, 0.6)]
    [InlineData(3.0, 0.0, 0.0)] // weights: only their ratios count
    public void Log_probabilities_are_those_of_the_enumerated_law(double first, double second, double third)
    {
        double[] weights = [first, second, third];
        double[] p = [.. weights.Select(weight => weight / weights.Sum())];
        double total = 0.0;
        foreach (long[] counts in ExactLaws.CountVectors(3, 6))
        {
            double probability = Math.Exp(MultinomialSampler.LogProbability([.. counts.Select(count => (int)count)], weights));
            Assert.Equal(ExactLaws.Multinomial(counts, p), probability, 1e-12);
            total += probability;
        }

        Assert.Equal(1, total, 1e-12);
        Assert.Throws<ArgumentException>(() => MultinomialSampler.LogProbability([1, 2], weights));
        Assert.Throws<ArgumentOutOfRangeException>(() => MultinomialSampler.LogProbability([1, -1, 2], weights));
    }

    // A category's count is binomial, and so is a sum of two; at n = 1000 all regimes of the binomial take part.
    [Fact]
    public void Margins_are_binomial_for_many_trials()
    {
        double[] p = [0.918, 0.02, 0.02, 0.002, 0.04];
        var stream = new RandomStream(2);
        var prepared = new MultinomialLaw(p);
        long[] counts = new long[5];
        double[] fifth = ExactLaws.Binomial(1000, 40, 1000);
        GoodnessOfFit.CheckCounts(100_000, 0, fifth, () =>
        {
            MultinomialSampler.Sample(stream, 1000, p, counts);
            Assert.Equal(1000, counts.Sum());
            return counts[4];
        });
        GoodnessOfFit.CheckCounts(100_000, 0, ExactLaws.Binomial(1000, 22, 1000), () =>
        {
            Array.Clear(counts);
            prepared.AddSample(stream, 1000, counts);
            Assert.Equal(1000, counts.Sum());
            return counts[1] + counts[3];
        });
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1000L)]
    [InlineData(1_000_000_000_000L)]
    public void Counts_sum_to_the_trials_when_the_remaining_probability_rounds(long trials)
    {
        double[][] vectors =
        [
            [0.1, 0.2, 0.3, 0.4],
            [1 - 1e-16, 1e-17, 1e-300, 0],
            [1e-300, 1, 1e-300, double.Epsilon],
            [0, 0, 1, 0],
            [1.0 / 3, 1.0 / 3, 1.0 / 3, 0],
            [0.1, 0.7, 0.1, 0.1],
        ];
        var stream = new RandomStream(3);
        foreach (double[] p in vectors)
        {
            var prepared = new MultinomialLaw(p);
            for (int repeat = 0; repeat < 50; repeat++)
            {
                long[] counts = new long[4];
                MultinomialSampler.Sample(stream, trials, p, counts);
                CheckCounts(p, counts, trials);
                Array.Clear(counts);
                prepared.AddSample(stream, trials, counts);
                CheckCounts(p, counts, trials);
            }
        }
    }

    [Fact]
    public void Prepared_draws_are_added_and_allocate_nothing()
    {
        var prepared = new MultinomialLaw([0.25, 0.5, 0.25]);
        var stream = new RandomStream(4);
        long[] counts = [10, 20, 30];
        prepared.AddSample(stream, 40, counts);
        Assert.Equal(100, counts.Sum());
        Assert.True(counts[0] >= 10 && counts[1] >= 20 && counts[2] >= 30);
        long before = GC.GetAllocatedBytesForCurrentThread();
        prepared.AddSample(stream, 40, counts);
        prepared.AddSample(stream, 1_000_000_000, counts);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(-0.1, 1.1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, 0)]
    [InlineData(double.PositiveInfinity, 1)]
    public void Bad_weights_are_refused(double first, double second)
    {
        double[] p = [first, second];
        Assert.Throws<ArgumentException>(() => new MultinomialLaw(p));
        Assert.Throws<ArgumentException>(() => MultinomialSampler.Sample(new RandomStream(1), 5, p, new long[2]));
    }

    [Fact]
    public void A_wrong_number_of_counts_is_refused() =>
        Assert.Throws<ArgumentException>(() => MultinomialSampler.Sample(new RandomStream(1), 5, [0.5, 0.5], new long[3]));

    internal static void CheckJoint(long[][] vectors, double[] law, long[] counts, Action draw)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < vectors.Length; i++)
        {
            places[string.Join(',', vectors[i])] = i;
        }

        GoodnessOfFit.CheckCounts(100_000, 0, law, () =>
        {
            draw();
            return places[string.Join(',', counts)];
        });
    }

    private static void CheckCounts(double[] p, long[] counts, long trials)
    {
        Assert.Equal(trials, counts.Sum());
        for (int i = 0; i < p.Length; i++)
        {
            Assert.True(counts[i] >= 0 && (p[i] > 0 || counts[i] == 0));
        }
    }
}
