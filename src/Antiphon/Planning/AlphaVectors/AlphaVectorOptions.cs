using System.Collections.Immutable;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>A state of the limit's problem: a global state and a population.</summary>
/// <param name="GlobalState">s_g.</param>
/// <param name="Fractions">mu, the fraction of agents in each local state; sums to 1.</param>
public sealed record PopulationPoint(int GlobalState, ImmutableArray<double> Fractions);

/// <summary>Options of <see cref="AlphaVectorPlanner"/>. Equal options without a time limit give equal results.</summary>
public sealed record AlphaVectorOptions
{
    /// <summary>The largest gap between upper and lower bound at every start, in units of the return; positive.</summary>
    public double Accuracy { get; init; } = 0.01;

    /// <summary>
    /// The most backups; at least 0. The last walk is finished. A run that a time limit stopped is repeated to the bit with the number of
    /// backups that its result reports.
    /// </summary>
    public long MaximumBackups { get; init; } = 20_000;

    /// <summary>Stops the search after so long; null for no limit. The bounds of the starts are computed in any case.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Where to plan from; empty for draws of the game's initial law.</summary>
    public ImmutableArray<PopulationPoint> Starts { get; init; } = [];

    /// <summary>How many populations are drawn where no starts are given; at least 1.</summary>
    public int StartDraws { get; init; } = 16;

    /// <summary>Root of the draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// m: the exact full-information value of m agents bounds all larger populations from above. 1 takes the value of one agent, 2 of two
    /// at any number of local states; null chooses by the number of local states.
    /// </summary>
    public int? Subpopulation { get; init; }

    /// <summary>
    /// Vectors that an earlier call found, for example beside another local policy of the same game: their plans are valued anew. Null
    /// starts from blind plans alone.
    /// </summary>
    public AlphaVectors? WarmStart { get; init; }

    /// <summary>Backups where bounds are printed or written.</summary>
    internal const long BackupsForBounds = 4_000;

    /// <summary>The most agents of a lattice that is solved for a part of the population without being asked for.</summary>
    internal const int MostAgentsOnLattice = 30;

    /// <summary>The most count vectors of a lattice that is chosen where <see cref="Subpopulation"/> is null.</summary>
    internal long LargestLattice { get; init; } = 50_000;

    /// <summary>The most agents of a lattice that is chosen where <see cref="Subpopulation"/> is null: n, if it is small.</summary>
    internal int MostAgents { get; init; } = MostAgentsOnLattice;

    /// <summary>Threads; at least 1. Results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    internal void Check()
    {
        if (!(Accuracy > 0) || MaximumBackups < 0 || StartDraws < 1 || Threads < 1 || Subpopulation < 1 || TimeLimit < TimeSpan.Zero)
        {
            throw new InvalidOptionException(
                "planning by alpha vectors needs Accuracy > 0, MaximumBackups >= 0, StartDraws >= 1, Threads >= 1, Subpopulation >= 1, "
                    + $"TimeLimit >= 0; found {Accuracy}, {MaximumBackups}, {StartDraws}, {Threads}, {Subpopulation}, {TimeLimit}"
            );
        }
    }
}
