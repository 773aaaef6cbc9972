using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Antiphon.Tests.Runs;
using Npgsql;

namespace Antiphon.Tests.Server;

/// <summary>A test that needs PostgreSQL's programs; the gate installs them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresProcess.Programs is null ? "PostgreSQL is not installed" : null;
}

/// <summary>A server of PostgreSQL with a folder and a port of its own. It refuses to run as root, and then runs as postgres.</summary>
internal sealed class PostgresProcess : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly int port = FreePort();
    private Process? server;

    public PostgresProcess()
    {
        if (Environment.UserName == "root")
        {
            Run("chown", "postgres", folder.Root);
        }

        Run([.. AsUser("initdb"), "-D", folder.In("data"), "-U", "antiphon", "--auth=trust", "-N"]);
    }

    /// <summary>The folder of the programs; null where there are none.</summary>
    public static string? Programs { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .EnumerateDirectories("/usr/lib/postgresql")
                .Select(version => Path.Combine(version, "bin"))
                .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            : null;

    public string ConnectionString => ConnectionStringAt(port);

    /// <summary>Passes on what is said to it.</summary>
    public Relay Relay() => new(port);

    /// <summary>Its connection string through a relay.</summary>
    public static string ConnectionStringAt(int port) =>
        $"Host=127.0.0.1;Port={port};Username=antiphon;Database=postgres;SSL Mode=Disable";

    /// <summary>Starts it, and waits until it takes connections.</summary>
    public void Start()
    {
        server = Process.Start(
            new ProcessStartInfo(
                "/usr/bin/env",
                [.. AsUser("postgres"), "-D", folder.In("data"), "-p", $"{port}", "-k", folder.Root, "-c", "listen_addresses=127.0.0.1"]
            )
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        server.ErrorDataReceived += static (_, _) => { };
        server.BeginErrorReadLine();
        for (int attempt = 0; attempt < 200; attempt++)
        {
            try
            {
                using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=2");
                connection.Open();
                return;
            }
            catch (NpgsqlException)
            {
                Thread.Sleep(50);
            }
        }

        throw new TimeoutException("PostgreSQL did not start");
    }

    /// <summary>Stops it at once, as a crash would.</summary>
    public void Stop()
    {
        if (server is not null)
        {
            Run([.. AsUser("pg_ctl"), "-D", folder.In("data"), "-m", "immediate", "stop"]);
            server.WaitForExit();
            server.Dispose();
            server = null;
        }
    }

    public void Dispose()
    {
        Stop();
        folder.Dispose();
    }

    private static string[] AsUser(string program)
    {
        string path = Path.Combine(Programs!, program);
        return Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", path] : [path];
    }

    private static void Run(params string[] words)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("/usr/bin/env", words)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{words[0]}: {output.GetAwaiter().GetResult()}{error}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
