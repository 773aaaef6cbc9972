namespace Antiphon.Server;

/// <summary>The connections that watch sessions, by session.</summary>
internal sealed class SessionWatchers
{
    private readonly Lock changing = new();
    private readonly Dictionary<string, List<StepQueue>> watched = new(StringComparer.Ordinal);
    private int count;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Begins to watch a session.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Receives its steps from now on; to be given back by <see cref="Leave"/>.</returns>
    /// <exception cref="ProblemException">Too many watch already.</exception>
    public StepQueue Join(string id)
    {
        lock (changing)
        {
            WatchLimit.Require(count);
            if (!watched.TryGetValue(id, out List<StepQueue>? queues))
            {
                watched.Add(id, queues = []);
            }

            var queue = new StepQueue();
            queues.Add(queue);
            count++;
            return queue;
        }
    }

    /// <summary>Watches no longer.</summary>
    /// <param name="id">The session.</param>
    /// <param name="queue">From <see cref="Join"/>.</param>
    public void Leave(string id, StepQueue queue)
    {
        lock (changing)
        {
            List<StepQueue> queues = watched[id];
            queues.Remove(queue);
            count--;
            if (queues.Count == 0)
            {
                watched.Remove(id);
            }
        }
    }

    /// <summary>Tells of the latest step of a session; the caller alone uses the session meanwhile.</summary>
    /// <param name="session">The session.</param>
    public void Tell(Session session)
    {
        if (Count > 0 && Of(session.Row.Id) is { Length: > 0 } queues)
        {
            StepEvent step = EventText.Latest(session)!;
            foreach (StepQueue queue in queues)
            {
                queue.Add(step);
            }
        }
    }

    /// <summary>Tells that a session was closed.</summary>
    /// <param name="id">Its id.</param>
    public void End(string id)
    {
        foreach (StepQueue queue in Of(id))
        {
            queue.End();
        }
    }

    private StepQueue[] Of(string id)
    {
        lock (changing)
        {
            return watched.TryGetValue(id, out List<StepQueue>? queues) ? [.. queues] : [];
        }
    }
}
