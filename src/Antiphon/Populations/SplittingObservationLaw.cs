using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Observations of a population given by fractions b/R: multinomial (an infinite population) or hypergeometric (n agents, R dividing n).
/// The law splits state by state: of r observations that fall on states p, p+1, .., those on p are binomial (hypergeometric) with the
/// share of p among them. Functions are folded from the last state to the first, sharing work between nodes with equal tails; the nodes x
/// histograms matrix is never formed.
/// </summary>
internal sealed class SplittingObservationLaw : ObservationLaw
{
    // Counts of a state that are folded at a time.
    private const int AtOnce = 4;

    // An array's header.
    private const int ArrayBytes = 24;

    private readonly CountLattice nodes;
    private readonly CountLattice[] folded;
    private readonly int[][] rests;
    private readonly double[][] splits;
    private readonly int resolution;
    private FunctionBuffer[][] buffers = [];
    private int bufferStride;
    private readonly CancellationToken cancellation;

    /// <summary>Prepares the splits.</summary>
    /// <param name="observations">Count vectors of the k agents seen.</param>
    /// <param name="nodes">The population's lattice of resolution R.</param>
    /// <param name="agents">n for the hypergeometric law, a multiple of R; null for the multinomial.</param>
    /// <param name="cancellation">Cancels this and all later work with the law.</param>
    internal SplittingObservationLaw(CountLattice observations, CountLattice nodes, long? agents, CancellationToken cancellation = default)
    {
        Observations = observations;
        this.cancellation = cancellation;
        this.nodes = nodes;
        resolution = nodes.Agents;
        folded = new CountLattice[observations.States];
        for (int states = 1; states <= observations.States; states++)
        {
            folded[states - 1] = states == observations.States ? observations : new CountLattice(states, observations.Agents);
        }

        rests = [.. folded.Select(LastCounts)];
        splits = new double[(resolution + 1) * (resolution + 1)][];
        for (int rest = 0; rest <= resolution; rest++)
        {
            for (int own = 0; own <= rest; own++)
            {
                cancellation.ThrowIfCancellationRequested();
                splits[(rest * (resolution + 1)) + own] = SplitTable(observations.Agents, own, rest, agents is { } n ? n / resolution : 0);
            }
        }
    }

    /// <summary>The law of k independent observations: multinomial, whatever the population's size.</summary>
    /// <exception cref="InvalidInputException">Its tables do not fit in memory.</exception>
    internal static SplittingObservationLaw WithReplacement(
        CountLattice observations,
        CountLattice nodes,
        CancellationToken cancellation = default
    )
    {
        double tables = (nodes.Agents + 1.0) * (nodes.Agents + 2) / 2;
        MemoryBudget.Require(
            tables * (observations.Agents + 1) * (observations.Agents + 2) / 2 * sizeof(double),
            $"observations with replacement at k = {observations.Agents:N0} of {nodes.Agents:N0} agents",
            "lower k, or use Population = MeanField"
        );
        return new SplittingObservationLaw(observations, nodes, null, cancellation);
    }

    public override CountLattice Observations { get; }

