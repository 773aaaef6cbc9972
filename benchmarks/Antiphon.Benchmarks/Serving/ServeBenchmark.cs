using System.Text.Json;
using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Serving;

/// <summary>
/// The policy service under a fixed rate of requests: decisions without memory, and steps of sessions with memory that are written to the
/// disk.
/// </summary>
internal static class ServeBenchmark
{
    private const int Subsample = 5;
    private const int Questions = 64;
    private const int WarmUpSeconds = 2;

    private static readonly double[] Levels = [0.5, 0.99, 0.999, 1];
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse-flat");

    /// <summary>Starts services of this clone's release build, and measures them.</summary>
    /// <param name="options">The load.</param>
    public static int Run(LoadOptions options)
    {
        using var folder = new ScratchFolder();
        Save(Path.Combine(folder.Path, "table.json"));
        PrintHead(options);
        Print("decisions without memory", Decisions(folder.Path, options));
        Print("steps with `--memory filter`, SQLite", Steps(folder.Path, options));
        Console.WriteLine();
        return 0;
    }

    private static Row Decisions(string folder, LoadOptions options)
    {
        using var server = LoadServer.Start(folder, "table.json", "--store", "memory");
        byte[][] requests = [.. Bodies().Select(body => LoadConnection.Post("/v1/policies/table/decisions", body))];
        return Measure(server, options, server.Megabytes, (_, number) => requests[number % requests.Length]);
    }

    private static Row Steps(string folder, LoadOptions options)
    {
        using var server = LoadServer.Start(folder, "table.json", "--memory", "filter", "--store", "sessions.db");
        double megabytes = server.Megabytes;
        string[] paths = Open(server, options);
        string[] bodies = [.. Bodies()];
        return Measure(server, options, megabytes, (phase, number) =>
            LoadConnection.Post(paths[number % paths.Length], bodies[number % bodies.Length], $"{phase}{number}")
        );
    }

    private static Row Measure(LoadServer server, LoadOptions options, double megabytes, Func<string, int, byte[]> request)
    {
        LoadConnection[] connections = [.. Enumerable.Range(0, options.Connections).Select(_ => new LoadConnection(server.Address))];
        LoadRun.Run(options, Math.Min(WarmUpSeconds, options.Seconds), connections, number => request("warm-up ", number));
        LoadResult result = LoadRun.Run(options, options.Seconds, connections, number => request("", number));
        Array.ForEach(connections, connection => connection.Dispose());
        return new Row(server.ReadySeconds, megabytes, server.Megabytes, result);
    }

    // The paths at which sessions take steps.
    private static string[] Open(LoadServer server, LoadOptions options)
    {
        string[] paths = new string[options.Sessions];
        byte[] request = LoadConnection.Post("/v1/sessions", """{"policy": "table"}""");
        Parallel.For(
            0,
            options.Sessions,
            new ParallelOptions { MaxDegreeOfParallelism = options.Connections },
            () => new LoadConnection(server.Address),
            (number, _, connection) =>
            {
                if (connection.Ask(request) == 201)
                {
                    using var answer = JsonDocument.Parse(connection.Body);
                    paths[number] = $"/v1/sessions/{answer.RootElement.GetProperty("session").GetString()}/decisions";
                }

                return connection;
            },
            connection => connection.Dispose()
        );
        return Array.Exists(paths, string.IsNullOrEmpty) ? throw new InvalidInputException("sessions could not be opened") : paths;
    }

    // Observations of k agents in random states.
    private static IEnumerable<string> Bodies()
    {
        RandomStream stream = new RandomStream(1).Split("load");
        for (int question = 0; question < Questions; question++)
        {
            int[] counts = new int[Game.LocalStates];
            for (int agent = 0; agent < Subsample; agent++)
            {
                counts[(int)stream.NextBelow(Game.LocalStates)]++;
            }

            yield return $$"""{"globalState": {{question % Game.GlobalStates}}, "observation": [{{string.Join(", ", counts)}}]}""";
        }
    }

    // What a table holds does not matter for its speed.
    private static void Save(string path)
    {
        CountLattice lattice = ObservationLattice.Of(Game, Subsample);
        var table = TabularGlobalPolicy.FromFunction(Game.GlobalStates, Game.GlobalActions, lattice, (state, rank) =>
            (state + rank) % Game.GlobalActions
        );
        PolicyFile.Save(new JointPolicy(table, LocalPolicy.Uniform(Game)), Game, path);
    }

    private static void PrintHead(LoadOptions options)
    {
        Machine.Print("serve");
        Console.WriteLine(
            $"{Game.Name}, k = {Subsample}, one service per row. {options.Rate} requests per second for {options.Seconds} s over "
                + $"{options.Connections} connections after a warm-up; steps in {options.Sessions} sessions in turn. Milliseconds count "
                + "from when a request should have been sent. Sent late: by how much, where a connection was free (the fault of this "
                + "program's clock, a part of the latency). Memory: resident, when ready and after the load."
        );
        Console.WriteLine();
        Console.WriteLine(
            "| requests | per second | p50, ms | p99, ms | p99.9, ms | largest, ms | failed | not sent | sent late, p50 and p99, ms "
                + "| memory, MB | start to ready, s |"
        );
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    }

    private static void Print(string name, Row row)
    {
        double[] latencies = [.. Levels.Select(level => LoadResult.Milliseconds(row.Result.Latencies, level))];
        double[] late = [.. Levels[..2].Select(level => LoadResult.Milliseconds(row.Result.Oversleeps, level))];
        Console.WriteLine(
            $"| {name} | {row.Result.Rate:F0} | {string.Join(" | ", latencies.Select(value => value.ToString("F2")))} "
                + $"| {row.Result.Failures} | {row.Result.Unsent} | {late[0]:F2}, {late[1]:F2} "
                + $"| {row.MegabytesAtStart:F0}, {row.MegabytesAtEnd:F0} | {row.ReadySeconds:F2} |"
        );
    }

    private sealed record Row(double ReadySeconds, double MegabytesAtStart, double MegabytesAtEnd, LoadResult Result);
}
