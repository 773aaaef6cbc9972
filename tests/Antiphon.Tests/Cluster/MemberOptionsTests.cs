using System.Net;
using System.Net.Sockets;
using Antiphon.Cluster;

namespace Antiphon.Tests.Cluster;

public class MemberOptionsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("11111")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:x")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("localhost:11111")]
    [InlineData("0.0.0.0:11111")]
    [InlineData("[::]:11111")]
    [InlineData("192.0.2.1:11111")]
    public void An_address_that_others_cannot_use_is_refused(string address)
    {
        InvalidOptionException refusal = Assert.Throws<InvalidOptionException>(() =>
            new MemberOptions { MemberAddress = address }.Endpoint()
        );
        Assert.Equal(nameof(MemberOptions.MemberAddress), refusal.Option);
    }

    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("[::1]:0")]
    public void Port_0_takes_a_free_one(string address)
    {
        IPEndPoint found = new MemberOptions { MemberAddress = address }.Endpoint();
        Assert.True(IPAddress.IsLoopback(found.Address));
        Assert.NotEqual(0, found.Port);
    }

    [Fact]
    public void A_port_at_which_another_program_listens_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        InvalidOptionException refusal = Assert.Throws<InvalidOptionException>(() =>
            new MemberOptions { MemberAddress = $"{other.LocalEndpoint}" }.Endpoint()
        );
        Assert.Contains("where another program listens", refusal.Message, StringComparison.Ordinal);
    }
}
