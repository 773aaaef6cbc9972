namespace Antiphon.Tests.Reference;

/// <summary>
/// Interpolation on the simplex lattice of resolution R: in cumulative coordinates y_i = R (mu_0 + .. + mu_i) try every order in
/// which the coordinates can be raised from floor(y) by one, and keep an order whose barycentric weights are all non-negative.
/// </summary>
internal static class KuhnTwin
{
    public static IReadOnlyList<(int[] Counts, double Weight)> Weights(double[] fractions, int resolution)
    {
        var size = fractions.Length - 1;
        var y = new double[size];
        var sum = 0.0;
        for (var i = 0; i < size; i++)
        {
            sum += fractions[i];
            y[i] = Math.Clamp(resolution * sum, 0, resolution);
            if (Math.Abs(y[i] - Math.Round(y[i])) < 1e-10)
            {
                y[i] = Math.Round(y[i]);
            }
        }
        var floor = y.Select(Math.Floor).ToArray();
        foreach (var order in Permutations(size))
        {
            var rest = order.Select(i => y[i] - floor[i]).ToArray();
            var weights = Enumerable.Range(0, size + 1).Select(j => (j == 0 ? 1 : rest[j - 1]) - (j == size ? 0 : rest[j])).ToArray();
            if (weights.All(w => w >= 0))
            {
                return [.. Vertices(floor, order, resolution).Zip(weights).Where(pair => pair.Second > 0)];
            }
        }
        throw new InvalidOperationException("No simplex of the triangulation contains the point.");
    }

    public static double Interpolate(double[] function, double[] fractions, int resolution)
    {
        var vectors = Counting.Vectors(fractions.Length, resolution);
        return Weights(fractions, resolution).Sum(pair => pair.Weight * function[Counting.IndexOf(vectors, pair.Counts)]);
    }

    private static IEnumerable<int[]> Vertices(double[] floor, int[] order, int resolution)
    {
        var y = floor.Select(value => (int)value).ToArray();
        yield return Differences(y, resolution);
        foreach (var i in order)
        {
            y[i]++;
            yield return Differences(y, resolution);
        }
    }

    private static int[] Differences(int[] cumulative, int resolution)
    {
        int[] padded = [0, .. cumulative, resolution];
        return [.. Enumerable.Range(0, padded.Length - 1).Select(i => padded[i + 1] - padded[i])];
    }

    private static IEnumerable<int[]> Permutations(int size) =>
        size == 0
            ? [[]]
            : Permutations(size - 1).SelectMany(shorter => Enumerable.Range(0, size).Select(place => (int[])[.. shorter[..place], size - 1, .. shorter[place..]]));
}
