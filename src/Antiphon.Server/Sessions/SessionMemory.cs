using System.Collections.Concurrent;

namespace Antiphon.Server;

/// <summary>The sessions that were used last. What is no longer here is loaded from the store.</summary>
/// <param name="most">How much memory they may take, in bytes, about.</param>
internal sealed class SessionMemory(long most)
{
    private readonly ConcurrentDictionary<string, Session> sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<Session>>> loading = new(StringComparer.Ordinal);
    private readonly Lock evicting = new();
    private long clock;
    private long bytes;

    /// <summary>How many there are.</summary>
    public int Count => sessions.Count;

    /// <summary>The session of an id, for the caller alone; to be released.</summary>
    /// <param name="id">The id.</param>
    /// <param name="load">Loads it where it is not here.</param>
    /// <param name="cancellation">Gives up waiting for it.</param>
    public async Task<Session> Enter(string id, Func<string, Task<Session>> load, CancellationToken cancellation)
    {
        while (true)
        {
            bool isHere = sessions.TryGetValue(id, out Session? session);
            session ??= await Load(id, load, cancellation);
            await session.Gate.WaitAsync(cancellation);
            if (!session.IsGone && (isHere || Hold(session)))
            {
                session.Used = Interlocked.Increment(ref clock);
                return session;
            }

            session.Gate.Release();
        }
    }

    /// <summary>Takes a session in.</summary>
    /// <param name="session">The session.</param>
    /// <returns>Whether it was not here yet.</returns>
    public bool Hold(Session session)
    {
        session.Used = Interlocked.Increment(ref clock);
        if (!sessions.TryAdd(session.Row.Id, session))
        {
            return false;
        }

        if (Interlocked.Add(ref bytes, session.Bytes) > most)
        {
            Evict();
        }

        return true;
    }

    /// <summary>Forgets a session, which the caller has entered.</summary>
    /// <param name="session">The session.</param>
    public void Forget(Session session)
    {
        session.IsGone = true;
        if (sessions.TryRemove(KeyValuePair.Create(session.Row.Id, session)))
        {
            Interlocked.Add(ref bytes, -session.Bytes);
        }
    }

    /// <summary>Forgets the session of an id, once nobody uses it.</summary>
    /// <param name="id">The id.</param>
    public Task Forget(string id) => Free(id, Forget, CancellationToken.None);

    /// <summary>Waits until nobody uses the session of an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="cancellation">Gives up waiting for it.</param>
    public Task Settle(string id, CancellationToken cancellation) => Free(id, static _ => { }, cancellation);

    private async Task Free(string id, Action<Session> use, CancellationToken cancellation)
    {
        if (sessions.TryGetValue(id, out Session? session))
        {
            await session.Gate.WaitAsync(cancellation);
            use(session);
            session.Gate.Release();
        }
    }

    // Requests that come while a session is loaded wait for the one load: a long session is gone through once.
    private async Task<Session> Load(string id, Func<string, Task<Session>> load, CancellationToken cancellation)
    {
        Lazy<Task<Session>> shared = loading.GetOrAdd(id, _ => new Lazy<Task<Session>>(() => load(id)));
        try
        {
            return await shared.Value.WaitAsync(cancellation);
        }
        finally
        {
            loading.TryRemove(KeyValuePair.Create(id, shared));
        }
    }

    // Half of the room is made at once, so that sorting is rare.
    private void Evict()
    {
        lock (evicting)
        {
            foreach (Session session in sessions.Values.OrderBy(session => session.Used))
            {
                if (Interlocked.Read(ref bytes) <= most / 2)
                {
                    break;
                }

                if (session.Gate.Wait(0))
                {
                    Forget(session);
                    session.Gate.Release();
                }
            }
        }
    }
}
