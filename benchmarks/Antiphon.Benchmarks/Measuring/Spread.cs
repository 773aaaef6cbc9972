namespace Antiphon.Benchmarks.Measuring;

/// <summary>Repeated measurements of one quantity.</summary>
/// <param name="Median">Median; of an even number of measurements the mean of the middle two.</param>
/// <param name="Smallest">Smallest.</param>
/// <param name="Largest">Largest.</param>
internal sealed record Spread(double Median, double Smallest, double Largest)
{
    public static Spread Of(IEnumerable<double> measurements)
    {
        double[] sorted = [.. measurements.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    /// <summary>"median (smallest to largest)".</summary>
    /// <param name="format">Numeric format.</param>
    /// <param name="scale">Factor for another unit, for example 1000 for milliseconds.</param>
    public string Show(string format, double scale = 1) =>
        $"{(Median * scale).ToString(format)} ({(Smallest * scale).ToString(format)} to {(Largest * scale).ToString(format)})";
}
