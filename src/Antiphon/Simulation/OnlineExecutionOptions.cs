namespace Antiphon.Simulation;

/// <summary>How many episodes are simulated, how long, and from which seed.</summary>
public sealed record OnlineExecutionOptions
{
    /// <summary>Population size n; null takes the game's own.</summary>
    public long? Agents { get; init; }

    /// <summary>Steps per episode, H &gt;= 1.</summary>
    public int Horizon { get; init; } = 100;

    /// <summary>Episodes per seed, at least 1.</summary>
    public int Rollouts { get; init; } = 50;

    /// <summary>
    /// Number of seeds, at least 1. Their means are the samples of the confidence interval; a single seed uses its episodes instead.
    /// </summary>
    public int Seeds { get; init; } = 15;

    /// <summary>Root of all randomness; seed number i and episode r use the stream split by "simulate", i and "rollout", r.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Which global state the local agents' transitions see; anything but the default reproduces the authors' program.</summary>
    public LocalMoveOrder MoveOrder { get; init; } = LocalMoveOrder.Together;

    /// <summary>
    /// Whether random rewards enter through their means instead of being drawn: the same expected return with less spread. Nothing changes
    /// where rewards are not random.
    /// </summary>
    public bool MeanRewards { get; init; }

    /// <summary>What goes wrong in the world or in the dispatcher's model of it; null is nothing.</summary>
    public Disturbances? Disturbances { get; init; }

    /// <summary>Threads at work, at least 1. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    // One return (8 bytes) per episode is kept.
    private const long MaximumEpisodes = 100_000_000;

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidOptionException">An option is out of range; the message lists all that are.</exception>
    internal void Require()
    {
        var range = new OptionRange();
        range.AtLeast(1, nameof(Horizon), Horizon);
        range.AtLeast(1, nameof(Rollouts), Rollouts);
        range.AtLeast(1, nameof(Seeds), Seeds);
        range.AtLeast(1, nameof(Threads), Threads);
        range.AtMost(nameof(Seeds) + " x " + nameof(Rollouts), (long)Seeds * Rollouts, MaximumEpisodes);
        range.Require();
        Disturbances?.Require();
    }

    /// <summary>Refuses what a deployment of another kind of game has decided itself.</summary>
    /// <exception cref="InvalidOptionException">An option is set that would have no effect.</exception>
    internal void RequireUndecided()
    {
        if (Agents is not null)
        {
            throw new InvalidOptionException($"Agents is {Agents}; a deployment sets its own number of agents; leave it out");
        }

        if (MoveOrder != LocalMoveOrder.Together || MeanRewards || Disturbances is not null)
        {
            throw new InvalidOptionException(
                "MoveOrder, MeanRewards or Disturbances is set; these apply only to finite games; leave them out"
            );
        }
    }
}
