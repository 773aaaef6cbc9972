using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Antiphon.Cluster;

/// <summary>How a server takes part in a cluster.</summary>
public sealed record MemberOptions
{
    /// <summary>
    /// The Redis that all members share, as a configuration of StackExchange.Redis: <c>127.0.0.1:6379</c>, or
    /// <c>redis.example:6380,ssl=true,password=..,defaultDatabase=1</c>. One database holds one cluster.
    /// </summary>
    public string RedisConfiguration { get; init; } = "127.0.0.1:6379";

    /// <summary>
    /// The address and the port at which the other members reach this one, for example <c>10.0.0.5:11111</c>; port 0 takes a free one.
    /// Members accept whoever reaches that port, so that it belongs in a private network.
    /// </summary>
    public string MemberAddress { get; init; } = "127.0.0.1:0";

    /// <summary>The address of this member, with a port that is free.</summary>
    /// <exception cref="InvalidOptionException">It is no address of this machine, or another program listens there.</exception>
    internal IPEndPoint Endpoint()
    {
        IPEndPoint asked = Parse();
        try
        {
            using var probe = new Socket(asked.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(asked);
            return (IPEndPoint)probe.LocalEndPoint!;
        }
        catch (SocketException fault)
        {
            bool isTaken = fault.SocketErrorCode == SocketError.AddressAlreadyInUse;
            throw new InvalidOptionException(
                nameof(MemberAddress),
                isTaken
                    ? $"{MemberAddress}, where another program listens"
                    : $"{MemberAddress}, which this machine cannot use ({fault.Message})",
                isTaken ? "an unused port" : "an address of this machine, which the other members reach",
                isTaken ? "choose another port (0 takes a free one)" : "correct it"
            );
        }
    }

    // "127.0.0.1" alone is an address without a port, and IPEndPoint would read it as port 0.
    private IPEndPoint Parse()
    {
        int split = MemberAddress.LastIndexOf(':');
        bool isWhole =
            split > 0
            && IPAddress.TryParse(MemberAddress[..split], out IPAddress? _)
            && ushort.TryParse(MemberAddress[(split + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort _);
        return
            isWhole
            && IPEndPoint.TryParse(MemberAddress, out IPEndPoint? found)
            && !found.Address.Equals(IPAddress.Any)
            && !found.Address.Equals(IPAddress.IPv6Any)
            ? found
            : throw new InvalidOptionException(
                nameof(MemberAddress),
                $"'{MemberAddress}'",
                "one address of this machine in digits and a port, such as 10.0.0.5:11111",
                "name the address at which the other members reach this one"
            );
    }
}
