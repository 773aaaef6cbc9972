using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Antiphon.Tests.Server;

/// <summary>`antiphon serve`, or another verb with a page, in a process of its own.</summary>
internal sealed partial class ServedProcess : IDisposable
{
    // A process that has not ended by then never will. For example, it ignores SIGINT, because whoever started the tests did.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly StringBuilder said = new();
    private readonly Process process;
    private readonly Task<string> error;

    private ServedProcess(Process process)
    {
        this.process = process;
        error = ReadError();
    }

    public string Address { get; private set; } = "";

    public int Id => process.Id;

    /// <summary>Starts it, at a free port unless the arguments say where, and waits until it listens.</summary>
    public static Task<ServedProcess> Start(string folder, params string[] arguments) =>
        Start(folder, new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    /// <summary>The same with variables of the environment.</summary>
    public static Task<ServedProcess> Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        string[] urls = arguments.Contains("--urls", StringComparer.Ordinal) ? [] : ["--urls", "http://127.0.0.1:0"];
        return Run(folder, environment, ["serve", .. arguments, .. urls]);
    }

    /// <summary>Starts a verb with --watch, and waits until its page can be asked for.</summary>
    public static Task<ServedProcess> Watch(string folder, params string[] arguments) =>
        Run(folder, new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    private static async Task<ServedProcess> Run(
        string folder,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<string> arguments
    )
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Antiphon.Cli.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        var served = new ServedProcess(Process.Start(start)!);
        while (await served.process.StandardOutput.ReadLineAsync() is string line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                served.Address = match.Groups["address"].Value;
                return served;
            }
        }

        (int code, string error) = await served.Ended();
        throw new EndedException(code, error);
    }

    /// <summary>Ends it in the middle of whatever it does.</summary>
    public void Kill() => process.Kill();

    /// <summary>Sends a signal.</summary>
    public void Send(PosixSignal signal)
    {
        string name = signal == PosixSignal.SIGTERM ? "-TERM" : "-INT";
        using var kill = Process.Start("kill", [name, $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Sends a signal, and waits for the end.</summary>
    /// <returns>Exit code and standard error.</returns>
    public Task<(int Code, string Error)> End(PosixSignal signal)
    {
        Send(signal);
        return Ended();
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>Exit code and standard error.</returns>
    public async Task<(int Code, string Error)> Ended()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, await error);
    }

    /// <summary>Waits until it said something on standard error.</summary>
    public async Task Said(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!Said().Contains(text, StringComparison.Ordinal))
        {
            Assert.False(error.IsCompleted, $"it ended and did not say '{text}': {Said()}");
            await Task.Delay(10, patience.Token);
        }
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private string Said()
    {
        lock (said)
        {
            return said.ToString();
        }
    }

    private async Task<string> ReadError()
    {
        while (await process.StandardError.ReadLineAsync() is string line)
        {
            lock (said)
            {
                said.Append(line).Append('\n');
            }
        }

        return Said();
    }

    /// <summary>It ended before it listened.</summary>
    /// <param name="code">Its exit code.</param>
    /// <param name="error">What it said on standard error.</param>
    public sealed class EndedException(int code, string error) : Exception(error)
    {
        public int Code { get; } = code;
    }

    [GeneratedRegex("^(Listening|Watching) at (?<address>https?://[^,/]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}
