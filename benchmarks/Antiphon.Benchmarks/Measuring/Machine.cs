using System.Runtime.InteropServices;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Measuring;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    private const int ChannelsOfAnyWidth = 8;
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>Prints the heading of a report: the verb, the machine and the build.</summary>
    public static void Print(string verb)
    {
        Console.WriteLine($"### {verb}");
        Console.WriteLine();
        Console.WriteLine(
            $"{Processor()}, {Environment.ProcessorCount} logical cores, vectors of {64 * Lanes.Width(ChannelsOfAnyWidth)} bits; "
                + $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}; Antiphon {AntiphonVersion.Current}."
        );
        Console.WriteLine();
    }

    /// <summary>The most memory that this process held at once, in MB (10^6 bytes).</summary>
    public static double PeakMegabytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }

    private static string Processor()
    {
        string? line = File.Exists(ProcessorFile)
            ? File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
