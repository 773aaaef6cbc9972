namespace Antiphon.Populations;

/// <summary>
/// Where the rows of a lattice stand. Count vectors that agree at all places but the last two follow one another in rank order; such a run is a row. An
/// elementary move from a place in front of the last two adds up whole rows with one weight each, so that it is arithmetic on contiguous memory.
/// </summary>
internal sealed class LatticeRows(CountLattice lattice)
{
    private readonly RowTable?[] tables = new RowTable?[lattice.States * lattice.States];
    private readonly Dictionary<string, int[]> renamings = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>How many places are in front: those that a move may start from.</summary>
    internal static int Front(int states) => Math.Max(1, states - 2);

    /// <summary>Bytes of the tables of all moves and of the renamings between the orders of states that a schedule uses.</summary>
    internal static double Bytes(int states, long agents) => states < 2
        ? 0
        : sizeof(int) * ((UsualRenamings * (double)LatticeSize.CountVectors(states, agents))
            + (2.0 * Front(states) * (states - 1) * LatticeSize.CountVectors(Front(states) + 1, agents)));

    // Two or three orders of states follow each other in a schedule; there and back.
    private const int UsualRenamings = 6;

    /// <summary>The rows of a move between two places, the first of them in front; built on first use.</summary>
    internal RowTable Of(int from, int to)
    {
        lock (gate)
        {
            return tables[(from * lattice.States) + to] ??= RowTable.Build(lattice, from, to);
        }
    }

    /// <summary>
    /// For each count vector d the rank of the vector e with e[source[p]] = d[p]: where the value at d stands before states are put in another order.
    /// </summary>
    /// <param name="source">A permutation of the places.</param>
    /// <returns>Null for the identity.</returns>
    internal int[]? Renaming(ReadOnlySpan<int> source)
    {
        var identity = true;
        for (var place = 0; place < source.Length; place++)
        {
            identity &= source[place] == place;
        }

        if (identity)
        {
            return null;
        }

        lock (gate)
        {
            var key = string.Join(',', source.ToArray());
            if (!renamings.TryGetValue(key, out var ranks))
            {
                ranks = Rename(source);
                renamings.Add(key, ranks);
            }

            return ranks;
        }
    }

    private int[] Rename(ReadOnlySpan<int> source)
    {
        var ranks = new int[lattice.Size];
        var (counts, renamed) = (new int[lattice.States], new int[lattice.States]);
        counts[^1] = lattice.Agents;
        for (var rank = 0; rank < ranks.Length; rank++)
        {
            for (var place = 0; place < counts.Length; place++)
            {
                renamed[source[place]] = counts[place];
            }

            ranks[rank] = lattice.Rank(renamed);
            lattice.MoveNext(counts);
        }

        return ranks;
    }
}
