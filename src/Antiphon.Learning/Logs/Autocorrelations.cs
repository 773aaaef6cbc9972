namespace Antiphon.Learning;

/// <summary>
/// Correlations of several quantities with themselves 1, 2, 4, .. steps later, in one pass, and from them the relaxation time tau: the
/// slowest rate exp(-1/tau) at which any of the quantities forgets. Slower modes that none of them shows stay hidden: an estimate, and one
/// from below.
/// </summary>
internal sealed class Autocorrelations
{
    private const int LongestLag = 1024;
    private const double StandardErrors = 4;
    private static readonly int[] Lags = [.. Enumerable.Range(0, 11).Select(power => 1 << power)];

    private readonly int quantities;
    private readonly double[] ring;
    private readonly double[] sums;
    private readonly double[] squares;
    private readonly double[] products;
    private readonly long[] pairs = new long[Lags.Length];
    private long steps;
    private long inEpisode;

    public Autocorrelations(int quantities)
    {
        this.quantities = quantities;
        ring = new double[LongestLag * quantities];
        (sums, squares, products) = (new double[quantities], new double[quantities], new double[Lags.Length * quantities]);
    }

    /// <summary>Begins an episode: no correlation goes across its start.</summary>
    public void Restart() => inEpisode = 0;

    /// <summary>Takes the next step's values.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        for (int lag = 0; lag < Lags.Length && Lags[lag] <= inEpisode; lag++)
        {
            Span<double> earlier = ring.AsSpan((int)((inEpisode - Lags[lag]) & (LongestLag - 1)) * quantities, quantities);
            Span<double> sum = products.AsSpan(lag * quantities, quantities);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += earlier[i] * values[i];
            }

            pairs[lag]++;
        }

        for (int i = 0; i < quantities; i++)
        {
            sums[i] += values[i];
            squares[i] += values[i] * values[i];
        }

        values.CopyTo(ring.AsSpan((int)(inEpisode & (LongestLag - 1)) * quantities));
        inEpisode++;
        steps++;
    }

    /// <summary>tau in steps, and whether correlations were still clear at the longest lag there is, so that tau may be longer.</summary>
    public (double Time, bool IsShort) Relaxation()
    {
        (double slowest, bool isShort) = (0.0, false);
        for (int i = 0; i < quantities; i++)
        {
            (double time, bool open) = Relaxation(i);
            (slowest, isShort) = time > slowest ? (time, open) : (slowest, isShort);
        }

        return (slowest, isShort);
    }

    // The longest lag whose correlation stands out of the noise tells the slowest rate best: the faster modes have died out by then.
    private (double Time, bool IsShort) Relaxation(int quantity)
    {
        double mean = sums[quantity] / steps;
        double variance = (squares[quantity] / steps) - (mean * mean);
        double time = 0.0;
        if (!(variance > 1e-12 * Math.Max(1, mean * mean)))
        {
            return (0, false);
        }

        for (int lag = 0; lag < Lags.Length && pairs[lag] > 1; lag++)
        {
            double correlation = Math.Abs((products[(lag * quantities) + quantity] / pairs[lag]) - (mean * mean)) / variance;
            double noise = StandardErrors * Math.Sqrt((1 + (2 * time)) / pairs[lag]);
            if (correlation < noise)
            {
                // Noise above 1 hides every correlation: then the log is too short for this quantity, not the memory.
                return (time, noise > 1);
            }

            time = Lags[lag] / -Math.Log(Math.Min(correlation, 1 - 1e-9));
        }

        return (time, true);
    }
}
