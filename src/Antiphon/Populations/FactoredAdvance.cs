using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>Advance by elementary moves, each in place on lines: O(S^2 N k) per channel, no transition matrix, no allocation.</summary>
internal sealed class FactoredAdvance : Advance, IWork
{
    // Below this many doubles the other threads would spend longer waking up than working.
    private const int SmallestParallel = 1 << 15;
    private const int LinesPerPiece = 512;

    private readonly CountLattice lattice;
    private readonly int stride;
    private readonly Workers workers;
    private readonly BoundMove[] moves;
    private readonly int[]? relabelledBefore;
    private readonly int[]? relabelled;
    private readonly FunctionBuffer? between;
    private readonly int width;

    private FunctionBuffer values = null!;
    private int stageFirst;
    private int stageCount;
    private bool byBlock;
    private bool transposed;

    internal FactoredAdvance(CountLattice lattice, LatticeLines lines, MoveFactorization factorization, int stride, Workers workers, Lazy<FunctionBuffer>? scratch = null, int width = 0)
    {
        this.lattice = lattice;
        this.stride = stride;
        this.workers = workers;
        this.width = width > 0 ? width : Lanes.Width(stride);
        moves = [.. factorization.Moves.Select(move => BoundMove.Create(move, lattice, lines))];
        relabelledBefore = RelabelledRanks(lattice, factorization.RelabellingBefore.AsSpan());
        relabelled = RelabelledRanks(lattice, factorization.Relabelling.AsSpan());
        between = relabelledBefore is null ? null : scratch?.Value ?? new FunctionBuffer(lattice.Size * stride);
    }

    internal override void Apply(FunctionBuffer function, FunctionBuffer result)
    {
        values = between ?? result;
        Gather(relabelled, function, values);
        transposed = false;
        for (var last = moves.Length - 1; last >= 0; last -= stageCount)
        {
            RunStage(last, -1);
        }

        if (between is not null)
        {
            Gather(relabelledBefore, between, result);
        }
    }

    internal override void ApplyAdjoint(FunctionBuffer measure, FunctionBuffer result)
    {
        values = between ?? measure;
        if (between is not null)
        {
            Scatter(relabelledBefore, measure, between);
        }

        transposed = true;
        for (var first = 0; first < moves.Length; first += stageCount)
        {
            RunStage(first, +1);
        }

        Scatter(relabelled, values, result);
    }

    /// <summary>One piece of a stage: a block of fixed c_0 through all moves of the stage, or a stretch of lines through one move.</summary>
    void IWork.Run(int index, int worker)
    {
        if (byBlock)
        {
            var direction = transposed ? 1 : -1;
            for (var number = 0; number < stageCount; number++)
            {
                var move = moves[stageFirst + (number * direction)];
                RunLines(move, move.Lines.Blocks[index], move.Lines.Blocks[index + 1]);
            }
        }
        else
        {
            var move = moves[stageFirst];
            var begin = index * LinesPerPiece;
            RunLines(move, begin, Math.Min(begin + LinesPerPiece, move.Lines.Count));
        }
    }

    // Moves that leave state 0 alone act within blocks of fixed c_0, which are contiguous: all of them run on a block while it is in cache.
    private void RunStage(int start, int direction)
    {
        stageFirst = start;
        stageCount = 1;
        byBlock = !moves[start].TouchesFirstState;
        if (byBlock)
        {
            var next = start + direction;
            while (next >= 0 && next < moves.Length && !moves[next].TouchesFirstState)
            {
                stageCount++;
                next += direction;
            }
        }

        var pieces = byBlock ? lattice.Agents + 1 : (moves[start].Lines.Count + LinesPerPiece - 1) / LinesPerPiece;
        if ((long)lattice.Size * stride >= SmallestParallel)
        {
            workers.Run(pieces, this);
            return;
        }

        for (var piece = 0; piece < pieces; piece++)
        {
            ((IWork)this).Run(piece, 0);
        }
    }

    private void RunLines(BoundMove move, int begin, int end)
    {
        switch (width)
        {
            case 8: RunLines<Lanes512>(move, begin, end); break;
            case 4: RunLines<Lanes256>(move, begin, end); break;
            case 2: RunLines<Lanes128>(move, begin, end); break;
            default: RunLines<Lanes64>(move, begin, end); break;
        }
    }

    private void RunLines<TLanes>(BoundMove move, int begin, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        var ranks = move.Lines.Ranks;
        var starts = move.Lines.Starts;
        for (var channel = 0; channel < stride; channel += TLanes.Width)
        {
            ref var channelValues = ref System.Runtime.CompilerServices.Unsafe.Add(ref values.Reference, channel);
            for (var line = begin; line < end; line++)
            {
                var length = starts[line + 1] - starts[line] - 1;
                ref var empty = ref ranks[move.Ascending ? starts[line] : starts[line + 1] - 1];
                var step = move.Ascending ? 1 : -1;
                if (transposed)
                {
                    LineKernel<TLanes>.Adjoint(ref channelValues, stride, ref empty, step, length, move.Weights);
                }
                else
                {
                    LineKernel<TLanes>.Forward(ref channelValues, stride, ref empty, step, length, move.Weights);
                }
            }
        }
    }

    // result(c) = function(renamed c): what a function of the renamed counts is as a function of the counts.
    private void Gather(int[]? renamed, FunctionBuffer function, FunctionBuffer result)
    {
        if (renamed is null)
        {
            function.Span.CopyTo(result.Span);
            return;
        }

        for (var rank = 0; rank < lattice.Size; rank++)
        {
            function.Span.Slice(renamed[rank] * stride, stride).CopyTo(result.Span.Slice(rank * stride, stride));
        }
    }

    private void Scatter(int[]? renamed, FunctionBuffer measure, FunctionBuffer result)
    {
        if (renamed is null)
        {
            measure.Span.CopyTo(result.Span);
            return;
        }

        for (var rank = 0; rank < lattice.Size; rank++)
        {
            measure.Span.Slice(rank * stride, stride).CopyTo(result.Span.Slice(renamed[rank] * stride, stride));
        }
    }

    private static int[]? RelabelledRanks(CountLattice lattice, ReadOnlySpan<int> relabelling)
    {
        var identity = true;
        for (var state = 0; state < relabelling.Length; state++)
        {
            identity &= relabelling[state] == state;
        }

        if (identity)
        {
            return null;
        }

        var ranks = new int[lattice.Size];
        var counts = new int[lattice.States];
        var renamed = new int[lattice.States];
        for (var rank = 0; rank < lattice.Size; rank++)
        {
            lattice.Unrank(rank, counts);
            for (var state = 0; state < counts.Length; state++)
            {
                renamed[relabelling[state]] = counts[state];
            }

            ranks[rank] = lattice.Rank(renamed);
        }

        return ranks;
    }

    /// <summary>A move with its lines and weights. Ascending: the source state is the lower of the pair, so lines run in order of its count.</summary>
    private sealed record BoundMove(PairLines Lines, MoveWeights Weights, bool Ascending, bool TouchesFirstState)
    {
        internal static BoundMove Create(ElementaryMove move, CountLattice lattice, LatticeLines lines)
        {
            var (low, high) = (Math.Min(move.From, move.To), Math.Max(move.From, move.To));
            return new BoundMove(lines.Along(low, high), new MoveWeights(lattice.Agents, move.Probability), move.From == low, low == 0);
        }
    }
}
