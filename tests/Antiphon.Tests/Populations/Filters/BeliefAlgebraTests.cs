using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations.Filters;

public class BeliefAlgebraTests
{
    // The nearest point max(m - t, 0): t by bisection.
    [Fact]
    public void Projection_is_the_nearest_point_of_the_simplex()
    {
        var random = new SmallRandom(4);
        for (int trial = 0; trial < 500; trial++)
        {
            double[] point = random.Values(1 + (trial % 6), -1.5, 2);
            point[0] -= 0.01;
            (double low, double high) = (-10.0, 10.0);
            for (int halving = 0; halving < 100; halving++)
            {
                double middle = (low + high) / 2;
                (low, high) = point.Sum(entry => Math.Max(0, entry - middle)) > 1 ? (middle, high) : (low, middle);
            }

            double[] expected = [.. point.Select(entry => Math.Max(0, entry - low))];
            bool negative = point.Any(entry => entry < 0);
            double[] actual = [.. point];
            BeliefAlgebra.ProjectOntoSimplex(actual);
            Assert.Equal(1, actual.Sum(), 1e-12);
            if (negative)
            {
                Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
            }
        }
    }

    [Fact]
    public void Factors_of_singular_matrices_reproduce_them()
    {
        // Of rank 2 in three dimensions, with a row of zeros: B B' for B = (1 2; 0 0; 3 -1).
        double[] matrix = [5, 0, 1, 0, 0, 0, 1, 0, 10];
        double[] factor = [.. matrix];
        Assert.Equal(2, BeliefAlgebra.Factor(factor, 3, 3));
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double product = Enumerable.Range(0, column + 1).Sum(place => factor[(row * 3) + place] * factor[(column * 3) + place]);
                Assert.Equal(matrix[(row * 3) + column], product, 1e-12);
            }
        }

        double[] right = [5, 0, 1];
        BeliefAlgebra.Solve(factor, 3, right);
        Assert.Equal(5, right.Sum(entry => entry * entry), 1e-12);
    }

    [Fact]
    public void Monitors_keep_still_when_squares_are_as_expected_and_wake_when_they_are_not()
    {
        var monitor = default(InnovationMonitor);
        for (int observation = 0; observation < 100; observation++)
        {
            monitor.Add(new Innovation(4, 4, 8));
        }

        Assert.Equal(0, monitor.Score, 1e-9);
        Assert.False(monitor.Alarmed);
        int waited = 0;
        while (!monitor.Alarmed)
        {
            monitor.Add(new Innovation(16, 4, 8));
            waited++;
        }

        // Each counts 4 sqrt(8) = 11.3 beyond its mean at most (16 - 4 = 12 is cut); the variance stands at 8/(1 - 0.95^2) = 82, so that
        // four times 9.06 = 36.2 is passed by the fourth (11.3 (1 + 0.95 + 0.90 + 0.86) = 42.0).
        Assert.Equal(4, waited);
    }
}
