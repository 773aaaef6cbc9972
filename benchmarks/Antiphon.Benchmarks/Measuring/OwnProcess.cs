using System.Diagnostics;

namespace Antiphon.Benchmarks.Measuring;

/// <summary>
/// Runs this program again with other arguments: peak memory and start-up belong to a whole process, so each row that reports them gets
/// one.
/// </summary>
internal static class OwnProcess
{
    /// <summary>Runs a verb and passes its output on.</summary>
    /// <returns>Its exit code.</returns>
    public static int Show(params string[] arguments)
    {
        using Process process = Start(redirect: false, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Runs a verb that prints the fields of one row, one per line.</summary>
    /// <returns>The fields, and the seconds of wall clock from start to exit.</returns>
    /// <exception cref="InvalidOperationException">It failed; its own error message was shown.</exception>
    public static (string[] Fields, double Seconds) Row(params string[] arguments)
    {
        long started = Stopwatch.GetTimestamp();
        using Process process = Start(redirect: true, arguments);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return process.ExitCode == 0
            ? (output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), seconds)
            : throw new InvalidOperationException($"`{string.Join(' ', arguments)}` ended with exit code {process.ExitCode}");
    }

    private static Process Start(bool redirect, string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = redirect };

        // Started as `dotnet Antiphon.Benchmarks.dll`, the process is dotnet itself.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(OwnProcess).Assembly.Location);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
