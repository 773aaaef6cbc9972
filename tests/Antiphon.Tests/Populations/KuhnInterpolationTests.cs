using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

public class KuhnInterpolationTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 4)]
    [InlineData(3, 5)]
    [InlineData(4, 3)]
    [InlineData(5, 7)]
    public void Weights_are_those_of_the_simplex_found_by_trying_every_order(int states, int resolution)
    {
        var random = new SmallRandom(50);
        for (int trial = 0; trial < 200; trial++)
        {
            AssertSame(Point(random, states, resolution, trial), resolution);
        }
    }

    [Fact]
    public void Every_lattice_point_is_its_own_vertex()
    {
        foreach (int[] counts in Counting.Vectors(4, 5))
        {
            (int[] vertices, double[] weights) = Locate([.. counts.Select(count => count / 5.0)], 5);
            for (int vertex = 0; vertex < weights.Length; vertex++)
            {
                Assert.True(
                    weights[vertex] == 0 || (weights[vertex] == 1 && Counting.Vectors(4, 5)[vertices[vertex]].SequenceEqual(counts))
                );
            }
        }
    }

    [Fact]
    public void Rounding_of_a_coordinate_does_not_leave_the_lattice()
    {
        var random = new SmallRandom(51);
        foreach (int[] counts in Counting.Vectors(4, 6))
        {
            foreach (double size in new[] { 1e-16, 1e-13, 1e-11, 9e-11, 1.1e-10, 1e-9 })
            {
                double[] shaken = [.. counts.Select(count => Math.Max(0, count / 6.0 + size * (2 * random.Next() - 1)))];
                double[] point = [.. shaken.Select(mass => mass / shaken.Sum())];
                (int[] vertices, double[] weights) = Locate(point, 6);
                Assert.True(weights.Min() >= 0);
                Assert.Equal(1, weights.Sum(), 1e-14);
                for (int state = 0; state < 4; state++)
                {
                    Assert.Equal(
                        point[state],
                        vertices.Zip(weights, (vertex, weight) => weight * Counting.Vectors(4, 6)[vertex][state] / 6).Sum(),
                        1e-9
                    );
                }
            }
        }
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 5)]
    [InlineData(5, 4)]
    public void Differences_reproduce_the_slopes_of_an_affine_function_everywhere(int states, int resolution)
    {
        var random = new SmallRandom(52);
        double[] slope = random.Values(states);
        double[] function = [.. Counting.Vectors(states, resolution).Select(counts => counts.Zip(slope, (count, s) => count * s).Sum())];
        KuhnInterpolation interpolation = new(new CountLattice(states, resolution));
        int[] above = new int[states - 1];
        int[] below = new int[states - 1];
        for (int trial = 0; trial < 200; trial++)
        {
            // What an earlier point left must not pass for an answer.
            Array.Fill(above, -1);
            Array.Fill(below, -1);
            interpolation.Differences(Point(random, states, resolution, trial), above, below);
            for (int coordinate = 1; coordinate < states; coordinate++)
            {
                // Raising y_i by one moves one unit from state i to state i - 1.
                Assert.Equal(
                    slope[coordinate - 1] - slope[coordinate],
                    function[above[coordinate - 1]] - function[below[coordinate - 1]],
                    1e-12
                );
            }
        }
    }

    // Where fractional parts are equal the higher coordinate is raised first: raised before it, the lower one would leave an agent count
    // below 0. Everything ties at a lattice point.
    [Theory]
    [InlineData(3, 4)]
    [InlineData(4, 5)]
    public void Ties_raise_the_higher_coordinate_first(int states, int resolution)
    {
        CountLattice lattice = new(states, resolution);
        KuhnInterpolation interpolation = new(lattice);
        (int[] vertices, double[] weights) = (new int[states], new double[states]);
        (int[] above, int[] below) = (new int[states - 1], new int[states - 1]);
        (int[] high, int[] low) = (new int[states], new int[states]);
        foreach (int[] counts in Counting.Vectors(states, resolution))
        {
            Array.Fill(vertices, -1);
            Array.Fill(above, -1);
            Array.Fill(below, -1);
            double[] point = [.. counts.Select(count => (double)count / resolution)];
            interpolation.Locate(point, vertices, weights);
            Assert.All(vertices, vertex => Assert.Equal(lattice.Rank(counts), vertex));
            interpolation.Differences(point, above, below);
            for (int coordinate = 0; coordinate < states - 1; coordinate++)
            {
                // Neighbours that differ by one agent, moved from the state above the coordinate to the one below it.
                lattice.Unrank(above[coordinate], high);
                lattice.Unrank(below[coordinate], low);
                low[coordinate]++;
                low[coordinate + 1]--;
                Assert.Equal(low, high);
            }
        }
    }

    /// <summary>By turns: inside, on a face, on the lattice, and with two equal fractional parts.</summary>
    private static double[] Point(SmallRandom random, int states, int resolution, int trial)
    {
        if (trial % 4 == 0)
        {
            return random.Law(states);
        }
        if (trial % 4 == 1)
        {
            return random.SparseLaw(states);
        }
        int[] counts = Counting.Vectors(states, resolution)[random.Below(Counting.Vectors(states, resolution).Length)];
        int[] other = Counting.Vectors(states, resolution)[random.Below(Counting.Vectors(states, resolution).Length)];
        double share = trial % 4 == 2 ? 0 : 0.5;
        return [.. counts.Zip(other, (a, b) => ((1 - share) * a + share * b) / resolution)];
    }

    private static void AssertSame(double[] point, int resolution)
    {
        (int[] vertices, double[] weights) = Locate(point, resolution);
        int[][] vectors = Counting.Vectors(point.Length, resolution);
        double[] expected = new double[vectors.Length];
        double[] found = new double[vectors.Length];
        foreach ((int[] counts, double weight) in KuhnTwin.Weights(point, resolution))
        {
            expected[Counting.IndexOf(vectors, counts)] += weight;
        }
        for (int vertex = 0; vertex < vertices.Length; vertex++)
        {
            Assert.True(weights[vertex] >= 0);
            found[vertices[vertex]] += weights[vertex];
        }
        ExactPopulationTests.AssertClose(expected, found, 1e-12);
    }

    private static (int[] Vertices, double[] Weights) Locate(double[] point, int resolution)
    {
        (int[] vertices, double[] weights) = (new int[point.Length], new double[point.Length]);
        Array.Fill(vertices, -1);
        Array.Fill(weights, double.NaN);
        new KuhnInterpolation(new CountLattice(point.Length, resolution)).Locate(point, vertices, weights);
        return (vertices, weights);
    }
}
