using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Antiphon.Server;

/// <summary>Counts requests and their durations, and writes them in the text format of Prometheus.</summary>
internal sealed class ServerMetrics
{
    private static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

    private readonly ConcurrentDictionary<(string Route, int Status), StrongCounter> requests = new();
    private readonly ConcurrentDictionary<string, Histogram> durations = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Type, string Help, Func<double> Read)> observed = [];

    /// <summary>Counts a request.</summary>
    /// <param name="route">Its route, "none" where there is none.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="seconds">How long it took.</param>
    public void Count(string route, int status, double seconds)
    {
        requests.GetOrAdd((route, status), static _ => new StrongCounter()).Add();
        durations.GetOrAdd(route, static _ => new Histogram()).Add(seconds);
    }

    /// <summary>Adds a number that is read when it is asked for.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="help">What it is.</param>
    /// <param name="read">Reads it.</param>
    public void Observe(string name, string help, Func<double> read) => observed.Add((name, "gauge", help, read));

    /// <summary>Adds a number that only grows, and is read when it is asked for.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="help">What it counts.</param>
    /// <param name="read">Reads it.</param>
    public void ObserveTotal(string name, string help, Func<double> read) => observed.Add((name, "counter", help, read));

    /// <summary>All numbers, in the text format 0.0.4.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        text.Append("# HELP antiphon_requests_total Answered requests.\n# TYPE antiphon_requests_total counter\n");
        foreach (((string route, int status), StrongCounter counter) in requests.OrderBy(pair => pair.Key))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"antiphon_requests_total{{route=\"{route}\",status=\"{status}\"}} {counter.Value}\n"
            );
        }

        text.Append("# HELP antiphon_request_seconds Time from the head of a request to its response.\n");
        text.Append("# TYPE antiphon_request_seconds histogram\n");
        foreach ((string route, Histogram histogram) in durations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            histogram.Write(text, route);
        }

        foreach ((string name, string type, string help, Func<double> read) in observed)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n{name} {read()}\n");
        }

        return text.ToString();
    }

    private sealed class StrongCounter
    {
        private long value;

        public long Value => Interlocked.Read(ref value);

        public void Add() => Interlocked.Increment(ref value);
    }

    private sealed class Histogram
    {
        private readonly long[] counts = new long[Bounds.Length + 1];
        private long microseconds;

        public void Add(double seconds)
        {
            int bucket = 0;
            while (bucket < Bounds.Length && seconds > Bounds[bucket])
            {
                bucket++;
            }

            Interlocked.Increment(ref counts[bucket]);
            Interlocked.Add(ref microseconds, (long)(seconds * 1e6));
        }

        public void Write(StringBuilder text, string route)
        {
            long sum = 0;
            for (int bucket = 0; bucket < counts.Length; bucket++)
            {
                sum += Interlocked.Read(ref counts[bucket]);
                string bound = bucket < Bounds.Length ? Bounds[bucket].ToString(CultureInfo.InvariantCulture) : "+Inf";
                text.Append(CultureInfo.InvariantCulture, $"antiphon_request_seconds_bucket{{route=\"{route}\",le=\"{bound}\"}} {sum}\n");
            }

            double seconds = Interlocked.Read(ref microseconds) / 1e6;
            text.Append(CultureInfo.InvariantCulture, $"antiphon_request_seconds_sum{{route=\"{route}\"}} {seconds}\n");
            text.Append(CultureInfo.InvariantCulture, $"antiphon_request_seconds_count{{route=\"{route}\"}} {sum}\n");
        }
    }
}
