using System.Runtime.CompilerServices;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Looks at a population given by fractions b/R: multinomial (an infinite population) or hypergeometric (n agents, R dividing n).
/// The law splits state by state: of r looks that fall on states p, p+1, .., those on p are binomial (hypergeometric) with the share of p
/// among them. Functions are folded from the last state to the first, sharing work between nodes with equal tails; the
/// nodes x histograms matrix is never formed.
/// </summary>
internal sealed class SplittingLookLaw : LookLaw
{
    private readonly CountLattice nodes;
    private readonly CountLattice[] folded;
    private readonly int[][] rests;
    private readonly double[][] splits;
    private readonly int resolution;

    /// <summary>Prepares the splits.</summary>
    /// <param name="looks">Count vectors of the k agents seen.</param>
    /// <param name="nodes">The population's lattice of resolution R.</param>
    /// <param name="agents">n for the hypergeometric law, a multiple of R; null for the multinomial.</param>
    internal SplittingLookLaw(CountLattice looks, CountLattice nodes, long? agents)
    {
        Looks = looks;
        this.nodes = nodes;
        resolution = nodes.Agents;
        folded = new CountLattice[looks.States];
        for (var states = 1; states <= looks.States; states++)
        {
            folded[states - 1] = states == looks.States ? looks : new CountLattice(states, looks.Agents);
        }

        rests = [.. folded.Select(LastCounts)];
        splits = new double[(resolution + 1) * (resolution + 1)][];
        for (var rest = 0; rest <= resolution; rest++)
        {
            for (var own = 0; own <= rest; own++)
            {
                splits[(rest * (resolution + 1)) + own] = SplitTable(looks.Agents, own, rest, agents is { } n ? n / resolution : 0);
            }
        }
    }

    public override CountLattice Looks { get; }

    internal override void Expect(FunctionBuffer function, FunctionBuffer atNodes, int stride) =>
        Dispatch(function, atNodes, stride, adjoint: false);

    internal override void Adjoint(FunctionBuffer atNodes, FunctionBuffer function, int stride)
    {
        function.Span.Clear();
        Dispatch(function, atNodes, stride, adjoint: true);
    }

    private void Dispatch(FunctionBuffer function, FunctionBuffer atNodes, int stride, bool adjoint)
    {
        switch (Lanes.Width(stride))
        {
            case 8: Run<Lanes512>(function, atNodes, stride, adjoint); break;
            case 4: Run<Lanes256>(function, atNodes, stride, adjoint); break;
            case 2: Run<Lanes128>(function, atNodes, stride, adjoint); break;
            default: Run<Lanes64>(function, atNodes, stride, adjoint); break;
        }
    }

    private void Run<TLanes>(FunctionBuffer function, FunctionBuffer atNodes, int stride, bool adjoint)
        where TLanes : struct, ILanes<TLanes>
    {
        // One buffer for each number of states left after folding; the unfolded function itself serves for the first.
        var buffers = new FunctionBuffer[folded.Length];
        for (var states = 1; states < folded.Length; states++)
        {
            buffers[states - 1] = new FunctionBuffer(folded[states - 1].Size * stride);
        }

        buffers[^1] = function;
        var pass = new Pass(buffers, atNodes, stride, adjoint, new int[nodes.States]);
        if (nodes.States == 1)
        {
            Leaf(pass);
            return;
        }

        var last = nodes.States - 1;
        for (var tail = 0; tail <= resolution; tail++)
        {
            pass.Counts[last] = tail;
            Fold<TLanes>(pass, last - 1, tail);
        }
    }

    /// <summary>Visits all nodes with the given counts behind <paramref name="place"/>, which sum to <paramref name="behind"/>.</summary>
    private void Fold<TLanes>(Pass pass, int place, int behind)
        where TLanes : struct, ILanes<TLanes>
    {
        var fewest = place == 0 ? resolution - behind : 0;
        for (var own = fewest; own <= resolution - behind; own++)
        {
            pass.Counts[place] = own;
            var split = splits[((behind + own) * (resolution + 1)) + own];
            var wide = pass.Buffers[place + 1];
            var narrow = pass.Buffers[place];
            if (pass.Adjoint)
            {
                narrow.Span.Clear();
                Descend<TLanes>(pass, place, behind + own);
                Unmerge<TLanes>(narrow, wide, split, rests[place], pass.Stride);
            }
            else
            {
                Merge<TLanes>(wide, narrow, split, rests[place], pass.Stride);
                Descend<TLanes>(pass, place, behind + own);
            }
        }
    }

