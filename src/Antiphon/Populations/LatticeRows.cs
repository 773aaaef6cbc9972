using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Where the rows of a lattice stand. Count vectors that agree at all places but the last two follow one another in rank order; such a run
/// is a row. An elementary move from a place in front of the last two adds up whole rows with one weight each, so that it is arithmetic on
/// contiguous memory.
/// </summary>
internal sealed class LatticeRows(CountLattice lattice)
{
    private readonly RowTable?[] tables = new RowTable?[lattice.States * lattice.States];
    private readonly Dictionary<(int Block, int From, int To), RowTable> front = [];
    private readonly Dictionary<string, int[]> renamings = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>How many places are in front: those that a move may start from.</summary>
    internal static int Front(int states) => Math.Max(1, states - 2);

    /// <summary>Bytes of the tables of all moves and of the renamings, for as many of a game's agents.</summary>
    internal static double Bytes(CooperativeGame game, long agents)
    {
        if (game.Types.Count == 1)
        {
            return Bytes(game.LocalStates, agents);
        }

        // Rows of moves are as few as a block's own vectors; each block is brought to the front once.
        return sizeof(int) * (game.Types.Count + 1.0) * LatticeSize.CountVectors(game, agents);
    }

    /// <summary>Bytes of the tables of all moves and of the renamings between the orders of states that a schedule uses.</summary>
    internal static double Bytes(int states, long agents) =>
        states < 2
            ? 0
            : (sizeof(int) * Renamings(states) * LatticeSize.CountVectors(states, agents))
                + (Front(states) * (states - 1.0) * RowTable.Bytes(Front(states), agents));

    // Two or three orders of states follow each other in a schedule of few states, there and back; of many states there are more, and
    // kernels differ.
    private static double Renamings(int states) => states <= FewStates ? UsualRenamings : 4.0 * states;

    private const int FewStates = 6;
    private const int UsualRenamings = 6;

    /// <summary>The rows of a move between two places, the first of them in front; built on first use.</summary>
    internal RowTable Of(int from, int to, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            return tables[(from * lattice.States) + to] ??= RowTable.Build(lattice, from, to, cancellation);
        }
    }

    /// <summary>
    /// The rows of a move within a block that stands in front of all others: whatever the other blocks hold is a column, so that rows are
    /// as long as the lattice of all others is large.
    /// </summary>
    /// <param name="block">The block's number.</param>
    /// <param name="move">Between places of the block.</param>
    /// <param name="cancellation">Cancels.</param>
    internal RowTable OfFront(int block, ElementaryMove move, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            if (!front.TryGetValue((block, move.From, move.To), out RowTable? table))
            {
                var own = new CountLattice(lattice.Blocks[block].States, lattice.Blocks[block].Agents);
                table = RowTable.BuildFront(own, lattice.Size / own.Size, move.From, move.To, cancellation);
                front.Add((block, move.From, move.To), table);
            }

            return table;
        }
    }

    /// <summary>
    /// For each count vector d in one order of states the rank of the same vector in another order. Orders keep the states of a block
    /// together; where there is more than one block, blocks may change places.
    /// </summary>
    /// <param name="target">The state that stands at each place of d.</param>
    /// <param name="source">The state that stands at each place of the vector that is looked for.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>Null where nothing changes.</returns>
    internal int[]? Renaming(int[] target, int[] source, CancellationToken cancellation = default)
    {
        int[] places = [.. target.Select(state => Array.IndexOf(source, state))];
        if (lattice.Blocks.Length == 1)
        {
            return Renaming(places, cancellation);
        }

        if (target.SequenceEqual(source))
        {
            return null;
        }

        lock (gate)
        {
            string key = $"{string.Join(',', target)} {string.Join(',', source)}";
            if (!renamings.TryGetValue(key, out int[]? ranks))
            {
                ranks = Rename(places, Arranged(target), Arranged(source), cancellation);
                renamings.Add(key, ranks);
            }

            return ranks;
        }
    }

    // The lattice whose blocks stand as in an order of states.
    private CountLattice Arranged(int[] order)
    {
        ImmutableArray<CountBlock>.Builder blocks = ImmutableArray.CreateBuilder<CountBlock>();
        for (int place = 0; place < order.Length; place += blocks[^1].States)
        {
            CountBlock block = lattice.Blocks.First(block => order[place] >= block.First && order[place] < block.End);
            blocks.Add(block with { First = place });
        }

        return new CountLattice(blocks.ToImmutable());
    }

    /// <summary>
    /// For each count vector d the rank of the vector e with e[source[p]] = d[p]: where the value at d stands before states are put in
    /// another order.
    /// </summary>
    /// <param name="source">A permutation of the places.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>Null for the identity.</returns>
    internal int[]? Renaming(ReadOnlySpan<int> source, CancellationToken cancellation = default)
    {
        bool identity = true;
        for (int place = 0; place < source.Length; place++)
        {
            identity &= source[place] == place;
        }

        if (identity)
        {
            return null;
        }

        lock (gate)
        {
            string key = string.Join(',', source.ToArray());
            if (!renamings.TryGetValue(key, out int[]? ranks))
            {
                ranks = Rename(source, lattice, lattice, cancellation);
                renamings.Add(key, ranks);
            }

            return ranks;
        }
    }

    private static int[] Rename(ReadOnlySpan<int> source, CountLattice to, CountLattice from, CancellationToken cancellation)
    {
        int[] ranks = new int[to.Size];
        (int[] counts, int[] renamed) = (new int[to.States], new int[to.States]);
        to.WriteFirst(counts);
        for (int rank = 0; rank < ranks.Length; rank++)
        {
            cancellation.ThrowIfRequested(rank);
            for (int place = 0; place < counts.Length; place++)
            {
                renamed[source[place]] = counts[place];
            }

            ranks[rank] = from.Rank(renamed);
            to.MoveNext(counts);
        }

        return ranks;
    }
}
