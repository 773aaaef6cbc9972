using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Antiphon.Tests.Server;

/// <summary>`antiphon serve` in a process of its own.</summary>
internal sealed partial class ServedProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> error;

    private ServedProcess(Process process)
    {
        this.process = process;
        error = process.StandardError.ReadToEndAsync();
    }

    public string Address { get; private set; } = "";

    /// <summary>Starts it, and waits until it listens.</summary>
    public static async Task<ServedProcess> Start(string folder, params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Antiphon.Cli.dll");
        var served = new ServedProcess(
            Process.Start(
                new ProcessStartInfo("dotnet", [program, "serve", .. arguments, "--urls", "http://127.0.0.1:0"])
                {
                    WorkingDirectory = folder,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            )!
        );
        while (await served.process.StandardOutput.ReadLineAsync() is string line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                served.Address = match.Groups["address"].Value;
                return served;
            }
        }

        throw new InvalidOperationException(await served.error);
    }

    /// <summary>Ends it in the middle of whatever it does.</summary>
    public void Kill() => process.Kill();

    /// <summary>Sends a signal, and waits for the end.</summary>
    /// <returns>Exit code and standard error.</returns>
    public async Task<(int Code, string Error)> End(PosixSignal signal)
    {
        string name = signal == PosixSignal.SIGTERM ? "-TERM" : "-INT";
        using var kill = Process.Start("kill", [name, $"{process.Id}"]);
        await process.WaitForExitAsync();
        return (process.ExitCode, await error);
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    [GeneratedRegex("^Listening at (?<address>http://[^,]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}