    private void Descend<TLanes>(Pass pass, int place, int behind)
        where TLanes : struct, ILanes<TLanes>
    {
        if (place == 0)
        {
            Leaf(pass);
        }
        else
        {
            Fold<TLanes>(pass, place - 1, behind);
        }
    }

    private void Leaf(Pass pass)
    {
        var node = pass.AtNodes.Span.Slice(nodes.Rank(pass.Counts) * pass.Stride, pass.Stride);
        var value = pass.Buffers[0].Span[..pass.Stride];
        if (pass.Adjoint)
        {
            for (var channel = 0; channel < value.Length; channel++)
            {
                value[channel] += node[channel];
            }
        }
        else
        {
            value.CopyTo(node);
        }
    }

    // Histograms that differ in the last two counts only, (.., c, r - c), stand in a row: c = 0, 1, .., r.
    private static void Merge<TLanes>(FunctionBuffer wide, FunctionBuffer narrow, double[] split, int[] rests, int stride)
        where TLanes : struct, ILanes<TLanes>
    {
        for (var channel = 0; channel < stride; channel += TLanes.Width)
        {
            ref var source = ref Unsafe.Add(ref wide.Reference, channel);
            ref var target = ref Unsafe.Add(ref narrow.Reference, channel);
            nint first = 0;
            for (var rank = 0; rank < rests.Length; rank++)
            {
                var rest = rests[rank];
                ref var weight = ref split[rest * (rest + 1) / 2];
                var sum = TLanes.Zero;
                for (var count = 0; count <= rest; count++)
                {
                    sum = TLanes.MultiplyAdd(Unsafe.Add(ref weight, count), TLanes.Load(ref source, (first + count) * stride), sum);
                }

                TLanes.Store(sum, ref target, (nint)rank * stride);
                first += rest + 1;
            }
        }
    }

    private static void Unmerge<TLanes>(FunctionBuffer narrow, FunctionBuffer wide, double[] split, int[] rests, int stride)
        where TLanes : struct, ILanes<TLanes>
    {
        for (var channel = 0; channel < stride; channel += TLanes.Width)
        {
            ref var source = ref Unsafe.Add(ref narrow.Reference, channel);
            ref var target = ref Unsafe.Add(ref wide.Reference, channel);
            nint first = 0;
            for (var rank = 0; rank < rests.Length; rank++)
            {
                var rest = rests[rank];
                ref var weight = ref split[rest * (rest + 1) / 2];
                var value = TLanes.Load(ref source, (nint)rank * stride);
                for (var count = 0; count <= rest; count++)
                {
                    var place = (first + count) * stride;
                    TLanes.Store(TLanes.MultiplyAdd(Unsafe.Add(ref weight, count), value, TLanes.Load(ref target, place)), ref target, place);
                }

                first += rest + 1;
            }
        }
    }

    // c_{S-1} of every vector in rank order: how many looks the last two groups share.
    private static int[] LastCounts(CountLattice lattice)
    {
        var last = new int[lattice.Size];
        var counts = new int[lattice.States];
        counts[^1] = lattice.Agents;
        for (var rank = 0; rank < last.Length; rank++)
        {
            last[rank] = counts[^1];
            lattice.MoveNext(counts);
        }

        return last;
    }

    /// <summary>For r = 0..k, c = 0..r: the probability that c of r looks fall on the first of two groups of `own` and `rest - own` parts.</summary>
    private static double[] SplitTable(int looks, int own, int rest, long agentsPerPart)
    {
        var table = new double[(looks + 1) * (looks + 2) / 2];
        for (var total = 0; total <= looks; total++)
        {
            for (var count = 0; count <= total; count++)
            {
                table[(total * (total + 1) / 2) + count] = SplitProbability(total, count, own, rest, agentsPerPart);
            }
        }

        return table;
    }

    private static double SplitProbability(int total, int count, int own, int rest, long agentsPerPart)
    {
        // An empty group gets no looks. Where both are empty the row never carries weight; it only has to be a law.
        if (own == 0 || own == rest)
        {
            return count == (own == 0 ? 0 : total) ? 1 : 0;
        }

        if (agentsPerPart == 0)
        {
            return Math.Exp(BinomialSampler.LogProbability(count, total, (double)own / rest));
        }

        var (successes, failures) = (own * agentsPerPart, (rest - own) * agentsPerPart);
        if (total > successes + failures)
        {
            return count == 0 ? 1 : 0; // never reached: more looks than agents in both groups
        }

        return Math.Exp(HypergeometricSampler.LogProbability(count, successes, failures, total));
    }

    private sealed record Pass(FunctionBuffer[] Buffers, FunctionBuffer AtNodes, int Stride, bool Adjoint, int[] Counts);
}
