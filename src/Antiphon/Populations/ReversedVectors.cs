namespace Antiphon.Populations;

/// <summary>
/// The count vectors of a lattice in lexicographic order of (c_{S-1}, .., c_0), and what is left of them as one state after the other is
/// summed up.
/// </summary>
internal sealed class ReversedVectors
{
    internal ReversedVectors(CountLattice lattice)
    {
        (Ranks, FirstCounts) = (new int[lattice.Size], new int[lattice.Size]);
        int[] counts = new int[lattice.States];
        int[] reversed = new int[lattice.States];
        for (int entry = 0; entry < Ranks.Length; entry++)
        {
            lattice.Unrank(entry, reversed);
            reversed.CopyTo(counts, 0);
            Array.Reverse(counts);
            (Ranks[entry], FirstCounts[entry]) = (lattice.Rank(counts), counts[0]);
        }

        Terms = [.. Enumerable.Range(0, lattice.States).Select(state => state == 0 ? [] : TermsOf(lattice, state))];
        Sizes = [lattice.Size, .. Terms.Skip(1).Select(own => own.Length)];
    }

    /// <summary>By place in that order: the usual rank.</summary>
    internal int[] Ranks { get; }

    /// <summary>By place in that order: c_0.</summary>
    internal int[] FirstCounts { get; }

    /// <summary>
    /// [j], j from 1: with j summed up, too, what is left is (c_{S-1}, .., c_{j+1}, t). For each such vector, t+1: how many vectors (..,
    /// c_j, t - c_j), c_j = 0, .., t, it is the sum of.
    /// </summary>
    internal int[][] Terms { get; }

    /// <summary>How many vectors are left once the states up to j are summed up: [j].</summary>
    internal int[] Sizes { get; }

    private static int[] TermsOf(CountLattice lattice, int state)
    {
        var left = new CountLattice(lattice.States - state, lattice.Agents);
        int[] terms = new int[left.Size];
        int[] counts = new int[left.States];
        for (int entry = 0; entry < terms.Length; entry++)
        {
            left.Unrank(entry, counts);
            terms[entry] = counts[^1] + 1;
        }

        return terms;
    }
}
