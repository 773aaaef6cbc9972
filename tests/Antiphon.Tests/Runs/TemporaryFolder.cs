namespace Antiphon.Tests.Runs;

/// <summary>An empty folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    // Runs are flushed to the disk again and again, and tests of sweeps would wait for that most of their time. In memory the same calls
    // are made, and their failures are tried (Cli/Faults); a real disk is used by tests/faults/check.
    private const string Memory = "/dev/shm";
    private const long Ample = 2_000_000_000;

    private static readonly string[] MayDiffer = ["\"seconds\"", "\"started\"", "\"command\""];

    private static readonly string Parent =
        Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= Ample ? Memory : Path.GetTempPath();

    // Of this process, and not of an earlier one of its number that was killed.
    private static readonly string OfProcess = $"antiphon-test-{Environment.ProcessId}-{Environment.TickCount64}";
    private static int made;

    public string Root { get; } =
        Directory.CreateDirectory(Path.Combine(Parent, $"{OfProcess}-{Interlocked.Increment(ref made)}")).FullName;

    public string In(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Every file under a folder with its contents, records without what may differ between equal runs and sweeps.</summary>
    public static IReadOnlyDictionary<string, string> Contents(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(folder, file), Read, StringComparer.Ordinal);

    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
        {
            // The lock may be held by the writer that is being copied; it is empty anyway.
            if (Path.GetFileName(file) == ".lock")
            {
                File.WriteAllText(Path.Combine(to, ".lock"), "");
            }
            else
            {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            }
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string Read(string file) =>
        Path.GetFileName(file) is "run.json" or "sweep.json"
            ? string.Join(
                '\n',
                File.ReadAllLines(file).Where(line => !MayDiffer.Any(field => line.Contains(field, StringComparison.Ordinal)))
            )
            : File.ReadAllText(file);
}
