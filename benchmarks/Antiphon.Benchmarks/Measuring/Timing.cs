using System.Diagnostics;

namespace Antiphon.Benchmarks.Measuring;

/// <summary>Seconds of wall clock and of processor time (all threads) that an action took.</summary>
/// <param name="Wall">Seconds of wall clock.</param>
/// <param name="Processor">Seconds of processor time.</param>
internal sealed record Timing(double Wall, double Processor)
{
    private const double WarmUpSeconds = 0.5;
    private const double SecondsPerRepetition = 0.1;

    /// <summary>Times one call.</summary>
    public static Timing Of(Action action)
    {
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        action();
        double wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Timing(wall, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }

    /// <summary>
    /// Times several ways to do the same, in turn within each repetition, so that a change of the machine's speed hits all alike. Each is
    /// warmed up until the compiler has settled, and called often enough per repetition to be measurable.
    /// </summary>
    /// <param name="repetitions">How many repetitions.</param>
    /// <param name="ways">What to compare.</param>
    /// <returns>Seconds per call, [way][repetition].</returns>
    public static double[][] Compare(int repetitions, params Action[] ways)
    {
        int[] calls = [.. ways.Select(CallsPerRepetition)];
        double[][] seconds = [.. ways.Select(_ => new double[repetitions])];
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            for (int way = 0; way < ways.Length; way++)
            {
                seconds[way][repetition] = SecondsPerCall(ways[way], calls[way]);
            }
        }

        return seconds;
    }

    /// <summary>Slower over faster, repetition by repetition: how many times as fast the first is.</summary>
    public static Spread Ratio(double[] faster, double[] slower) => Spread.Of(faster.Zip(slower, (mine, other) => other / mine));

    private static int CallsPerRepetition(Action action)
    {
        (int calls, long started) = (0, Stopwatch.GetTimestamp());
        do
        {
            action();
            calls++;
        } while (Stopwatch.GetElapsedTime(started).TotalSeconds < WarmUpSeconds);

        // The first calls may have been slow: count again, now that the code is compiled.
        double settled = SecondsPerCall(action, Math.Max(1, calls / 4));
        return (int)Math.Clamp(SecondsPerRepetition / settled, 1, 1e6);
    }

    private static double SecondsPerCall(Action action, int calls)
    {
        long started = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds / calls;
    }
}
