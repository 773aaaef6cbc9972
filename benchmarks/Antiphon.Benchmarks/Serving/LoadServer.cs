using System.Diagnostics;
using System.Net;
using Antiphon.Benchmarks.Measuring;

namespace Antiphon.Benchmarks.Serving;

/// <summary>`antiphon serve` in a process of its own, at a free port of this machine.</summary>
internal sealed class LoadServer : IDisposable
{
    private const string Listening = "Listening at ";
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private LoadServer(Process process, IPEndPoint address, double readySeconds)
    {
        this.process = process;
        Address = address;
        ReadySeconds = readySeconds;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Seconds from the start of the process until it answered that it is ready.</summary>
    public double ReadySeconds { get; }

    /// <summary>Its resident memory, in MB (10^6 bytes).</summary>
    public double Megabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Starts it, and waits until it is ready.</summary>
    /// <param name="folder">The folder that it runs in.</param>
    /// <param name="arguments">What it serves, and how.</param>
    /// <exception cref="InvalidOperationException">It was not ready in time; what it said was shown.</exception>
    public static LoadServer Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [ThisClone.Command(), "serve", .. arguments, "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        long begin = Stopwatch.GetTimestamp();
        Process started = Process.Start(start)!;
        try
        {
            using var limit = new CancellationTokenSource(LongestStart);
            IPEndPoint address = ReadAddress(started, limit.Token).GetAwaiter().GetResult();
            RequireReady(address, limit.Token).GetAwaiter().GetResult();
            return new LoadServer(started, address, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        catch
        {
            End(started);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => End(process);

    private static async Task<IPEndPoint> ReadAddress(Process server, CancellationToken limit)
    {
        while (await server.StandardOutput.ReadLineAsync(limit) is string line)
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                return IPEndPoint.Parse(new Uri(line[Listening.Length..]).Authority);
            }
        }

        throw new InvalidOperationException("the service ended before it listened");
    }

    private static async Task RequireReady(IPEndPoint address, CancellationToken limit)
    {
        using var client = new HttpClient();
        using HttpResponseMessage answer = await client.GetAsync($"http://{address}/readyz", limit);
        answer.EnsureSuccessStatusCode();
    }

    private static void End(Process server)
    {
        server.Kill();
        server.WaitForExit();
        server.Dispose();
    }
}
