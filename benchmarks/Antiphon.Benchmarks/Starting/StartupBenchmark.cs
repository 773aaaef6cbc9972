using Antiphon.Benchmarks.Measuring;

namespace Antiphon.Benchmarks.Starting;

/// <summary>How long a short command takes, from the start of its process to its end.</summary>
internal static class StartupBenchmark
{
    private const int Repetitions = 15;
    private static readonly string[] Commands = ["--help", "games", "show run", "train --help", "validate warehouse"];

    /// <summary>Times the release build of the command.</summary>
    /// <param name="programs">
    /// Builds of the command to compare, by the path of Antiphon.Cli.dll; when empty, the one of this clone.
    /// </param>
    public static int Run(IReadOnlyList<string> programs)
    {
        programs = programs.Count > 0 ? [.. programs.Select(Path.GetFullPath)] : [ThisClone.Command()];
        if (programs.FirstOrDefault(program => !File.Exists(program)) is { } missing)
        {
            throw new InvalidInputException($"There is no {missing}; expected the Antiphon.Cli.dll of a build.");
        }

        using var folder = new ScratchFolder();
        WholeCommand.Run(programs[0], ["train", "warehouse-flat", "--k", "1", "--agents", "3", "--out", "run"], folder.Path);
        Machine.Print("startup");
        Console.WriteLine(
            $"`dotnet Antiphon.Cli.dll COMMAND`, its output read by a pipe: milliseconds from start to exit, median (smallest to largest) "
                + $"of {Repetitions} processes after one that is not counted, taken in turn."
        );
        Console.WriteLine();
        Console.WriteLine(
            $"| command | {string.Join(" | ", programs.Select((_, build) => programs.Count == 1 ? "ms" : $"build {build + 1}, ms"))} |"
        );
        Console.WriteLine($"|---|{string.Concat(programs.Select(_ => "---:|"))}");
        foreach (string command in Commands)
        {
            IEnumerable<string> figures = Measure(programs, command, folder.Path).Select(seconds => Spread.Of(seconds).Show("F0", 1e3));
            Console.WriteLine($"| {command} | {string.Join(" | ", figures)} |");
        }

        Console.WriteLine();
        return 0;
    }

    private static double[][] Measure(IReadOnlyList<string> programs, string command, string folder)
    {
        double[][] seconds = [.. programs.Select(_ => new double[Repetitions])];
        for (int repetition = -1; repetition < Repetitions; repetition++)
        {
            for (int program = 0; program < programs.Count; program++)
            {
                double taken = WholeCommand.Run(programs[program], command.Split(' '), folder).Seconds;
                if (repetition >= 0)
                {
                    seconds[program][repetition] = taken;
                }
            }
        }

        return seconds;
    }
}
