using System.Net;

namespace Antiphon.Cluster;

/// <summary>
/// The policy service as a member of a cluster. Every member answers every request. A session is in the memory of one member, which takes
/// its steps, and moves to another one when that dies; what happened is in Redis.
/// </summary>
public static class ClusterServer
{
    /// <summary>Joins a cluster, or begins one, and starts to listen.</summary>
    /// <param name="options">How the server runs; its store is not used.</param>
    /// <param name="member">How it takes part.</param>
    /// <param name="policies">What it serves: the same at all members.</param>
    /// <param name="cancellation">Cancels the start.</param>
    /// <exception cref="InvalidInputException">
    /// What a <see cref="PolicyServer"/> refuses; or Redis does not answer or cannot hold a cluster; a member serves something else or is
    /// another version of the program; or a member cannot be reached.
    /// </exception>
    public static async Task<PolicyServer> StartAsync(
        ServerOptions options,
        MemberOptions member,
        IReadOnlyList<PolicySource> policies,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(policies);
        options.Require();
        if (options.Demo is not null)
        {
            throw new InvalidOptionException(nameof(ServerOptions.Demo), "set", "no simulated population in a cluster", "serve it apart");
        }

        ConfigurationOptions redis = RedisAddress.Read(member.RedisConfiguration);
        IPEndPoint endpoint = member.Endpoint();
        var log = TextWriter.Synchronized(options.Log);
        ConnectionMultiplexer connection = await RedisConnection.Open(redis, log);
        var requests = new RedisRequests(connection, log);
        var store = new RedisStore(requests, options.Time);
        var host = new ClusterHost(redis.Clone(), endpoint, policies, store, requests, options.Time, log);
        try
        {
            return await PolicyServer.StartAsync(options, policies, store, log, cancellation, host);
        }
        catch
        {
            await host.DisposeAsync();
            await store.DisposeAsync();
            throw;
        }
    }
}
