namespace Antiphon.Server;

/// <summary>The connections that watch the simulated population. For one caller at a time.</summary>
internal sealed class FleetWatchers
{
    private readonly List<StepQueue> queues = [];

    /// <summary>How many there are.</summary>
    public int Count => queues.Count;

    /// <summary>Begins to watch.</summary>
    /// <param name="first">What is shown first.</param>
    /// <exception cref="ProblemException">Too many watch already.</exception>
    public StepQueue Join(StepEvent first)
    {
        WatchLimit.Require(queues.Count);
        var queue = new StepQueue();
        queues.Add(queue);
        queue.Add(first);
        return queue;
    }

    /// <summary>Watches no longer.</summary>
    public void Leave(StepQueue queue) => queues.Remove(queue);

    /// <summary>Tells all.</summary>
    public void Tell(StepEvent shown)
    {
        foreach (StepQueue queue in queues)
        {
            queue.Add(shown);
        }
    }
}
