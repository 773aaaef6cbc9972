using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>The effort of <see cref="GapSearch"/> to find what each side could still gain. Equal options give equal results.</summary>
public sealed record GapSearchOptions
{
    /// <summary>
    /// Proposals of each side from the trained network, and as many from a random one; at least 1. Each continues learning from the one
    /// before, with the effort that the training's options set for a proposal.
    /// </summary>
    public int Proposals { get; init; } = 5;

    /// <summary>Pairs of episodes by which the best proposal of a side is compared with the trained pair, 64 to 10,000,000.</summary>
    public int Rollouts { get; init; } = 512;

    /// <summary>Root of all randomness. No stream is one of the training's, even where the two seeds are equal.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads at work, at least 1. Results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    // What every proposal is measured by before the best is compared.
    internal const int ScreeningEpisodes = 64;

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidOptionException">An option is out of range; the message lists all that are.</exception>
    internal void Require()
    {
        var range = new OptionRange();
        range.AtLeast(1, nameof(Proposals), Proposals);
        range.AtLeast(ScreeningEpisodes, nameof(Rollouts), Rollouts);
        range.AtMost(nameof(Rollouts), Rollouts, PairedComparisonOptions.LargestMaximum);
        range.AtLeast(1, nameof(Threads), Threads);
        range.Require();
    }
}
