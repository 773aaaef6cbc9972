namespace Antiphon.Cluster;

/// <summary>Asks Redis for a store: a bounded number of requests at a time, and failures in the words of a store.</summary>
/// <param name="connection">The connection, which this disposes of.</param>
/// <param name="log">Receives a line when Redis fails, and one when it is back.</param>
internal sealed class RedisRequests(IConnectionMultiplexer connection, TextWriter log) : IAsyncDisposable
{
    private const int MostWaiting = 4096;

    private int waiting;
    private int isAway;

    /// <summary>Runs a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">The keys that it uses.</param>
    /// <param name="values">Its arguments.</param>
    /// <exception cref="StoreException">Redis failed; whether the script ran is not known.</exception>
    public Task<RedisResult> Run(string script, RedisKey[] keys, params RedisValue[] values) =>
        Ask(async database =>
        {
            try
            {
                return await database.ScriptEvaluateAsync(script, keys, values);
            }
            catch (RedisServerException fault) when (fault.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
            {
                // Redis was started anew and does not know the script, which did not run; the client sends its text now.
                return await database.ScriptEvaluateAsync(script, keys, values);
            }
        });

    /// <summary>Does something with the database.</summary>
    /// <param name="request">What.</param>
    /// <exception cref="StoreException">Redis failed; whether it was done is not known.</exception>
    public async Task<T> Ask<T>(Func<IDatabase, Task<T>> request)
    {
        if (Interlocked.Increment(ref waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            throw new StoreException(new InvalidOperationException("too many requests wait for Redis"));
        }

        try
        {
            T answer = await request(connection.GetDatabase());
            if (Volatile.Read(ref isAway) == 1 && Interlocked.Exchange(ref isAway, 0) == 1)
            {
                await log.WriteLineAsync("the store is back");
            }

            return answer;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            if (Interlocked.Exchange(ref isAway, 1) == 0)
            {
                await log.WriteLineAsync($"the store failed: {failure.Message.Split('\n')[0]}");
            }

            throw new StoreException(failure);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
