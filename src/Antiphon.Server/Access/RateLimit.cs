using System.Collections.Concurrent;

namespace Antiphon.Server;

/// <summary>At most so many requests per second of one client, in bursts of that many (a token bucket).</summary>
/// <param name="perSecond">How many; 0 is no limit.</param>
/// <param name="clock">The clock.</param>
internal sealed class RateLimit(int perSecond, TimeProvider clock)
{
    private const int MostClients = 10_000;

    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Whether a client may make a request now, which is counted.</summary>
    /// <param name="client">Its key or its address.</param>
    public bool Allows(string client)
    {
        if (perSecond == 0)
        {
            return true;
        }

        // Buckets are full again after a second: forgetting them gives little away.
        if (buckets.Count > MostClients)
        {
            buckets.Clear();
        }

        return buckets.GetOrAdd(client, _ => new Bucket(perSecond, clock.GetTimestamp())).Take(perSecond, clock);
    }

    /// <summary>The same without counting it.</summary>
    /// <param name="client">Its key or its address.</param>
    public bool WouldAllow(string client) => !buckets.TryGetValue(client, out Bucket? bucket) || bucket.HasAny(perSecond, clock);

    private sealed class Bucket(double tokens, long filled)
    {
        private readonly Lock filling = new();
        private double tokens = tokens;
        private long filled = filled;

        public bool HasAny(int perSecond, TimeProvider clock)
        {
            lock (filling)
            {
                long now = clock.GetTimestamp();
                tokens = Math.Min(perSecond, tokens + (perSecond * clock.GetElapsedTime(filled, now).TotalSeconds));
                filled = now;
                return tokens >= 1;
            }
        }

        public bool Take(int perSecond, TimeProvider clock)
        {
            lock (filling)
            {
                bool any = HasAny(perSecond, clock);
                tokens -= any ? 1 : 0;
                return any;
            }
        }
    }
}
