using System.Collections.Immutable;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Count vectors of the first 0, 1, .., n agents of a population whose agents are ordered by type: the law of their next states is built
/// by adding one agent after the other, each with a law of its own. Immutable; shared by threads.
/// </summary>
internal sealed class AgentChain
{
    // [agent][rank * S_t + y]: the rank of c + e_y among one agent more, y counted within the agent's type.
    private readonly int[][] added;
    private readonly int[] sizes;
    private readonly CountBlock[] blocks;

    /// <summary>Makes the tables.</summary>
    /// <param name="all">Count vectors of all n agents.</param>
    /// <param name="cancellation">Cancels.</param>
    internal AgentChain(CountLattice all, CancellationToken cancellation = default)
    {
        blocks = [.. all.Blocks.SelectMany(block => Enumerable.Repeat(block, block.Agents))];
        added = new int[blocks.Length][];
        sizes = new int[blocks.Length];
        ImmutableArray<CountBlock> none = [.. all.Blocks.Select(block => block with { Agents = 0 })];
        CountLattice few = new(none);
        for (int agent = 0; agent < blocks.Length; agent++)
        {
            int type = all.Blocks.IndexOf(blocks[agent]);
            var more = new CountLattice(few.Blocks.SetItem(type, few.Blocks[type] with { Agents = few.Blocks[type].Agents + 1 }));
            added[agent] = Added(few, more, blocks[agent], cancellation);
            (few, sizes[agent]) = (more, more.Size);
        }

        Size = few.Size;
    }

    /// <summary>How many count vectors all agents have.</summary>
    internal int Size { get; }

    /// <summary>Bytes of the tables.</summary>
    /// <param name="vectors">Count vectors of all agents.</param>
    /// <param name="agents">n.</param>
    /// <param name="states">S.</param>
    internal static double Bytes(double vectors, long agents, int states) => sizeof(int) * vectors * agents * states;

    /// <summary>The law of the next count vector, by rank.</summary>
    /// <param name="counts">c, the agents in each local state; they sum to n.</param>
    /// <param name="kernel">S x S, row-major: the law of the next state of an agent in each state.</param>
    /// <param name="law">Receives the law, length <see cref="Size"/>.</param>
    /// <param name="scratch">As long as the law.</param>
    internal void Write(ReadOnlySpan<int> counts, ReadOnlySpan<double> kernel, Span<double> law, Span<double> scratch)
    {
        // An odd number of exchanges would end in the scratch memory.
        Span<double> here = blocks.Length % 2 == 0 ? law : scratch;
        Span<double> next = blocks.Length % 2 == 0 ? scratch : law;
        here[0] = 1;
        (int state, int left, int size) = (0, counts[0], 1);
        for (int agent = 0; agent < blocks.Length; agent++)
        {
            while (left == 0)
            {
                state++;
                left = counts[state];
            }

            CountBlock block = blocks[agent];
            ReadOnlySpan<double> row = kernel.Slice((state * counts.Length) + block.First, block.States);
            Add(added[agent], here[..size], row, next[..sizes[agent]]);
            size = sizes[agent];
            Span<double> swap = here;
            here = next;
            next = swap;
            left--;
        }
    }

    private static void Add(int[] ranks, ReadOnlySpan<double> here, ReadOnlySpan<double> row, Span<double> next)
    {
        next.Clear();
        for (int rank = 0; rank < here.Length; rank++)
        {
            double mass = here[rank];
            for (int to = 0; mass != 0 && to < row.Length; to++)
            {
                next[ranks[(rank * row.Length) + to]] += mass * row[to];
            }
        }
    }

    private static int[] Added(CountLattice few, CountLattice more, CountBlock block, CancellationToken cancellation)
    {
        int[] ranks = new int[few.Size * block.States];
        int[] counts = new int[few.States];
        for (int rank = 0; rank < few.Size; rank++)
        {
            cancellation.ThrowIfRequested(rank);
            few.Unrank(rank, counts);
            for (int to = 0; to < block.States; to++)
            {
                counts[block.First + to]++;
                ranks[(rank * block.States) + to] = more.Rank(counts);
                counts[block.First + to]--;
            }
        }

        return ranks;
    }
}
