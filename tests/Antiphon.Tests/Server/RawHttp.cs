using System.Net.Sockets;
using System.Text;

namespace Antiphon.Tests.Server;

/// <summary>Requests byte by byte, for what a good client does not send.</summary>
internal static class RawHttp
{
    /// <summary>Sends a text, and reads until the server closes the connection.</summary>
    public static async Task<string> Send(string address, string text)
    {
        using TcpClient client = Connect(address);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        return await ReadToEnd(stream);
    }

    public static TcpClient Connect(string address)
    {
        var place = new Uri(address);
        return new TcpClient(place.Host, place.Port);
    }

    /// <summary>What the server sends until it closes the connection, in whatever way.</summary>
    public static async Task<string> ReadToEnd(Stream stream)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer) is int count and > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }
        catch (IOException)
        {
            // It was reset: what came before counts.
        }

        return text.ToString();
    }
}
