namespace Antiphon.Populations;

/// <summary>
/// The lines of a lattice along a pair of local states (i, j): sets of count vectors that differ in c_i and c_j only, with c_i + c_j = L.
/// An elementary move between i and j acts on each line by itself.
/// </summary>
internal sealed class LatticeLines
{
    private readonly CountLattice lattice;
    private readonly PairLines?[] pairs;
    private readonly Lock gate = new();

    internal LatticeLines(CountLattice lattice)
    {
        this.lattice = lattice;
        pairs = new PairLines?[lattice.States * lattice.States];
    }

    /// <summary>Bytes that the index of all pairs takes.</summary>
    internal static double Bytes(int states, long agents) =>
        states * (states - 1) / 2.0 * sizeof(int) * (LatticeSize.CountVectors(states, agents) + (double)LatticeSize.CountVectors(Math.Max(1, states - 1), agents));

    /// <summary>The lines of a pair with i below j, built on first use.</summary>
    internal PairLines Along(int low, int high)
    {
        lock (gate)
        {
            return pairs[(low * lattice.States) + high] ??= Build(low, high);
        }
    }

    private PairLines Build(int low, int high)
    {
        var counts = new int[lattice.States];
        counts[^1] = lattice.Agents;
        var ranks = new int[lattice.Size];
        var starts = new List<int>();
        var blocks = new int[lattice.Agents + 2];
        var line = new int[lattice.States];
        var filled = 0;
        do
        {
            // The vector with c_low = 0 stands for its line; c_0 numbers the block. Lines appear in ascending c_0.
            if (counts[low] != 0)
            {
                continue;
            }

            starts.Add(filled);
            counts.CopyTo(line, 0);
            for (var moved = counts[high]; moved >= 0; moved--)
            {
                ranks[filled++] = lattice.Rank(line);
                line[low]++;
                line[high]--;
            }

            blocks[counts[0] + 1] = starts.Count;
        }
        while (lattice.MoveNext(counts));

        for (var block = 1; block < blocks.Length; block++)
        {
            blocks[block] = Math.Max(blocks[block], blocks[block - 1]);
        }

        starts.Add(filled);
        return new PairLines(ranks, [.. starts], blocks);
    }
}

/// <summary>The lines of one pair (i, j), i below j.</summary>
/// <param name="Ranks">For each line in turn, the ranks of its vectors with c_i = 0, 1, .., L.</param>
/// <param name="Starts">Where each line starts in <paramref name="Ranks"/>; one more entry ends the last.</param>
/// <param name="Blocks">Lines with c_0 = b are numbers Blocks[b] up to Blocks[b+1]; all lines are in block 0 when i = 0.</param>
internal sealed record PairLines(int[] Ranks, int[] Starts, int[] Blocks)
{
    internal int Count => Starts.Length - 1;
}
