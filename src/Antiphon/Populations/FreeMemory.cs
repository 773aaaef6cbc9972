using System.Globalization;

namespace Antiphon.Populations;

/// <summary>Memory that is free on this machine, or within the container that the process runs in.</summary>
internal static class FreeMemory
{
    private const string LinuxFile = "/proc/meminfo";
    private const string LinuxField = "MemAvailable:";

    /// <summary>Bytes that are free now.</summary>
    internal static long Bytes()
    {
        // Where the system says what is available, caches that it can drop count as free.
        GCMemoryInfo runtime = GC.GetGCMemoryInfo();
        long free = Available() ?? runtime.TotalAvailableMemoryBytes - runtime.MemoryLoadBytes;
        return Math.Max(1, Math.Min(free, runtime.TotalAvailableMemoryBytes));
    }

    // The line reads "MemAvailable:   12345678 kB".
    private static long? Available()
    {
        try
        {
            string? line = Disk.Current.IsFile(LinuxFile)
                ? Disk.Current.ReadLines(LinuxFile).FirstOrDefault(line => line.StartsWith(LinuxField, StringComparison.Ordinal))
                : null;
            string? number = line?[LinuxField.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
            return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes) ? kilobytes * 1024 : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
