using System.Collections.Concurrent;
using System.Diagnostics;

namespace Antiphon.Fuzz;

/// <summary>
/// Reads all targets, each in a process of its own: one that dies says by its last input what it died of, and the others go on.
/// </summary>
/// <param name="options">What the command line asks.</param>
/// <param name="program">The instrumented program.</param>
internal sealed class Supervisor(FuzzOptions options, string program)
{
    /// <summary>The exit code of a process whose input never ends.</summary>
    public const int Hanging = 124;

    // An input that asks for more ends the process, not the machine.
    private const string MostHeap = "0x60000000";

    private readonly FindingFolder lost = new(options.Findings);

    /// <summary>Runs, and prints a line for each target and one for all.</summary>
    /// <returns>The exit code: 1 where a fault was found.</returns>
    public int Run()
    {
        Directory.CreateDirectory(options.Findings);
        string[] names = options.Target is null ? [.. FuzzTargets.Names] : [options.Target];
        var counts = new ConcurrentBag<FuzzCount>();
        Parallel.ForEach(
            Partitioner.Create(names, EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Workers) },
            name =>
            {
                FuzzCount count = Read(name);
                counts.Add(count);
                Console.WriteLine($"{name}: {count.Words}");
            }
        );
        FuzzCount all = counts.Aggregate((sum, next) => sum.Plus(next));
        bool isSound = (all.Crashes, all.Hangs, all.TooLarge) == (0, 0, 0);
        Console.WriteLine(isSound ? $"seed {options.Seed}" : $"seed {options.Seed}; inputs at fault: {options.Findings}");
        Console.WriteLine($"all: {all.Words}");
        return isSound ? 0 : 1;
    }

    private FuzzCount Read(string name)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. options.ForWorker(name)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = MostHeap;
        start.Environment["DOTNET_gcServer"] = "0";
        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().TrimEnd('\n').Split('\n');
        process.WaitForExit();
        string current = Worker.CurrentFile(options.Findings, name);
        FuzzCount count = process.ExitCode == 0 && FuzzCount.Parse(lines[^1]) is { } told ? told : Died(name, process.ExitCode, current);
        File.Delete(current);
        return count;
    }

    private FuzzCount Died(string name, int code, string current)
    {
        FindingKind kind = code == Hanging ? FindingKind.Hang : FindingKind.Crash;
        byte[] input = File.Exists(current) ? CurrentInput.Last(current) : [];
        lock (lost)
        {
            lost.Store(name, input, new Finding(kind, "the process", $"it ended with exit code {code}; this was its last input"));
        }

        return new FuzzCount(0, kind == FindingKind.Crash ? 1 : 0, kind == FindingKind.Hang ? 1 : 0, 0, 0);
    }
}
