using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cluster;

/// <summary>A test that needs Redis; the gate installs it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = RedisProcess.Program is null ? "Redis is not installed" : null;
}

/// <summary>A server of Redis with a folder and a port of its own.</summary>
internal sealed class RedisProcess : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly int port = FreePort();
    private readonly string[] settings;
    private Process? server;

    /// <summary>Starts it.</summary>
    /// <param name="settings">Pairs of names and values, after those that keep what was answered.</param>
    public RedisProcess(params string[] settings)
    {
        this.settings = settings;
        Start();
    }

    /// <summary>The program; null where it is not installed.</summary>
    public static string? Program { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Select(folder => Path.Combine(folder, "redis-server"))
            .FirstOrDefault(File.Exists);

    public string Address => $"127.0.0.1:{port}";

    public void Start()
    {
        string[] kept = ["--bind", "127.0.0.1", "--port", $"{port}", "--dir", folder.Root, "--save", "", "--appendonly", "yes"];
        server = Process.Start(
            new ProcessStartInfo(Program!, [.. kept, .. settings]) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        server.OutputDataReceived += static (_, _) => { };
        server.BeginOutputReadLine();
        while (!Answers())
        {
            Assert.False(server.HasExited, "redis-server ended");
            Thread.Sleep(10);
        }
    }

    /// <summary>Ends it without a word.</summary>
    public void Kill()
    {
        server!.Kill();
        server.WaitForExit();
        server.Dispose();
    }

    public void Dispose()
    {
        Kill();
        folder.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            client.GetStream().Write("PING\r\n"u8);
            byte[] answer = new byte[7];
            client.GetStream().ReadExactly(answer);
            return Encoding.ASCII.GetString(answer) is "+PONG\r\n" or "-NOAUTH";
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return false;
        }
    }
}
