namespace Antiphon.Fuzz;

/// <summary>Reads one target in this process, and says on the last line of its output what came of it.</summary>
/// <param name="options">What the command line asks.</param>
internal sealed class Worker(FuzzOptions options)
{
    /// <summary>How long an input may take before the process is ended.</summary>
    private const long MostMilliseconds = 30_000;

    /// <summary>The file of the input under way.</summary>
    /// <param name="findings">The folder of findings.</param>
    /// <param name="target">The target.</param>
    public static string CurrentFile(string findings, string target) => Path.Combine(findings, $"{target}.current");

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        var folder = new FuzzFolder(options.Project);
        using var scratch = new Scratch();
        using var current = new CurrentInput(CurrentFile(options.Findings, options.Target!));
        FuzzTarget target = FuzzTargets.Create(options.Target!, folder, scratch);
        var findings = new FindingFolder(options.Findings);
        var loop = new FuzzLoop(target, current, findings);
        using var guard = new Timer(_ => EndHanging(current), null, 1000, 1000);
        loop.Run([.. folder.Inputs(target.Name).Select(File.ReadAllBytes)], options.Seed, options.Seconds, options.Inputs);
        if (!Coverage.IsCounting)
        {
            throw new InvalidOperationException("no branch was counted: the assemblies are not instrumented");
        }

        Keep(loop, folder);
        Console.WriteLine(
            new FuzzCount(
                loop.Inputs,
                findings.Count(FindingKind.Crash),
                findings.Count(FindingKind.Hang),
                findings.Count(FindingKind.TooLarge),
                loop.Known.Count
            )
        );
        return 0;
    }

    private static void EndHanging(CurrentInput current)
    {
        if (current.Milliseconds > MostMilliseconds)
        {
            Environment.Exit(Supervisor.Hanging);
        }
    }

    private void Keep(FuzzLoop loop, FuzzFolder folder)
    {
        if (options.Keep is null)
        {
            return;
        }

        var old = folder.Inputs(options.Target!).Select(File.ReadAllBytes).Select(FindingFolder.NameOf).ToHashSet(StringComparer.Ordinal);
        string place = Directory.CreateDirectory(Path.Combine(options.Keep, options.Target!)).FullName;
        foreach (byte[] input in loop.Smallest())
        {
            if (!old.Contains(FindingFolder.NameOf(input)))
            {
                File.WriteAllBytes(Path.Combine(place, FindingFolder.NameOf(input)), input);
            }
        }
    }
}