    /// <summary>Bytes of the splits, of the last counts, and of the folded functions.</summary>
    /// <param name="states">S.</param>
    /// <param name="observations">k.</param>
    /// <param name="parts">R.</param>
    /// <param name="stride">Doubles per histogram and per node.</param>
    internal static double Bytes(int states, int observations, long parts, int stride)
    {
        double tables =
            (parts + 1.0) * (parts + 2) / 2 * ((((observations + 1.0) * (observations + 2) / 2) * sizeof(double)) + ArrayBytes);
        double narrow = Enumerable.Range(1, states - 1).Sum(few => (double)LatticeSize.CountVectors(few, observations));
        double last = (narrow + LatticeSize.CountVectors(states, observations)) * sizeof(int);
        double lattices = (observations + 1.0) * sizeof(int) * states * states / 2;
        return tables + ((parts + 1.0) * (parts + 1) * IntPtr.Size) + last + lattices + (narrow * AtOnce * stride * sizeof(double));
    }

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
            case 8:
                Run<Lanes512>(function, atNodes, stride, adjoint);
                break;
            case 4:
                Run<Lanes256>(function, atNodes, stride, adjoint);
                break;
            case 2:
                Run<Lanes128>(function, atNodes, stride, adjoint);
                break;
            default:
                Run<Lanes64>(function, atNodes, stride, adjoint);
                break;
        }
    }

    private void Run<TLanes>(FunctionBuffer function, FunctionBuffer atNodes, int stride, bool adjoint)
        where TLanes : struct, ILanes<TLanes>
    {
        Reserve(stride);
        var pass = new Pass(buffers, atNodes, stride, adjoint, new int[nodes.States]);
        if (nodes.States == 1)
        {
            Leaf(pass, function);
            return;
        }

        int last = nodes.States - 1;
        for (int tail = 0; tail <= resolution; tail++)
        {
            pass.Counts[last] = tail;
            Fold<TLanes>(pass, function, last - 1, tail);
        }
    }

    // For each number of states left after folding; kept from call to call.
    private void Reserve(int stride)
    {
        if (bufferStride == stride)
        {
            return;
        }

        buffers =
        [
            .. folded[..^1]
                .Select(lattice => Enumerable.Range(0, AtOnce).Select(_ => new FunctionBuffer(lattice.Size * stride)).ToArray()),
        ];
        bufferStride = stride;
    }

    /// <summary>
    /// Visits all nodes with the given counts behind <paramref name="place"/>, which sum to <paramref name="behind"/>; several counts
    /// there at a time.
    /// </summary>
    private void Fold<TLanes>(Pass pass, FunctionBuffer wide, int place, int behind)
        where TLanes : struct, ILanes<TLanes>
    {
        int fewest = place == 0 ? resolution - behind : 0;
        for (int own = fewest; own <= resolution - behind; own += AtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            int many = Math.Min(AtOnce, resolution - behind - own + 1);
            FunctionBuffer[] narrow = pass.Buffers[place];
            if (!pass.Adjoint)
            {
                LastTwoCounts.Merge<TLanes>(wide, narrow, Splits(own, behind, many), rests[place], pass.Stride);
            }

            for (int number = 0; number < many; number++)
            {
                if (pass.Adjoint)
                {
                    narrow[number].Span.Clear();
                }

                pass.Counts[place] = own + number;
                Descend<TLanes>(pass, narrow[number], place, behind + own + number);
            }

            if (pass.Adjoint)
            {
                LastTwoCounts.Unmerge<TLanes>(narrow, wide, Splits(own, behind, many), rests[place], pass.Stride);
            }
        }
    }

    // The splits of own, own + 1, .. parts.
    private double[][] Splits(int own, int behind, int many) =>
        [.. Enumerable.Range(0, many).Select(number => splits[((behind + own + number) * (resolution + 1)) + own + number])];

    private void Descend<TLanes>(Pass pass, FunctionBuffer function, int place, int behind)
        where TLanes : struct, ILanes<TLanes>
    {
        if (place == 0)
        {
            Leaf(pass, function);
        }
        else
        {
            Fold<TLanes>(pass, function, place - 1, behind);
        }
    }

    private void Leaf(Pass pass, FunctionBuffer function)
    {
        Span<double> node = pass.AtNodes.Span.Slice(nodes.Rank(pass.Counts) * pass.Stride, pass.Stride);
        Span<double> value = function.Span[..pass.Stride];
        if (pass.Adjoint)
        {
            for (int channel = 0; channel < value.Length; channel++)
            {
                value[channel] += node[channel];
            }
        }
        else
        {
            value.CopyTo(node);
        }
    }

    // c_{S-1} of every vector in rank order: how many observations the last two groups share.
    private int[] LastCounts(CountLattice lattice)
    {
        int[] last = new int[lattice.Size];
        int[] counts = new int[lattice.States];
        counts[^1] = lattice.Agents;
        for (int rank = 0; rank < last.Length; rank++)
        {
            cancellation.ThrowIfRequested(rank);
            last[rank] = counts[^1];
            lattice.MoveNext(counts);
        }

        return last;
    }

    /// <summary>
    /// For r = 0..k, c = 0..r: the probability that c of r observations fall on the first of two groups of `own` and `rest - own` parts.
    /// </summary>
    private static double[] SplitTable(int observations, int own, int rest, long agentsPerPart)
    {
        double[] table = new double[(observations + 1) * (observations + 2) / 2];
        for (int total = 0; total <= observations; total++)
        {
            for (int count = 0; count <= total; count++)
            {
                table[(total * (total + 1) / 2) + count] = SplitProbability(total, count, own, rest, agentsPerPart);
            }
        }

        return table;
    }

    private static double SplitProbability(int total, int count, int own, int rest, long agentsPerPart)
    {
        // An empty group gets no observations. Where both are empty the row never carries weight; it only has to be a law.
        if (own == 0 || own == rest)
        {
            return count == (own == 0 ? 0 : total) ? 1 : 0;
        }

        if (agentsPerPart == 0)
        {
            return Math.Exp(BinomialSampler.LogProbability(count, total, (double)own / rest));
        }

        (long successes, long failures) = (own * agentsPerPart, (rest - own) * agentsPerPart);
        if (total > successes + failures)
        {
            return count == 0 ? 1 : 0; // never reached: more observations than agents in both groups
        }

        return Math.Exp(HypergeometricSampler.LogProbability(count, successes, failures, total));
    }

    private sealed record Pass(FunctionBuffer[][] Buffers, FunctionBuffer AtNodes, int Stride, bool Adjoint, int[] Counts);
}
