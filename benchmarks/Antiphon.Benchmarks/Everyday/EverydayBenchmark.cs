using Antiphon.Benchmarks.Measuring;

namespace Antiphon.Benchmarks.Everyday;

/// <summary>What people do with the command: how long each takes, how much memory, and against what.</summary>
internal static class EverydayBenchmark
{
    private const int Repetitions = 3;

    // Seconds of the authors' program: docs/reproduction.md; the continuous experiment, three times 113 s: docs/continuous.md.
    private static readonly Job[] Jobs =
    [
        new("Learn a pair, k = 10", "train warehouse-flat --k 10 --out flat", "authors' program: 0.5 s, one start, no baselines"),
        new("The same with moving orders", "train warehouse --k 10 --out run", "none"),
        new("Observe 50 of 1,000", "train warehouse-flat --k 50 --out fifty", "authors' program: 196 s, one start, no baselines"),
        new("Deploy with 1,000 agents", "simulate run", "separate agents: `simulate` below"),
        new("Deploy with 10^12 agents", "simulate run --agents 1000000000000", "none: separate agents do not fit"),
        new("100 local states", "train depots:10 --k 10 --out depots", "none: no lattice of 100 states fits"),
        new("Prove the gaps, N = 20", "certify run --agents 20", "none"),
        new("Choose k among ten", "sweep warehouse --k 1..10 --seeds 1 --out grid", "ten trainings by hand"),
        new("Three neural trainings, k = 10", "reproduce continuous --as released --k 10 --out networks", "authors' program: 339 s"),
        new("Read what was learned", "show run", "none"),
    ];

    public static int Run()
    {
        string program = ThisClone.Command();
        Machine.Print("everyday");
        Console.WriteLine(
            "Commands of `antiphon` as processes of their own, compilation included, on all cores: seconds from start to exit, median "
                + $"(smallest to largest) of {Repetitions}; the largest peak memory of a process."
        );
        Console.WriteLine();
        Console.WriteLine("| to | command | seconds | peak memory, MB | alternative |");
        Console.WriteLine("|---|---|---:|---:|---|");
        using var folder = new ScratchFolder();
        foreach (Job job in Jobs)
        {
            Console.WriteLine(Row(program, job, folder.Path));
        }

        Console.WriteLine();
        return 0;
    }

    private static string Row(string program, Job job, string folder)
    {
        WholeCommand[] runs = [.. Enumerable.Range(0, Repetitions).Select(_ => Fresh(program, job, folder))];
        return $"| {job.Purpose} | `{job.Command}` | {Spread.Of(runs.Select(run => run.Seconds)).Show("F1")} | "
            + $"{runs.Max(run => run.PeakMegabytes):F0} | {job.Alternative} |";
    }

    // A folder of results is resumed where it is found.
    private static WholeCommand Fresh(string program, Job job, string folder)
    {
        string[] words = job.Command.Split(' ');
        if (
            Array.IndexOf(words, "--out") is var place and >= 0
            && Path.Combine(folder, words[place + 1]) is var result
            && Directory.Exists(result)
        )
        {
            Directory.Delete(result, recursive: true);
        }

        return WholeCommand.Run(program, words, folder);
    }

    private sealed record Job(string Purpose, string Command, string Alternative);
}
