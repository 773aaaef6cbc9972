using System.Globalization;

namespace Antiphon.Soak;

/// <summary>What a process holds at a moment, as a line of JSON.</summary>
internal static class Measurement
{
    private const string Resident = "VmRSS:";

    /// <summary>Collects all garbage, and says what is left: bytes of the live heap, resident bytes, open files and threads.</summary>
    /// <param name="done">How much work the process has done, in its own unit.</param>
    /// <param name="answer">What stands for its answers; empty where there are none.</param>
    public static string Take(long done = 0, string answer = "")
    {
        // What is finalised in the first collection is freed in the second.
        Collect();
        GC.WaitForPendingFinalizers();
        Collect();
        long heap = GC.GetTotalMemory(forceFullCollection: false);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"heap\": {heap}, \"resident\": {ResidentBytes()}, \"handles\": {Entries("fd")}, \"threads\": {Entries("task")}, "
                + $"\"done\": {done}, \"answer\": \"{answer}\"}}"
        );
    }

    private static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    private static long ResidentBytes()
    {
        string line = File.ReadLines("/proc/self/status").First(each => each.StartsWith(Resident, StringComparison.Ordinal));
        string kilobytes = line[Resident.Length..].Replace("kB", "", StringComparison.Ordinal);
        return 1024 * long.Parse(kilobytes, CultureInfo.InvariantCulture);
    }

    private static int Entries(string folder) => Directory.GetFileSystemEntries($"/proc/self/{folder}").Length;
}
