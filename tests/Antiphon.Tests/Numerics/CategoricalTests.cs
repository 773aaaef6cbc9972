using Antiphon.Numerics;

namespace Antiphon.Tests.Numerics;

public class CategoricalTests
{
    [Fact]
    public void Draws_follow_the_probabilities()
    {
        double[] p = [0.1, 0, 0.25, 0.65];
        var stream = new RandomStream(1);
        GoodnessOfFit.CheckCounts(100_000, 0, p, () => CategoricalSampler.Sample(stream.NextDouble(), p));
    }

    [Fact]
    public void Categories_of_probability_zero_are_never_drawn()
    {
        double[] p = [0, 0.5, 0, 0.5 - 1e-12, 0];
        Assert.Equal(1, CategoricalSampler.Sample(0, p));
        Assert.Equal(3, CategoricalSampler.Sample(0.5, p));
        Assert.Equal(3, CategoricalSampler.Sample(1 - 1e-16, p));
    }

    [Fact]
    public void Vectors_without_a_positive_probability_are_refused()
    {
        Assert.Throws<ArgumentException>(() => CategoricalSampler.Sample(0.5, [0, 0]));
        Assert.Throws<ArgumentException>(() => CategoricalSampler.Sample(0.5, [double.NaN]));
        Assert.Throws<ArgumentException>(() => CategoricalSampler.Sample(0.5, []));
    }
}
