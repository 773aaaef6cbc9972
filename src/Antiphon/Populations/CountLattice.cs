using System.Collections.Immutable;
using Antiphon.Games;

namespace Antiphon.Populations;

/// <summary>
/// All count vectors c in N^S with c_0 + .. + c_{S-1} = k, ranked in ascending lexicographic order of (c_0, c_1, ..): (0,..,0,k) has rank
/// 0 and (k,0,..,0) comes last. There are C(k+S-1, S-1) of them. With types, the states come in blocks whose numbers of agents are known.
/// The lattice then holds only the vectors with these sums: the product of the blocks' lattices, ranked in the same order.
/// </summary>
public sealed class CountLattice
{
    /// <summary>The largest lattice that can be indexed; a function on it would already take 8 bytes times this.</summary>
    internal const int MaximumSize = 1 << 28;

    // suffixes[p][m]: how many ways m agents can fill places p, p+1, .. of p's block, times the size of all blocks behind. At place p with
    // m agents left,
    // (suffixes[p][m] - suffixes[p][m-v]) vectors have a smaller count than v there, so the rank is a sum of such differences. The last
    // place of a
    // block has nothing to add.
    private readonly int[][] suffixes;

    /// <summary>Builds the lattice of <paramref name="agents"/> agents over <paramref name="states"/> local states.</summary>
    /// <param name="states">S, the number of local states; at least 1.</param>
    /// <param name="agents">k, how many agents are counted; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">S is below 1 or k below 0.</exception>
    /// <exception cref="InvalidInputException">
    /// The lattice has more than <see cref="MaximumSize"/> vectors; the message says how many, and which k fits.
    /// </exception>
    public CountLattice(int states, int agents)
        : this([Checked(states, agents)]) { }

    /// <summary>Builds the product of lattices of blocks.</summary>
    /// <param name="blocks">The blocks in the order of their states, without gaps; at least one.</param>
    /// <exception cref="ArgumentException">The blocks leave a gap or overlap.</exception>
    /// <exception cref="InvalidInputException">The lattice has more than <see cref="MaximumSize"/> vectors.</exception>
    internal CountLattice(ImmutableArray<CountBlock> blocks)
    {
        Blocks = blocks;
        States = blocks[^1].End;
        Agents = blocks.Sum(block => block.Agents);
        suffixes = new int[States][];
        long behind = 1L;
        for (int index = blocks.Length - 1; index >= 0; index--)
        {
            CountBlock block = blocks[index];
            if (block.First != (index == 0 ? 0 : blocks[index - 1].End))
            {
                throw new ArgumentException("blocks of states must be consecutive", nameof(blocks));
            }

            LatticeSize.Require(block.States, block.Agents, MaximumSize / behind);
            for (int place = block.First; place < block.End - 1; place++)
            {
                suffixes[place] = new int[block.Agents + 1];
                for (int left = 0; left <= block.Agents; left++)
                {
                    suffixes[place][left] = (int)(LatticeSize.CountVectors(block.End - place, left) * behind);
                }
            }

            behind *= LatticeSize.CountVectors(block.States, block.Agents);
        }

        Size = (int)behind;
    }

    /// <summary>S, the number of local states.</summary>
    public int States { get; }

    /// <summary>k, the number of agents that every vector sums to.</summary>
    public int Agents { get; }

    /// <summary>The number of count vectors: C(k+S-1, S-1), or the product of such numbers over blocks.</summary>
    public int Size { get; }

    /// <summary>The blocks of states with known numbers of agents; one that holds all for agents of one type.</summary>
    internal ImmutableArray<CountBlock> Blocks { get; }

    /// <summary>The lattice of a number of a game's agents: as many of each type as <see cref="AgentTypes.Split"/> says.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">At least the number of types.</param>
    /// <exception cref="InvalidInputException">There are fewer agents than types, or the lattice is too large.</exception>
    public static CountLattice Of(CooperativeGame game, int agents)
    {
        ArgumentNullException.ThrowIfNull(game);
        if (game.Types.Count == 1)
        {
            return new CountLattice(game.LocalStates, agents);
        }

        LatticeSize.Require(game, agents, MaximumSize);
        return new CountLattice(CountBlock.Of(game, agents));
    }

    /// <summary>
    /// The number of count vectors C(agents+states-1, states-1); <see cref="long.MaxValue"/> when it does not fit a long.
    /// </summary>
    /// <param name="states">S, at least 1.</param>
    /// <param name="agents">How many agents are counted, at least 0.</param>
    internal static long CountVectors(int states, long agents) => LatticeSize.CountVectors(states, agents);

    /// <summary>The rank of a count vector, in [0, <see cref="Size"/>).</summary>
    /// <param name="counts">
    /// c, of length S, nonnegative, with the blocks' sums. Not checked beyond array bounds: this is a hot path.
    /// </param>
    public int Rank(ReadOnlySpan<int> counts)
    {
        int rank = 0;
        foreach (CountBlock block in Blocks)
        {
            int left = block.Agents;
            for (int place = block.First; place < block.End - 1; place++)
            {
                int[] table = suffixes[place];
                rank += table[left];
                left -= counts[place];
                rank -= table[left];
            }
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
        foreach (CountBlock block in Blocks)
        {
            int left = block.Agents;
            for (int place = block.First; place < block.End - 1; place++)
            {
                // The count is the largest v with table[left] - table[left - v] <= rank.
                Span<int> table = suffixes[place].AsSpan(0, left + 1);
                int index = table.BinarySearch(table[left] - rank);
                int rest = index >= 0 ? index : ~index;
                rank -= table[left] - table[rest];
                counts[place] = left - rest;
                left = rest;
            }

            counts[block.End - 1] = left;
        }
    }

    /// <summary>Writes the first count vector, of rank 0: all agents of a block in its last state.</summary>
    /// <param name="counts">Receives c; length S.</param>
    internal void WriteFirst(Span<int> counts)
    {
        counts[..States].Clear();
        foreach (CountBlock block in Blocks)
        {
            counts[block.End - 1] = block.Agents;
        }
    }

    /// <summary>Advances a count vector to its successor in rank order, in place.</summary>
    /// <param name="counts">A count vector of this lattice.</param>
    /// <returns>False when it was the last one (then it is left as it is).</returns>
    public bool MoveNext(Span<int> counts)
    {
        for (int index = Blocks.Length - 1; index >= 0; index--)
        {
            CountBlock block = Blocks[index];
            if (MoveNextOfBlock(counts.Slice(block.First, block.States)))
            {
                for (index++; index < Blocks.Length; index++)
                {
                    Span<int> behind = counts.Slice(Blocks[index].First, Blocks[index].States);
                    behind.Clear();
                    behind[^1] = Blocks[index].Agents;
                }

                return true;
            }
        }

        return false;
    }

    private static CountBlock Checked(int states, int agents)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(agents);
        return new CountBlock(0, states, agents);
    }

    // The successor within one block.
    private static bool MoveNextOfBlock(Span<int> counts)
    {
        int last = counts.Length - 1;
        int place = last - 1;
        int tail = counts[last];
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
        for (int next = place + 1; next < last; next++)
        {
            counts[next] = 0;
        }

        counts[last] = tail - 1;
        return true;
    }
}
