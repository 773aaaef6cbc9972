namespace Antiphon.Populations;

/// <summary>One agent is tagged, the other n-1 are a lattice of their own: rank(c + e_y) for every count vector c of the others.</summary>
internal sealed class TaggedAgent
{
    internal TaggedAgent(CountLattice population)
    {
        Others = new CountLattice(population.States, population.Agents - 1);
        Rows = new LatticeRows(Others);
        With = new int[Others.Size * population.States];
        OthersCounts = new int[With.Length];
        var counts = new int[population.States];
        for (var rank = 0; rank < Others.Size; rank++)
        {
            Others.Unrank(rank, counts);
            counts.CopyTo(OthersCounts, rank * population.States);
            for (var state = 0; state < counts.Length; state++)
            {
                counts[state]++;
                With[(rank * counts.Length) + state] = population.Rank(counts);
                counts[state]--;
            }
        }
    }

    /// <summary>Count vectors of the other n-1 agents.</summary>
    internal CountLattice Others { get; }

    internal LatticeRows Rows { get; }

    /// <summary>[rank * S + y]: the rank of c + e_y among n agents.</summary>
    internal int[] With { get; }

    /// <summary>[rank * S + x]: c_x.</summary>
    internal int[] OthersCounts { get; }
}
