using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Antiphon.Tests.Server;

/// <summary>
/// Stands between a service and its database, on loopback. It passes on what the service says, and keeps to itself what the database
/// answers where it is told to.
/// </summary>
internal sealed class Relay : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly int target;
    private volatile byte[]? withheld;
    private TaskCompletionSource silence = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource speech = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Passes connections on.</summary>
    /// <param name="target">The port of the database.</param>
    public Relay(int target)
    {
        this.target = target;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = Accept();
    }

    public int Port { get; }

    /// <summary>Ends when something has been withheld.</summary>
    public Task Silence => silence.Task;

    /// <summary>Withholds the first answer with this text, and all that come after it; "" withholds all.</summary>
    public void Withhold(string text)
    {
        silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        speech = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        withheld = Encoding.ASCII.GetBytes(text);
    }

    /// <summary>Passes everything on again.</summary>
    public void Speak()
    {
        withheld = null;
        speech.TrySetResult();
    }

    public void Dispose()
    {
        Speak();
        ending.Cancel();
        listener.Dispose();
        ending.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                _ = Serve(await listener.AcceptTcpClientAsync(ending.Token));
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient service)
    {
        using (service)
        {
            using var database = new TcpClient();
            try
            {
                await database.ConnectAsync(IPAddress.Loopback, target, ending.Token);
                await Task.WhenAny(
                    service.GetStream().CopyToAsync(database.GetStream(), ending.Token),
                    Answer(database.GetStream(), service.GetStream())
                );
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException)
            {
                // The database is not there: nor is the connection.
            }
        }
    }

    private async Task Answer(NetworkStream database, NetworkStream service)
    {
        byte[] answer = new byte[1 << 16];
        while (await database.ReadAsync(answer, ending.Token) is int length and > 0)
        {
            // Once something was withheld, so is what follows.
            if (withheld is byte[] text && (Silence.IsCompleted || answer.AsSpan(0, length).IndexOf(text) >= 0))
            {
                silence.TrySetResult();
                await speech.Task.WaitAsync(ending.Token);
            }

            await service.WriteAsync(answer.AsMemory(0, length), ending.Token);
        }
    }
}
