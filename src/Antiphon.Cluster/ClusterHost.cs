using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService;

namespace Antiphon.Cluster;

/// <summary>This process as a member of a cluster.</summary>
/// <param name="redis">Where the list of members is.</param>
/// <param name="endpoint">Where the others reach this one.</param>
/// <param name="sources">What it serves.</param>
/// <param name="store">The store.</param>
/// <param name="requests">Asks Redis.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">Receives a line per event that an operator should know.</param>
internal sealed class ClusterHost(
    ConfigurationOptions redis,
    IPEndPoint endpoint,
    IReadOnlyList<PolicySource> sources,
    RedisStore store,
    RedisRequests requests,
    TimeProvider clock,
    TextWriter log
) : ISessionHost
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(8);

    private readonly MemberBoard board = new(requests, endpoint.ToString());
    private readonly MemberFault fault = new();
    private readonly CancellationTokenSource stopping = new();
    private IHost? silo;
    private Task telling = Task.CompletedTask;

    /// <inheritdoc/>
    public Task<string> Lost => fault.Lost;

    /// <inheritdoc/>
    public async Task<ISessionDecisions> Start(SessionTable sessions, PolicyCatalog catalog, CancellationToken cancellation)
    {
        await Joined(MemberContents.Of(sources, catalog));
        telling = Tell(catalog);
        silo = SiloHost.Build(endpoint, redis, services =>
            services
                .AddSingleton<ISessionDecisions>(sessions)
                .AddSingleton(store)
                .AddSingleton<IFatalErrorHandler>(fault)
                .AddSingleton<ILoggerProvider>(new MemberLog(log))
        );
        await StartSilo(silo, cancellation);
        ISiloStatusOracle members = silo.Services.GetRequiredService<ISiloStatusOracle>();
        store.MemberName = holder => NameOf(SiloAddress.FromParsableString(holder), members);
        IGrainFactory grains = silo.Services.GetRequiredService<IGrainFactory>();
        return new ClusterDecisions((id, key, body) => grains.GetGrain<ISessionGrain>(id).Decide(key, body), clock);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await telling;
        if (silo is not null)
        {
            using var limit = new CancellationTokenSource(LongestStop);
            await Quietly(silo.StopAsync(limit.Token));
            silo.Dispose();
        }

        await Quietly(board.Leave());
        stopping.Dispose();
    }

    private static string? NameOf(SiloAddress holder, ISiloStatusOracle members) =>
        members.GetApproximateSiloStatus(holder) == SiloStatus.Active ? holder.Endpoint.ToString() : null;

    private async Task Joined(MemberContents contents)
    {
        try
        {
            await board.Join(contents);
        }
        catch (StoreException failure)
        {
            throw new InvalidInputException($"the Redis of the cluster failed: {failure.Message}", failure);
        }
    }

    private async Task StartSilo(IHost host, CancellationToken cancellation)
    {
        try
        {
            await host.StartAsync(cancellation);
        }
        catch (OrleansClusterConnectivityCheckFailedException failure)
        {
            throw new InvalidInputException(
                $"a member of the cluster cannot be reached from this machine: {failure.Message} Expected members that reach each other; "
                    + "correct the address that the member was started with, or let its port through the firewall",
                failure
            );
        }
        catch (Exception failure) when (failure is OrleansException or RedisException or System.Net.Sockets.SocketException)
        {
            throw new InvalidInputException($"the cluster cannot be joined at {endpoint}: {failure.Message}", failure);
        }
    }

    private async Task Tell(PolicyCatalog catalog)
    {
        using var timer = new PeriodicTimer(MemberBoard.Period, clock);
        IReadOnlyList<string> told = [];
        while (await Tick(timer))
        {
            try
            {
                IReadOnlyList<string> differing = await board.Tell(MemberContents.Of(sources, catalog));
                foreach (string line in differing.Except(told, StringComparer.Ordinal))
                {
                    await log.WriteLineAsync(line);
                }

                told = differing;
            }
            catch (StoreException)
            {
                // The store told the log.
            }
        }
    }

    private async Task<bool> Tick(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // A member that ends in any way is found out by the others.
    private async Task Quietly(Task ending)
    {
        try
        {
            await ending;
        }
        catch (Exception failure)
        {
            await log.WriteLineAsync($"leaving the cluster: {failure.Message.Split('\n')[0]}");
        }
    }
}
