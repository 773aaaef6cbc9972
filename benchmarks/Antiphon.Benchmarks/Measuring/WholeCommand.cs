using System.Diagnostics;
using System.Globalization;

namespace Antiphon.Benchmarks.Measuring;

/// <summary>A command of Antiphon as a process of its own, as users start it.</summary>
/// <param name="Seconds">Wall clock from start to exit.</param>
/// <param name="PeakMegabytes">
/// The most memory that the process held at once, in MB (10^6 bytes); NaN where the system does not tell.
/// </param>
internal sealed record WholeCommand(double Seconds, double PeakMegabytes)
{
    private const int EveryMilliseconds = 20;

    // A training that met its limits first; its pair is as good as any.
    private const int NotConverged = 3;

    /// <summary>Runs a command to its end.</summary>
    /// <param name="program">The path of Antiphon.Cli.dll.</param>
    /// <param name="arguments">Its arguments, without the program.</param>
    /// <param name="folder">The folder to run it in; null: this one.</param>
    /// <exception cref="InvalidOperationException">It ended with an error, which was shown.</exception>
    public static WholeCommand Run(string program, IReadOnlyList<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = folder ?? "",
        };
        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<double> peak = Task.Run(() => Watch(process.Id));
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return process.ExitCode is 0 or NotConverged
            ? new WholeCommand(seconds, peak.GetAwaiter().GetResult())
            : throw new InvalidOperationException($"`{string.Join(' ', arguments)}` ended with exit code {process.ExitCode}");
    }

    // The system keeps the peak itself and forgets it with the process.
    private static double Watch(int process)
    {
        double peak = double.NaN;
        while (Peak(process) is double found)
        {
            peak = found;
            Thread.Sleep(EveryMilliseconds);
        }

        return peak;
    }

    private static double? Peak(int process)
    {
        try
        {
            const string name = "VmHWM:";
            string? line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(each => each.StartsWith(name, StringComparison.Ordinal));
            return line is null ? null : 1024 * double.Parse(line[name.Length..^"kB".Length], CultureInfo.InvariantCulture) / 1e6;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
