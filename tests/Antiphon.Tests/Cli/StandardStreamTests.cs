using System.Diagnostics;

namespace Antiphon.Tests.Cli;

/// <summary>A result that did not arrive is a failure. Runs the program itself: what happens lies between it and the system.</summary>
public class StandardStreamTests
{
    [Theory]
    [InlineData("games >/dev/full", 2, "error: standard output cannot be written: No space left on device")]
    [InlineData("games --json >&-", 2, "error: standard output cannot be written: Bad file descriptor")]
    [InlineData("--help >/dev/full", 2, "error: standard output cannot be written: No space left on device")]
    [InlineData("games >/dev/null", 0, "")]
    [InlineData("nosuchverb 2>/dev/full", 2, "")]
    public void What_cannot_be_printed_ends_with_code_2_and_the_cause(string arguments, int code, string error)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        (int found, string said) = Shell($"{Program} {arguments}");
        Assert.Equal(code, found);
        Assert.StartsWith(error, said, StringComparison.Ordinal);
    }

    // As a program that SIGPIPE ends: `antiphon games | head -1` says nothing about what head did not want.
    [Fact]
    public void A_reader_that_has_gone_ends_the_program_quietly()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        (int _, string said) = Shell($"{{ sleep 0.2; {Program} games; echo \"code $?\" >&2; }} | true");
        Assert.Equal("code 141\n", said);
    }

    private static string Program =>
        $"\"{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}\" "
        + $"\"{Path.Combine(AppContext.BaseDirectory, "Antiphon.Cli.dll")}\"";

    private static (int Code, string Error) Shell(string command)
    {
        using Process shell = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", command])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync();
        string error = shell.StandardError.ReadToEnd();
        output.GetAwaiter().GetResult();
        shell.WaitForExit();
        return (shell.ExitCode, error);
    }
}
