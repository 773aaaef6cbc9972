using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Roofline;

/// <summary>The copies into other orders of states that one advance makes, without the moves between them.</summary>
internal sealed class CopiesAlone
{
    private readonly RenamingCopy copy;
    private readonly PackedScratch scratch;
    private readonly int channels;
    private readonly int[]?[] renamings;

    /// <summary>Prepares the renamings of one kernel.</summary>
    /// <param name="lattice">Count vectors.</param>
    /// <param name="rows">Its rows, which keep the renamings of all kernels.</param>
    /// <param name="factorization">The kernel's moves.</param>
    /// <param name="channels">Doubles per count vector.</param>
    /// <param name="workers">Who shares the work.</param>
    /// <param name="scratch">Memory in between, for all kernels.</param>
    public CopiesAlone(
        CountLattice lattice,
        LatticeRows rows,
        MoveFactorization factorization,
        int channels,
        Workers workers,
        PackedScratch scratch
    )
    {
        (this.channels, this.scratch) = (channels, scratch);
        copy = new RenamingCopy(lattice.Size, channels, parallel: true, workers);
        int[][] orders =
        [
            [.. factorization.RelabellingBefore],
            .. MoveSchedule.Create(factorization.Moves, lattice.States).Stages.Select(stage => stage.Order.ToArray()),
            [.. Enumerable.Range(0, lattice.States).Select(state => factorization.Relabelling.IndexOf(state))],
        ];

        // A function goes from the last order to the first.
        renamings =
        [
            .. orders
                .Zip(orders.Skip(1), (before, after) => rows.Renaming([.. before.Select(state => Array.IndexOf(after, state))]))
                .Reverse(),
        ];
    }

    /// <summary>Copies a function through all orders of states; it ends in the order in which it began.</summary>
    public void Run(FunctionBuffer function, FunctionBuffer result)
    {
        (FunctionBuffer source, (int channels, int) layout) = (function, (channels, 0));
        int left = renamings.Count(ranks => ranks is not null);
        for (int number = 0; number < renamings.Length; number++)
        {
            if (renamings[number] is null)
            {
                continue;
            }

            left--;
            FunctionBuffer target = left % 2 == 0 ? result : scratch.Buffer;
            copy.Run(source, layout, renamings[number], target, layout);
            source = target;
        }
    }
}
