using System.Globalization;

namespace Antiphon.Simulation;

/// <summary>How two joint policies are compared.</summary>
public sealed record PairedComparisonOptions
{
    /// <summary>Population size n; null takes the game's own.</summary>
    public long? Agents { get; init; }

    /// <summary>Steps per episode, H &gt;= 1.</summary>
    public int Horizon { get; init; } = 100;

    /// <summary>Pairs of episodes before the first interim analysis, at least 2; every later one doubles the total.</summary>
    public int FirstBatch { get; init; } = 64;

    /// <summary>Pairs of episodes after which the comparison ends undecided, at least <see cref="FirstBatch"/>.</summary>
    public int MaximumRollouts { get; init; } = 4096;

    /// <summary>Probability, over all analyses together, that no interval misses the true difference; strictly between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Root of all randomness.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads at work, at least 1. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    // Three numbers (24 bytes) per pair of episodes are kept.
    internal const int LargestMaximum = 10_000_000;

    /// <summary>Refuses what a deployment has decided itself.</summary>
    /// <exception cref="InvalidInputException">A number of agents is set.</exception>
    internal void RequireUndecided()
    {
        if (Agents is not null)
        {
            throw new InvalidOptionException($"Agents is {Agents}; a deployment sets its own number of agents; leave it out");
        }
    }

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidOptionException">An option is out of range; the message lists all that are.</exception>
    internal void Require()
    {
        var range = new OptionRange();
        range.AtLeast(1, nameof(Horizon), Horizon);
        range.AtLeast(2, nameof(FirstBatch), FirstBatch);
        range.AtMost(nameof(FirstBatch), FirstBatch, MaximumRollouts);
        range.AtMost(nameof(MaximumRollouts), MaximumRollouts, LargestMaximum);
        range.AtLeast(1, nameof(Threads), Threads);
        range.Inside(nameof(Confidence), Confidence, 0, 1);
        range.Require();
    }

    /// <summary>The comparison in words.</summary>
    /// <param name="agents">n.</param>
    internal string Describe(long agents) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"paired simulation at n = {agents:N0}, horizon {Horizon}, up to {MaximumRollouts:N0} pairs of episodes, {Confidence:P0} "
                + $"confidence each"
        );
}
