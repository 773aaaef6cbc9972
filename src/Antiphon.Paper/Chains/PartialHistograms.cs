using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>
/// Numbers the pairs (F, F_new) that phase l = 1..S of the mean-field chain can meet: bins 1..l-1 of F have moved, so F_new counts exactly
/// their agents.
/// </summary>
internal sealed class PartialHistograms
{
    private readonly CountLattice[] lattices;
    private readonly int[][] bases;

    internal PartialHistograms(int localStates, int others)
    {
        lattices = new CountLattice[others + 1];
        for (int agents = 0; agents <= others; agents++)
        {
            lattices[agents] = new CountLattice(localStates, agents);
        }

        // bases[moved bins][rank of F], the number of pairs at the end; before the tagged agent has moved there is no F_new and no entry
        // here.
        bases = new int[localStates][];
        for (int movedBins = 0; movedBins < localStates; movedBins++)
        {
            bases[movedBins] = Number(movedBins);
        }
    }

    /// <summary>The count vectors of all agents but the tagged one.</summary>
    internal CountLattice All => lattices[^1];

    /// <summary>The count vectors of so many agents.</summary>
    internal CountLattice Of(int agents) => lattices[agents];

    /// <summary>How many pairs there are when so many bins have moved.</summary>
    internal int Pairs(int movedBins) => bases[movedBins][^1];

    /// <summary>The number of a pair.</summary>
    internal int Index(int movedBins, int rank, int made) => bases[movedBins][rank] + made;

    private int[] Number(int movedBins)
    {
        int[] numbers = new int[All.Size + 1];
        int[] counts = new int[All.States];
        for (int rank = 0; rank < All.Size; rank++)
        {
            All.Unrank(rank, counts);
            numbers[rank + 1] = numbers[rank] + lattices[counts.AsSpan(0, movedBins).ToArray().Sum()].Size;
        }

        return numbers;
    }
}
