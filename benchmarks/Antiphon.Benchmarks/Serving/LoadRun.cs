using System.Diagnostics;

namespace Antiphon.Benchmarks.Serving;

/// <summary>
/// Requests at a fixed rate (an open loop): each has a time at which it should be sent, and its latency counts from then, also where all
/// connections still wait for earlier answers.
/// </summary>
internal sealed class LoadRun
{
    private const int NotSent = -1;
    private const int Failed = -2;
    private const double HeadStartSeconds = 0.05;
    private const int LongestOverrunSeconds = 10;

    private readonly LoadOptions options;
    private readonly Func<int, byte[]> request;
    private readonly int[] microseconds;
    private readonly List<int> oversleeps = [];
    private readonly long start;
    private readonly long end;
    private long latest;
    private int next = -1;

    private LoadRun(LoadOptions options, int seconds, Func<int, byte[]> request)
    {
        this.options = options;
        this.request = request;
        microseconds = new int[options.Rate * seconds];
        Array.Fill(microseconds, NotSent);
        start = Stopwatch.GetTimestamp() + (long)(HeadStartSeconds * Stopwatch.Frequency);
        end = start + ((seconds + LongestOverrunSeconds) * Stopwatch.Frequency);
    }

    /// <summary>Sends requests.</summary>
    /// <param name="options">Rate and connections.</param>
    /// <param name="seconds">For how long; what was not sent ten seconds later is given up.</param>
    /// <param name="connections">The connections.</param>
    /// <param name="request">The request of a number.</param>
    public static LoadResult Run(LoadOptions options, int seconds, IReadOnlyList<LoadConnection> connections, Func<int, byte[]> request)
    {
        var run = new LoadRun(options, seconds, request);
        Thread[] threads = [.. connections.Select(connection => new Thread(() => run.Work(connection)))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return run.Result();
    }

    private void Work(LoadConnection connection)
    {
        var slept = new List<int>();
        while (Interlocked.Increment(ref next) is int number && number < microseconds.Length && Stopwatch.GetTimestamp() < end)
        {
            long due = start + (long)((double)number * Stopwatch.Frequency / options.Rate);
            byte[] bytes = request(number);
            if (Pause.Until(due))
            {
                slept.Add(Since(due));
            }

            bool answered = connection.Ask(bytes) == 200;
            microseconds[number] = answered ? Since(due) : Failed;
        }

        lock (oversleeps)
        {
            oversleeps.AddRange(slept);
            latest = Math.Max(latest, Stopwatch.GetTimestamp());
        }
    }

    private static int Since(long time) => (int)Stopwatch.GetElapsedTime(time).TotalMicroseconds;

    private LoadResult Result()
    {
        int[] answered = [.. microseconds.Where(latency => latency >= 0).Order()];
        return new LoadResult(
            answered,
            [.. oversleeps.Order()],
            microseconds.Count(latency => latency == Failed),
            microseconds.Count(latency => latency == NotSent),
            Stopwatch.GetElapsedTime(start, latest).TotalSeconds
        );
    }
}

/// <summary>What became of the requests.</summary>
/// <param name="Latencies">Microseconds from when a request should have been sent to its answer, of those that were answered, in order.</param>
/// <param name="Oversleeps">Microseconds by which waiting requests were sent too late, in order: part of the latencies above.</param>
/// <param name="Failures">Requests with an answer other than 200, or without one.</param>
/// <param name="Unsent">Requests that the connections did not come to.</param>
/// <param name="Seconds">Seconds from the first request to the last answer.</param>
internal sealed record LoadResult(int[] Latencies, int[] Oversleeps, int Failures, int Unsent, double Seconds)
{
    /// <summary>Answers per second.</summary>
    public double Rate => Latencies.Length / Seconds;

    /// <summary>A quantile of sorted microseconds, in milliseconds; NaN of none.</summary>
    public static double Milliseconds(int[] sorted, double quantile) =>
        sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(quantile * sorted.Length) - 1] / 1e3;
}
