using System.ComponentModel;
using System.Diagnostics;

namespace Antiphon.Cli.Cluster;

/// <summary>What another program ended with.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Out">What it printed.</param>
/// <param name="Error">What it printed to standard error.</param>
internal sealed record ProgramOutcome(int Code, string Out, string Error);

/// <summary>Runs another program to its end.</summary>
internal static class OutsideProgram
{
    /// <summary>Runs it.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments; no shell sees them.</param>
    /// <param name="cancellation">Asks to stop: it is killed.</param>
    /// <exception cref="InvalidInputException">There is no such program, or it cannot be started.</exception>
    public static ProgramOutcome Run(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Start(start);
        using CancellationTokenRegistration kill = cancellation.Register(process.Kill);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return new ProgramOutcome(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new InvalidInputException($"{start.FileName} cannot be started: {failure.Message}", failure);
        }
    }
}
