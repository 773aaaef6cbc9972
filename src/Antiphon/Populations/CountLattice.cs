namespace Antiphon.Populations;

/// <summary>
/// All count vectors c in N^S with c_0 + .. + c_{S-1} = k, ranked in ascending lexicographic order of (c_0, c_1, ..):
/// (0,..,0,k) has rank 0 and (k,0,..,0) comes last. There are C(k+S-1, S-1) of them.
/// </summary>
public sealed class CountLattice
{
    /// <summary>The largest lattice that can be indexed; a function on it would already take 8 bytes times this.</summary>
    public const int MaximumSize = 1 << 28;

    // suffixes[p][m] = C(m+S-1-p, S-1-p): how many ways m agents can fill places p, p+1, .., S-1. At place p with m agents left,
    // suffixes[p][m] - suffixes[p][m-v] vectors have a smaller count than v there, so the rank is a sum of such differences.
    private readonly int[][] suffixes;

    /// <summary>Builds the lattice of <paramref name="agents"/> agents over <paramref name="states"/> local states.</summary>
    /// <param name="states">S, the number of local states; at least 1.</param>
    /// <param name="agents">k, how many agents are counted; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">S is below 1 or k below 0.</exception>
    /// <exception cref="InvalidInputException">The lattice has more than <see cref="MaximumSize"/> vectors; the message says how many, and which k fits.</exception>
    public CountLattice(int states, int agents)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(agents);
        LatticeSize.Require(states, agents, MaximumSize);
        States = states;
        Agents = agents;
        Size = (int)LatticeSize.CountVectors(states, agents);
        suffixes = new int[states - 1][];
        for (var place = 0; place < suffixes.Length; place++)
        {
            suffixes[place] = new int[agents + 1];
            for (var left = 0; left <= agents; left++)
            {
                suffixes[place][left] = (int)LatticeSize.CountVectors(states - place, left);
            }
        }
    }

    /// <summary>S, the number of local states.</summary>
    public int States { get; }

    /// <summary>k, the number of agents that every vector sums to.</summary>
    public int Agents { get; }

    /// <summary>C(k+S-1, S-1), the number of count vectors.</summary>
    public int Size { get; }

    /// <summary>The number of count vectors C(agents+states-1, states-1); <see cref="long.MaxValue"/> when it does not fit a long.</summary>
    /// <param name="states">S, at least 1.</param>
    /// <param name="agents">How many agents are counted, at least 0.</param>
    public static long CountVectors(int states, long agents) => LatticeSize.CountVectors(states, agents);

    /// <summary>The rank of a count vector, in [0, <see cref="Size"/>).</summary>
    /// <param name="counts">c, of length S, nonnegative, summing to k. Not checked beyond array bounds: this is a hot path.</param>
    public int Rank(ReadOnlySpan<int> counts)
    {
        var rank = 0;
        var left = Agents;
        for (var place = 0; place < suffixes.Length; place++)
        {
            var table = suffixes[place];
            rank += table[left];
            left -= counts[place];
            rank -= table[left];
        }

        return rank;
    }

    /// <summary>Writes the count vector of a rank.</summary>
    /// <param name="rank">In [0, <see cref="Size"/>).</param>
    /// <param name="counts">Receives c; length S.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rank is outside the lattice.</exception>
    public void Unrank(int rank, Span<int> counts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, Size);
        var left = Agents;
        for (var place = 0; place < suffixes.Length; place++)
        {
            // The count is the largest v with table[left] - table[left - v] <= rank.
            var table = suffixes[place].AsSpan(0, left + 1);
            var index = table.BinarySearch(table[left] - rank);
            var rest = index >= 0 ? index : ~index;
            rank -= table[left] - table[rest];
            counts[place] = left - rest;
            left = rest;
        }

        counts[States - 1] = left;
    }

    /// <summary>Advances a count vector to its successor in rank order, in place.</summary>
    /// <param name="counts">A count vector of this lattice.</param>
    /// <returns>False when it was the last one (then it is left as it is).</returns>
    public bool MoveNext(Span<int> counts)
    {
        var last = States - 1;
        var place = last - 1;
        var tail = counts[last];
        while (place >= 0 && tail == 0)
        {
            tail = counts[place];
            place--;
        }

        if (place < 0)
        {
            return false;
        }

        // One agent moves from the tail to `place`; the rest of the tail becomes the smallest suffix (0,..,0,rest).
        counts[place]++;
        for (var next = place + 1; next < last; next++)
        {
            counts[next] = 0;
        }

        counts[last] = tail - 1;
        return true;
    }
}
