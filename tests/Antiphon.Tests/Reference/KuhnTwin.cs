namespace Antiphon.Tests.Reference;

/// <summary>
/// Interpolation on the simplex lattice of resolution R: in cumulative coordinates y_i = R (mu_0 + .. + mu_i) try every order in which the
/// coordinates can be raised from floor(y) by one, and keep an order whose barycentric weights are all non-negative.
/// </summary>
internal static class KuhnTwin
{
    public static IReadOnlyList<(int[] Counts, double Weight)> Weights(double[] fractions, int resolution) =>
        Weights([fractions], resolution);

    /// <summary>The same on a product of simplices, all of one resolution, whose coordinates are raised in one common order.</summary>
    public static IReadOnlyList<(int[] Counts, double Weight)> Weights(double[][] blocks, int resolution)
    {
        double[] y = [.. blocks.SelectMany(fractions => Cumulative(fractions, resolution))];
        int size = y.Length;
        double[] floor = y.Select(Math.Floor).ToArray();
        foreach (int[] order in Permutations(size))
        {
            double[] rest = order.Select(i => y[i] - floor[i]).ToArray();
            double[] weights = Enumerable.Range(0, size + 1).Select(j => (j == 0 ? 1 : rest[j - 1]) - (j == size ? 0 : rest[j])).ToArray();
            if (weights.All(w => w >= 0))
            {
                return
                [
                    .. Vertices(floor, order, resolution, [.. blocks.Select(fractions => fractions.Length)])
                        .Zip(weights)
                        .Where(pair => pair.Second > 0),
                ];
            }
        }
        throw new InvalidOperationException("No simplex of the triangulation contains the point.");
    }

    private static IEnumerable<double> Cumulative(double[] fractions, int resolution)
    {
        double sum = 0.0;
        for (int i = 0; i < fractions.Length - 1; i++)
        {
            sum += fractions[i];
            double y = Math.Clamp(resolution * sum, 0, resolution);
            yield return Math.Abs(y - Math.Round(y)) < 1e-10 ? Math.Round(y) : y;
        }
    }

    public static double Interpolate(double[] function, double[] fractions, int resolution)
    {
        int[][] vectors = Counting.Vectors(fractions.Length, resolution);
        return Weights(fractions, resolution).Sum(pair => pair.Weight * function[Counting.IndexOf(vectors, pair.Counts)]);
    }

    private static IEnumerable<int[]> Vertices(double[] floor, int[] order, int resolution, int[] states)
    {
        int[] y = floor.Select(value => (int)value).ToArray();
        yield return Differences(y, resolution, states);
        foreach (int i in order)
        {
            y[i]++;
            yield return Differences(y, resolution, states);
        }
    }

    private static int[] Differences(int[] cumulative, int resolution, int[] states)
    {
        List<int> counts = [];
        int first = 0;
        foreach (int size in states)
        {
            int[] padded = [0, .. cumulative[first..(first + size - 1)], resolution];
            counts.AddRange(Enumerable.Range(0, size).Select(i => padded[i + 1] - padded[i]));
            first += size - 1;
        }
        return [.. counts];
    }

    private static IEnumerable<int[]> Permutations(int size) =>
        size == 0
            ?
            [
                [],
            ]
            : Permutations(size - 1)
                .SelectMany(shorter =>
                    Enumerable.Range(0, size).Select(place => (int[])[.. shorter[..place], size - 1, .. shorter[place..]])
                );
}
