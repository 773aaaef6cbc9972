using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Antiphon.Benchmarks.Serving;

/// <summary>Waits for a time more precisely than the milliseconds of <see cref="Thread.Sleep(int)"/>, without keeping a core busy.</summary>
internal static partial class Pause
{
    private const long LongestMicroseconds = 500_000;

    /// <summary>Waits until a time.</summary>
    /// <param name="due">The time, in units of <see cref="Stopwatch"/>.</param>
    /// <returns>Whether it was still to come.</returns>
    public static bool Until(long due)
    {
        bool waits = false;
        while (due - Stopwatch.GetTimestamp() is long left and > 0)
        {
            waits = true;
            long microseconds = Math.Min(1 + (long)(left * 1e6 / Stopwatch.Frequency), LongestMicroseconds);
            if (OperatingSystem.IsWindows())
            {
                Thread.Sleep((int)(microseconds / 1000));
            }
            else
            {
                _ = Sleep((uint)microseconds);
            }
        }

        return waits;
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sleep(uint microseconds);
}
