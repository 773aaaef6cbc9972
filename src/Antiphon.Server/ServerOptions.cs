using System.Net;

namespace Antiphon.Server;

/// <summary>How the service runs. Nothing here changes what a policy does.</summary>
public sealed record ServerOptions
{
    private const int MostIdleDays = 36_500;

    /// <summary>Addresses to listen at, for example <c>http://127.0.0.1:5080</c>; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:5080"];

    /// <summary>
    /// A file of keys (<see cref="AccessKey"/>), one of which a request needs; null: none is needed, and only loopback addresses are
    /// listened at. It is read anew when it changes.
    /// </summary>
    public string? Keys { get; init; }

    /// <summary>How many requests per second a client may make, in bursts of at most that many; at least 0; 0 is no limit.</summary>
    public int Rate { get; init; }

    /// <summary>
    /// How many of the latest decisions without a session the log in the store keeps, at least 0; 0 keeps no log. Decisions do not wait
    /// for the store: an entry that it does not take is dropped and counted.
    /// </summary>
    public int LoggedDecisions { get; init; }

    /// <summary>
    /// Where sessions are kept: a file of SQLite, which one server uses at a time; a connection string of PostgreSQL, for example
    /// <c>Host=localhost;Database=antiphon</c>; or <c>memory</c>, where they do not survive the server.
    /// </summary>
    public string Store { get; init; } = "sessions.db";

    /// <summary>How many sessions may be open, at least 0.</summary>
    public int MostSessions { get; init; } = 100_000;

    /// <summary>How many days a session stays open without a step, at least 1.</summary>
    public int IdleDays { get; init; } = 30;

    /// <summary>
    /// About how much memory sessions may take, in bytes, at least 0. Those used last are kept in memory; others are loaded on request.
    /// </summary>
    public long SessionMemory { get; init; } = 128 << 20;

    /// <summary>The largest body of a request, in bytes, at least 1,024.</summary>
    public long LargestBody { get; init; } = 1 << 20;

    /// <summary>The largest number of local agents in one request, at least 1.</summary>
    public int LargestBatch { get; init; } = 10_000;

    /// <summary>A simulated population to play with on the page; null: none.</summary>
    public FleetDemo? Demo { get; init; }

    /// <summary>
    /// A folder whose runs and sweeps, also in its subfolders, are listed, compared and reported; null: none. Symbolic links in it are not
    /// followed.
    /// </summary>
    public string? Runs { get; init; }

    /// <summary>
    /// Makes the report of a run or a sweep as one HTML page from its folder, and writes nothing; null: only existing reports are shown.
    /// Throws <see cref="InvalidInputException"/> where that is not possible.
    /// </summary>
    public Func<string, CancellationToken, string>? Report { get; init; }

    /// <summary>Receives a line per event that an operator should know: refusals, reloads, failures.</summary>
    public TextWriter Log { get; init; } = TextWriter.Null;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidOptionException">An option is out of range.</exception>
    internal void Require() => Require($"give {nameof(Keys)} to listen to other machines");

    /// <summary>The same, where other machines are reached in another way than by keys.</summary>
    /// <param name="elsewhere">What to do to listen to other machines, for the message.</param>
    /// <exception cref="InvalidOptionException">An option is out of range.</exception>
    internal void Require(string elsewhere)
    {
        if (Urls.Count == 0)
        {
            throw new InvalidOptionException(nameof(Urls), "empty", "at least one address", "name one, for example http://127.0.0.1:5080");
        }

        foreach (string url in Urls)
        {
            RequireAddress(url, elsewhere);
        }

        RequireAtLeast(nameof(Rate), Rate, 0);
        RequireAtLeast(nameof(LoggedDecisions), LoggedDecisions, 0);
        RequireAtLeast(nameof(LargestBody), LargestBody, 1024);
        RequireAtLeast(nameof(LargestBatch), LargestBatch, 1);
        RequireAtLeast(nameof(MostSessions), MostSessions, 0);
        RequireAtLeast(nameof(IdleDays), IdleDays, 1);
        if (IdleDays > MostIdleDays)
        {
            throw new InvalidOptionException(nameof(IdleDays), $"{IdleDays}", $"at most {MostIdleDays}", "lower it");
        }

        RequireAtLeast(nameof(SessionMemory), SessionMemory, 0);
        if (Store.Length == 0)
        {
            throw new InvalidOptionException(nameof(Store), "empty", "a file, a connection string or memory", "name one");
        }

        if (Runs is not null && !Disk.Current.IsFolder(Runs))
        {
            throw new InvalidOptionException(
                nameof(Runs),
                $"'{Runs}', which {(Disk.Current.IsFile(Runs) ? "is a file" : "does not exist")}",
                "a folder with runs in it",
                "name the folder that holds the run folders"
            );
        }
    }

    private void RequireAddress(string url, string elsewhere)
    {
        const string expected = "an address such as http://127.0.0.1:5080";
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw new InvalidOptionException(nameof(Urls), url, expected, "correct it");
        }

        if (address.Scheme is not ("http" or "https") || address.IsUnixPipe || address.PathBase.Length > 0)
        {
            throw new InvalidOptionException(nameof(Urls), url, expected, "correct it");
        }

        if (Keys is null && !IsLoopback(address))
        {
            throw new InvalidOptionException(nameof(Urls), url, "a loopback address (127.0.0.1, [::1] or localhost)", elsewhere);
        }
    }

    /// <summary>
    /// Whether an address is reached by this machine alone. Kestrel listens everywhere for a host that it cannot read as an address, so
    /// the host is read as it stands: "[localhost]" is no name of this machine.
    /// </summary>
    internal static bool IsLoopback(BindingAddress address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host, out IPAddress? known) && IPAddress.IsLoopback(known));

    private static void RequireAtLeast(string option, long found, long least)
    {
        if (found < least)
        {
            throw new InvalidOptionException(option, found, $"at least {least}", "raise it");
        }
    }
}
