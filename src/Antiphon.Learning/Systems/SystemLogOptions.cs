using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>What <see cref="SystemRecorder"/> records.</summary>
public sealed record SystemLogOptions
{
    private const int MostEpisodes = 1_000_000;
    private const int MostThreads = 1_024;

    /// <summary>Episodes, at least 1; 100 by default.</summary>
    public int Episodes { get; init; } = 100;

    /// <summary>Steps of each, at least 2; 100 by default.</summary>
    public int Horizon { get; init; } = 100;

    /// <summary>How many agents are tracked, from 1 to n; 50 by default. Drawn for each episode.</summary>
    public int Tracked { get; init; } = 50;

    /// <summary>
    /// A pair to explore around, for a log of what happens near it: its dispatcher now and then keeps a random action, its agents follow
    /// habits in a part of their decisions. Null: everybody acts at random.
    /// </summary>
    public JointPolicy? Around { get; init; }

    /// <summary>Root of all randomness.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads, at least 1. The log does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    internal void Check(int agents)
    {
        var range = new OptionRange();
        range.AtLeast(1, nameof(Episodes), Episodes);
        range.AtMost(nameof(Episodes), Episodes, MostEpisodes);
        range.AtLeast(2, nameof(Horizon), Horizon);
        range.AtLeast(1, nameof(Tracked), Tracked);
        range.AtMost(nameof(Tracked), Tracked, agents);
        range.AtLeast(1, nameof(Threads), Threads);
        range.AtMost(nameof(Threads), Threads, MostThreads);
        range.Require();
    }
}
