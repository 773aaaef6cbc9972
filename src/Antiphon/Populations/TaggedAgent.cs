using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// One agent of a type is tagged, the others are a lattice of their own: rank(c + e_y) for every count vector c of the others.
/// </summary>
internal sealed class TaggedAgent
{
    private readonly CountBlock block;

    /// <summary>Tags an agent.</summary>
    /// <param name="population">All agents.</param>
    /// <param name="type">The number of its block of states.</param>
    /// <param name="cancellation">Cancels.</param>
    internal TaggedAgent(CountLattice population, int type = 0, CancellationToken cancellation = default)
    {
        block = population.Blocks[type];
        Others = new CountLattice(population.Blocks.SetItem(type, block with { Agents = block.Agents - 1 }));
        Rows = new LatticeRows(Others);
        With = new int[Others.Size * block.States];
        OthersCounts = new int[With.Length];
        int[] counts = new int[population.States];
        for (int rank = 0; rank < Others.Size; rank++)
        {
            cancellation.ThrowIfRequested(rank);
            Others.Unrank(rank, counts);
            counts.AsSpan(block.First, block.States).CopyTo(OthersCounts.AsSpan(rank * block.States));
            for (int state = 0; state < block.States; state++)
            {
                counts[block.First + state]++;
                With[(rank * block.States) + state] = population.Rank(counts);
                counts[block.First + state]--;
            }
        }
    }

    /// <summary>Bytes of its tables, for an agent of the average type; rows come on top.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">n.</param>
    internal static double Bytes(CooperativeGame game, long agents) =>
        2.0 * sizeof(int) * LatticeSize.CountVectors(game, agents - 1) * game.LocalStates / game.Types.Count;

    /// <summary>Count vectors of the other n-1 agents.</summary>
    internal CountLattice Others { get; }

    internal LatticeRows Rows { get; }

    /// <summary>[rank * S_t + y], y counted within the type: the rank of c + e_y among n agents.</summary>
    internal int[] With { get; }

    /// <summary>[rank * S_t + x], x counted within the type: c_x.</summary>
    internal int[] OthersCounts { get; }

    /// <summary>The place in <see cref="With"/> of a state of the type, counted within the game.</summary>
    internal int Place(int rank, int state) => (rank * block.States) + state - block.First;
}
