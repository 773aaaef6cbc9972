using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Antiphon.Cluster;

/// <summary>Builds a silo of Orleans: this member, among the others.</summary>
internal static class SiloHost
{
    private const string Name = "antiphon";

    // How soon a dead member is taken for dead: after two probes without an answer, the second through another member. Then its sessions
    // are loaded elsewhere. Sooner would take a busy member for dead.
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);
    private const int MissedProbes = 2;

    private static readonly TimeSpan Publish = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Join = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Response = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(2);

    /// <summary>Builds it; it does not listen yet.</summary>
    /// <param name="endpoint">Where the others reach it.</param>
    /// <param name="redis">Where the list of members is.</param>
    /// <param name="services">Adds what grains need.</param>
    public static IHost Build(IPEndPoint endpoint, ConfigurationOptions redis, Action<IServiceCollection> services)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        services(builder.Services);
        builder.UseOrleans(silo => Configure(silo, endpoint, redis));
        return builder.Build();
    }

    private static void Configure(ISiloBuilder silo, IPEndPoint endpoint, ConfigurationOptions redis)
    {
        silo.UseRedisClustering(options => options.ConfigurationOptions = redis);
        silo.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = Name;
            options.ServiceId = Name;
        });
        silo.Configure<SiloOptions>(options => options.SiloName = endpoint.ToString());
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = endpoint.Address;
            options.SiloPort = endpoint.Port;
            options.GatewayPort = 0;
        });
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = Probe;
            options.MaxProbeTimeout = 2 * Probe;
            options.NumMissedProbesLimit = MissedProbes;
            options.TableRefreshTimeout = Refresh;
            options.IAmAliveTablePublishTimeout = Publish;
            options.MaxJoinAttemptTime = Join;
        });
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = Response);
        silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = Idle);
    }
}
