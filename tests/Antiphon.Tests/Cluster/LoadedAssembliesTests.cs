using Antiphon.Policies;
using Antiphon.Tests.Runs;
using Antiphon.Tests.Server;

namespace Antiphon.Tests.Cluster;

/// <summary>A server without a cluster pays nothing for one.</summary>
public sealed class LoadedAssembliesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_server_without_a_cluster_loads_neither_Orleans_nor_the_client_of_Redis()
    {
        JointPolicy pair = new(ServedPair.Table(ServedPair.Game, 2), LocalPolicy.Uniform(ServedPair.Game));
        PolicyFile.Save(pair, ServedPair.Game, folder.In("served.json"));
        using ServedProcess server = await ServedProcess.Start(folder.Root, "served.json", "--store", "memory");
        string[] loaded = await File.ReadAllLinesAsync($"/proc/{server.Id}/maps");
        Assert.Contains(loaded, line => line.EndsWith("Antiphon.Server.dll", StringComparison.Ordinal));
        Assert.DoesNotContain(loaded, line => line.Contains("Orleans", StringComparison.Ordinal));
        Assert.DoesNotContain(loaded, line => line.Contains("StackExchange", StringComparison.Ordinal));
    }
}
