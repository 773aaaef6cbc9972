using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Advance by elementary moves, each in place on the rows of the lattice: O(S^2 N k) per channel, no transition matrix, no allocation.
/// </summary>
internal sealed class FactoredAdvance : Advance, IWork
{
    // Below this many doubles one move is done before the other threads have woken up.
    private const int SmallestParallel = 1 << 17;

    private readonly int channels;
    private readonly (int Stride, int Start) outside;
    private readonly int width;
    private readonly bool parallel;
    private readonly Workers workers;
    private readonly PackedScratch scratch;
    private readonly RenamingCopy copy;
    private readonly BoundMove[][] stages;

    // The order of states before stage t and after it is labels[t] and labels[t + 1]; functions go down, measures up.
    private readonly int[]?[] downward;
    private readonly int[]?[] upward;

    // Where the next move reads, and where it writes: the same but for the first.
    private FunctionBuffer source = null!;
    private FunctionBuffer values = null!;
    private FunctionBuffer output = null!;
    private int copies;
    private BoundMove move = null!;
    private bool transposed;

    /// <summary>Binds moves to a lattice.</summary>
    /// <param name="lattice">Count vectors of k agents.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="factorization">The moves.</param>
    /// <param name="channels">Functions side by side.</param>
    /// <param name="workers">Who shares the work.</param>
    /// <param name="scratch">Memory that other kernels may share; null makes some.</param>
    /// <param name="width">Doubles in a register; 0 takes the widest that is fast.</param>
    internal FactoredAdvance(
        CountLattice lattice,
        LatticeRows rows,
        MoveFactorization factorization,
        int channels,
        Workers workers,
        PackedScratch? scratch = null,
        int width = 0
    )
    {
        (this.channels, this.workers, outside) = (channels, workers, (channels, 0));
        this.width = width > 0 ? width : Lanes.Widest;
        this.scratch = scratch ?? new PackedScratch(lattice.Size, channels);
        parallel = !IsSmall(lattice.Size, channels);
        copy = new RenamingCopy(lattice.Size, channels, parallel, workers);
        ImmutableArray<MoveStage> schedule = MoveSchedule.Create(factorization.Moves, lattice, workers.Cancellation).Stages;
        stages =
        [
            .. schedule.Select(stage =>
                stage.Moves.Select(each => BoundMove.Create(each, stage.Block, lattice, rows, workers.Cancellation)).ToArray()
            ),
        ];
        int[][] labels =
        [
            [.. factorization.RelabellingBefore],
            .. schedule.Select(stage => stage.Order.ToArray()),
            Inverse([.. factorization.Relabelling]),
        ];
        downward = [.. labels.Skip(1).Select((after, stage) => rows.Renaming(labels[stage], after, workers.Cancellation))];
        upward = [.. labels.Skip(1).Select((after, stage) => rows.Renaming(after, labels[stage], workers.Cancellation))];
    }

    /// <summary>Whether a function is too small to be shared: its advance then is done by the calling thread alone.</summary>
    /// <param name="size">Count vectors.</param>
    /// <param name="channels">Functions side by side.</param>
    internal static bool IsSmall(long size, int channels) => size * channels < SmallestParallel;

    /// <summary>The most count vectors of a function that is that small.</summary>
    internal static long LargestSmall(int channels) => (SmallestParallel - 1) / channels;

    internal override void Apply(FunctionBuffer function, FunctionBuffer result)
    {
        transposed = false;
        Begin(function, result, downward);
        for (int stage = stages.Length; stage >= 0; stage--)
        {
            Rename(downward[stage], first: stage == stages.Length);
            for (int number = stage == 0 ? -1 : stages[stage - 1].Length - 1; number >= 0; number--)
            {
                Run(stages[stage - 1][number]);
            }
        }

        Settle();
    }

    internal override void ApplyAdjoint(FunctionBuffer measure, FunctionBuffer result)
    {
        transposed = true;
        Begin(measure, result, upward);
        for (int stage = 0; stage <= stages.Length; stage++)
        {
            Rename(upward[stage], first: stage == 0);
            for (int number = 0; stage < stages.Length && number < stages[stage].Length; number++)
            {
                Run(stages[stage][number]);
            }
        }

        Settle();
    }

    /// <summary>One run of columns of the present move.</summary>
    void IWork.Run(int index, int worker)
    {
        switch (width)
        {
            case 8:
                RunPiece<Lanes512>(index);
                break;
            case 4:
                RunPiece<Lanes256>(index);
                break;
            case 2:
                RunPiece<Lanes128>(index);
                break;
            default:
                RunPiece<Lanes64>(index);
                break;
        }
    }

    private void Run(BoundMove next)
    {
        workers.Cancellation.ThrowIfCancellationRequested();
        move = next;
        int pieces = next.Rows.Pieces.Length - 1;
        if (parallel)
        {
            workers.Run(pieces, this);
        }
        else
        {
            for (int piece = 0; piece < pieces; piece++)
            {
                ((IWork)this).Run(piece, 0);
            }
        }

        source = values;
    }

    private void RunPiece<TLanes>(int piece)
        where TLanes : struct, ILanes<TLanes>
    {
        (RowTable rows, MoveWeights weights) = move;
        ref double from = ref source.Reference;
        ref double to = ref values.Reference;
        for (int task = rows.Pieces[piece]; task < rows.Pieces[piece + 1]; task++)
        {
            RowKernel<TLanes>.Run(ref from, ref to, channels, rows, rows.Tasks[task], weights, transposed);
        }
    }

    // The values go back and forth between the result and the scratch memory; which of them comes first is chosen so that the last copy is
    // into the result.
    private void Begin(FunctionBuffer input, FunctionBuffer output, ReadOnlySpan<int[]?> renamings)
    {
        // The first renaming, or else the first move, takes the values out of the caller's memory.
        (source, values, this.output, copies) = (input, input, output, 1);
        foreach (int[]? ranks in transposed ? renamings[1..] : renamings[..^1])
        {
            copies += ranks is null ? 0 : 1;
        }
    }

    // From the order of states that the values are in to the next one.
    private void Rename(int[]? ranks, bool first)
    {
        if (ranks is null && !first)
        {
            return;
        }

        copies--;
        FunctionBuffer target = copies % 2 == 0 ? output : scratch.Buffer;
        if (ranks is null)
        {
            values = target;
            return;
        }

        Settle();
        copy.Run(values, outside, ranks, target, outside);
        (source, values) = (target, target);
    }

    // Without a first move there is still the copy.
    private void Settle()
    {
        if (!ReferenceEquals(source, values))
        {
            copy.Run(source, outside, null, values, outside);
            source = values;
        }
    }

    private static int[] Inverse(int[] order)
    {
        int[] inverse = new int[order.Length];
        for (int place = 0; place < order.Length; place++)
        {
            inverse[order[place]] = place;
        }

        return inverse;
    }

    /// <summary>A move with its rows and weights.</summary>
    private sealed record BoundMove(RowTable Rows, MoveWeights Weights)
    {
        internal static BoundMove Create(
            ElementaryMove move,
            int block,
            CountLattice lattice,
            LatticeRows rows,
            CancellationToken cancellation
        )
        {
            cancellation.ThrowIfCancellationRequested();
            return new BoundMove(
                lattice.Blocks.Length == 1 ? rows.Of(move.From, move.To, cancellation) : rows.OfFront(block, move, cancellation),
                new MoveWeights(lattice.Blocks[block].Agents, move.Probability)
            );
        }
    }
}
