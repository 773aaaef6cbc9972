using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Antiphon.Benchmarks.Serving;

/// <summary>
/// One connection, with one request at a time. It reads no more of HTTP than the service's answers need, so that it takes little of the
/// processor that it shares with the service.
/// </summary>
/// <param name="at">The service.</param>
internal sealed class LoadConnection(IPEndPoint at) : IDisposable
{
    private const int LongestAnswer = 1 << 16;
    private const int LongestMilliseconds = 10_000;
    private const int PlaceOfStatus = 9;
    private const int DigitsOfStatus = 3;

    private readonly byte[] buffer = new byte[LongestAnswer];
    private Socket? socket;
    private int filled;

    /// <summary>The body of the latest answer.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>A request as it goes over the line.</summary>
    /// <param name="path">The path.</param>
    /// <param name="body">The body, JSON.</param>
    /// <param name="key">The idempotency key; null: none.</param>
    public static byte[] Post(string path, string body, string? key = null)
    {
        string header = key is null ? "" : $"Idempotency-Key: {key}\r\n";
        return Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{header}\r\n{body}"
        );
    }

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The status of the answer; 0 where there was none, after which the next request gets a new connection.</returns>
    public int Ask(byte[] request)
    {
        try
        {
            socket ??= Connect();
            int sent = 0;
            while (sent < request.Length)
            {
                sent += socket.Send(request.AsSpan(sent));
            }

            return Read();
        }
        catch (SocketException)
        {
            Dispose();
            return 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        socket?.Dispose();
        socket = null;
    }

    private Socket Connect()
    {
        var made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = LongestMilliseconds,
            SendTimeout = LongestMilliseconds,
        };
        made.Connect(at);
        return made;
    }

    private int Read()
    {
        filled = 0;
        int head;
        while ((head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            Receive();
        }

        int start = head + "\r\n\r\n".Length;
        int length = Length(buffer.AsSpan(0, head));
        while (filled < start + length)
        {
            Receive();
        }

        Body = buffer.AsMemory(start, length);
        return Utf8Parser.TryParse(buffer.AsSpan(PlaceOfStatus, DigitsOfStatus), out int status, out _) ? status : 0;
    }

    private static int Length(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> name = "Content-Length: "u8;
        int place = head.IndexOf(name);
        return place >= 0 && Utf8Parser.TryParse(head[(place + name.Length)..], out int length, out _) ? length : 0;
    }

    private void Receive()
    {
        int count = socket!.Receive(buffer.AsSpan(filled));
        filled += count > 0 ? count : throw new SocketException((int)SocketError.ConnectionReset);
    }
}
