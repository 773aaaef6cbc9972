using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Antiphon.Policies;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>Signals: what the server leaves to others, and what the command makes of them while a request is under way.</summary>
public class StopTests : ServerTest
{
    private const string Notice = "interrupt again to stop at once";

    private static readonly string Body = Question(0, [5, 0, 0, 0, 0]);

    // SQLite's log, which goes when the store is closed.
    private string Unmerged => In("sessions.db-wal");

    /// <summary>Handlers run in reverse order: this one sees what a handler of the server would have decided.</summary>
    [Fact]
    public async Task A_program_that_embeds_the_server_keeps_its_signals()
    {
        var decided = new TaskCompletionSource<bool>();
        using var own = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, signal =>
        {
            decided.TrySetResult(signal.Cancel);
            signal.Cancel = true;
        });
        await Start(Options, Source("table", Game, Pair(Game, Table(Game, 5))));
        using var kill = Process.Start("kill", ["-QUIT", $"{Environment.ProcessId}"]);
        Assert.False(await decided.Task);
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    public async Task The_first_signal_lets_a_request_finish_and_the_second_ends_at_once_with_the_same_code(PosixSignal signal, int code)
    {
        using (ServedProcess patient = await Serve())
        {
            using TcpClient client = await Begin(patient);
            patient.Send(signal);
            await patient.Said(Notice);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Body));
            Assert.StartsWith("HTTP/1.1 200", await RawHttp.ReadToEnd(client.GetStream()), StringComparison.Ordinal);
            Assert.Equal(code, (await patient.Ended()).Code);
            Assert.False(File.Exists(Unmerged), "the store was not closed");
        }

        using ServedProcess server = await Serve();
        using TcpClient waiting = await Begin(server);
        server.Send(signal);
        await server.Said(Notice);
        Assert.Equal(code, (await server.End(signal)).Code);
        Assert.True(File.Exists(Unmerged), "the store was closed: the server did not end at once");
        Assert.Empty(await RawHttp.ReadToEnd(waiting.GetStream()));
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM, 0)]
    [Trait("Tier", "full")]
    public Task The_other_signal_does_so_too(PosixSignal signal, int code) =>
        The_first_signal_lets_a_request_finish_and_the_second_ends_at_once_with_the_same_code(signal, code);

    // A request whose body is still to come, and which the server has begun to read.
    private static async Task<TcpClient> Begin(ServedProcess server)
    {
        TcpClient client = RawHttp.Connect(server.Address);
        await client
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    "POST /v1/policies/policy/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + $"Expect: 100-continue\r\nContent-Length: {Body.Length}\r\n\r\n"
                )
            );
        byte[] go = new byte["HTTP/1.1 100 Continue\r\n\r\n".Length];
        await client.GetStream().ReadExactlyAsync(go);
        return client;
    }

    private async Task<ServedProcess> Serve()
    {
        PolicyFile.Save(Pair(Game, Table(Game, 5)), Game, In("policy.json"));
        return await ServedProcess.Start(In(""), "policy.json", "--store", "sessions.db");
    }
}
