using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Antiphon.BrowserTests;

/// <summary>A headless Chromium of our own, driven by its DevTools protocol; ends with the tests.</summary>
public sealed partial class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly DirectoryInfo profile;

    private Chromium(Process process, DirectoryInfo profile, DevTools tools) =>
        (this.process, this.profile, Tools) = (process, profile, tools);

    /// <summary>The browser's DevTools.</summary>
    internal DevTools Tools { get; }

    /// <summary>Starts the browser; fails when there is none, for a page that nobody observed is not tested.</summary>
    public static async Task<Chromium> Start()
    {
        string program = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"none of {string.Join(", ", Names)} is on the PATH; install Chromium (Debian: apt-get install chromium)"
            );
        DirectoryInfo folder = Directory.CreateTempSubdirectory("antiphon-browser-");
        Process started = Process.Start(
            new ProcessStartInfo(program, Arguments(folder))
            {
                RedirectStandardError = true,
                UseShellExecute = false,
                Environment = { ["FONTCONFIG_FILE"] = Path.Combine(AppContext.BaseDirectory, "fonts.conf") },
            }
        )!;
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            string address = await Address(started, patience.Token);
            _ = started.StandardError.ReadToEndAsync(CancellationToken.None); // or the pipe fills
            return new Chromium(started, folder, await DevTools.Connect(new Uri(address), patience.Token));
        }
        catch
        {
            started.Kill(entireProcessTree: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Tools.DisposeAsync();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        profile.Delete(recursive: true);
    }

    private static string[] Arguments(DirectoryInfo profile) =>
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--disable-lcd-text",
            "--font-render-hinting=none",
            "--force-color-profile=srgb",
            "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", // no network, whatever a page asks for
            $"--user-data-dir={profile.FullName}",
            "--remote-debugging-port=0",
            "about:blank",
        ];

    private static async Task<string> Address(Process started, CancellationToken patience)
    {
        while (await started.StandardError.ReadLineAsync(patience) is string line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                return match.Groups["address"].Value;
            }
        }

        throw new InvalidOperationException("Chromium ended before it listened");
    }

    [GeneratedRegex(@"DevTools listening on (?<address>ws://\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}
