namespace Antiphon.Cluster;

/// <summary>Connects to the Redis of a cluster, and makes sure that it can hold one.</summary>
internal static class RedisConnection
{
    private const string FormatKey = RedisKeys.Prefix + "format";
    private const string Format = "antiphon-redis/1";

    /// <summary>Connects.</summary>
    /// <param name="settings">From <see cref="RedisAddress.Read"/>.</param>
    /// <param name="log">Receives a line where a power loss may cost steps.</param>
    /// <exception cref="InvalidInputException">Nothing answers, it is no Redis, or not one that can hold a cluster.</exception>
    public static async Task<ConnectionMultiplexer> Open(ConfigurationOptions settings, TextWriter log)
    {
        ConnectionMultiplexer? connection = null;
        try
        {
            connection = await ConnectionMultiplexer.ConnectAsync(settings);
            await Require(connection.GetDatabase(), RedisAddress.Shown(settings));
            await TellOfFlushes(connection.GetDatabase(), log);
            return connection;
        }
        catch (Exception failure)
        {
            await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw failure is RedisException or TimeoutException ? Unreachable(settings, failure) : failure;
        }
    }

    private static async Task Require(IDatabase database, string place)
    {
        IReadOnlyList<Violation> faults = RedisRequirements.Check((string?)await database.ExecuteAsync("INFO") ?? "");
        if (faults.Count > 0)
        {
            throw new InvalidInputException($"the Redis at {place} cannot hold a cluster: {string.Join("; ", faults)}");
        }

        await database.StringSetAsync(FormatKey, Format, when: When.NotExists);
        string? found = await database.StringGetAsync(FormatKey);
        if (found != Format)
        {
            throw new InvalidInputException(
                $"the sessions in the Redis at {place} have the format {found}; expected {Format}; they were written by another version "
                    + "of the program; choose another database (defaultDatabase=1), or use that version"
            );
        }
    }

    // A user without the right to read settings is not told.
    private static async Task TellOfFlushes(IDatabase database, TextWriter log)
    {
        try
        {
            if ((string[]?)await database.ExecuteAsync("CONFIG", "GET", "appendfsync") is [_, not "always" and var found])
            {
                await log.WriteLineAsync(
                    $"Redis has 'appendfsync {found}': a crash of its machine may cost the latest seconds of answered steps; set "
                        + "'appendfsync always' if that matters"
                );
            }
        }
        catch (RedisServerException)
        {
            // It may be a service that hides its settings.
        }
    }

    private static InvalidOptionException Unreachable(ConfigurationOptions settings, Exception failure)
    {
        return new InvalidOptionException(
            nameof(MemberOptions.RedisConfiguration),
            $"{RedisAddress.Shown(settings)}, where {Found(failure)}",
            "the address of a Redis that accepts this user",
            "start it, or correct the address, the password or ssl"
        );
    }

    // The messages of the client give advice to programmers.
    private static string Found(Exception failure) =>
        failure switch
        {
            RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => "Redis refuses this user or password",
            RedisConnectionException => "no Redis answers",
            RedisServerException => $"Redis says: {failure.Message.Split('\n')[0]}",
            _ => "nothing answers in time",
        };
}
