using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Observations of a uniform subsample of few agents d out of many n, all of one type: (P f)(F) = sum_c f(c) prod_x C(F_x, c_x) / C(n, d).
/// The sum runs over one local state after the other, and what count vectors have in common is summed once.
/// </summary>
/// <remarks>
/// Once the states before j are summed, what is left depends on c_{S-1}, .., c_j and on the number t of agents in the states before: a
/// count vector of d agents in S-j+1 states. In lexicographic order of (c_{S-1}, .., c_j, t) those follow one another that state j sums
/// up, with weights C(F_j, c_j). A count vector F costs about d^2/2 multiply-adds; <see cref="ElevationObservationLaw"/>, for d of any
/// size, takes (n/S + 1) S and jumps through memory.
/// </remarks>
internal sealed class SubsampleLaw : ObservationLaw, IWork
{
    private const int WidestRegister = 8;

    private readonly CountLattice many;
    private readonly Workers workers;
    private readonly int width;

    // [F * width + c]: C(F, c) / C(n, d).
    private readonly double[] shares;
    private readonly ReversedVectors vectors;
    private readonly SubsampleWalk walk;

    // [worker][j]: the sums over the states before j.
    private readonly FunctionBuffer[][] sums;
    private double[] parts = [];
    private FunctionBuffer few = null!;
    private FunctionBuffer nodes = null!;
    private int channels;
    private int groups;
    private bool isAdjoint;

    /// <summary>Takes memory for the partial sums of every worker.</summary>
    /// <param name="observations">Count vectors of d agents, in one block.</param>
    /// <param name="population">Count vectors of n agents, in one block of as many states.</param>
    /// <param name="workers">Who shares the work; results do not depend on how many they are.</param>
    internal SubsampleLaw(CountLattice observations, CountLattice population, Workers workers)
    {
        (Observations, many, this.workers, width) = (observations, population, workers, observations.Agents + 1);
        double[] weights = SubsampleWalk.Binomials(population.Agents, observations.Agents);
        double all = weights[^1];
        shares = [.. weights.Select(weight => weight / all)];
        vectors = new ReversedVectors(observations);
        walk = new SubsampleWalk(population, vectors, weights, width);
        sums =
        [
            .. Enumerable
                .Range(0, workers.Count)
                .Select(_ => vectors.Sizes.Select(size => new FunctionBuffer(size * WidestRegister)).ToArray()),
        ];
    }

    public override CountLattice Observations { get; }

    /// <summary>Bytes of the tables and of the sums of a team of workers.</summary>
    /// <param name="vectors">Count vectors of d agents.</param>
    /// <param name="subsample">d.</param>
    /// <param name="agents">n.</param>
    /// <param name="channels">Doubles per count vector.</param>
    internal static double Bytes(double vectors, int subsample, long agents, int channels)
    {
        double binomials = 2 * (agents + 1.0) * (subsample + 1);
        double ofWorkers = 2 * WidestRegister * vectors * Environment.ProcessorCount;
        double ofPieces = vectors * (channels <= WidestRegister ? (agents + 1) * WidestRegister : channels + WidestRegister);
        return (binomials + ofWorkers + ofPieces) * sizeof(double);
    }

    internal override void Expect(FunctionBuffer function, FunctionBuffer atNodes, int stride)
    {
        (few, nodes, channels, isAdjoint) = (function, atNodes, stride, false);
        Run();
    }

    internal override void Adjoint(FunctionBuffer atNodes, FunctionBuffer function, int stride)
    {
        (few, nodes, channels, isAdjoint) = (function, atNodes, stride, true);
        Run();
        Gather();
    }

    // A piece has one register of channels, and the count vectors with one first count, or all where there are registers enough.
    private void Run()
    {
        groups = channels <= WidestRegister ? many.Agents + 1 : 1;
        int needed = groups * Registers * Observations.Size * Register;
        if (isAdjoint && parts.Length < needed)
        {
            parts = new double[needed];
        }

        workers.Run(groups * Registers, this);
    }

    private int Register => Lanes.Width(Lanes.Stride(Math.Min(channels, WidestRegister)));

    private int Registers => (channels + Register - 1) / Register;

    /// <summary>One piece of either direction.</summary>
    void IWork.Run(int index, int worker)
    {
        switch (Register)
        {
            case 8:
                Walk<Lanes512>(index, sums[worker]);
                break;
            case 4:
                Walk<Lanes256>(index, sums[worker]);
                break;
            case 2:
                Walk<Lanes128>(index, sums[worker]);
                break;
            default:
                Walk<Lanes64>(index, sums[worker]);
                break;
        }
    }

    private void Walk<TLanes>(int index, FunctionBuffer[] levels)
        where TLanes : struct, ILanes<TLanes>
    {
        (int register, int group) = (index / groups, index % groups);
        (int first, int last) = groups == 1 ? (0, many.Agents) : (group, group);
        first = many.States == 1 ? many.Agents : first;
        Span<double> part = isAdjoint ? parts.AsSpan(index * Observations.Size * TLanes.Width, Observations.Size * TLanes.Width) : [];
        part.Clear();
        int channel = register * TLanes.Width;
        var place = new NodePlace(nodes, channels, channel, Math.Min(TLanes.Width, channels - channel));
        for (int count = first; count <= last; count++)
        {
            place.Node = RankOfFirst(count);
            if (isAdjoint)
            {
                levels[0].Span.Clear();
                walk.Ascend<TLanes>(1, many.Agents - count, levels, ref place);
                AddScaled(shares.AsSpan(count * width, width), levels[0].Span, part);
            }
            else
            {
                Scale<TLanes>(shares.AsSpan(count * width, width), channel, levels[0]);
                walk.Descend<TLanes>(1, many.Agents - count, levels, ref place);
            }
        }
    }

    // The first count vector with that many agents in state 0.
    private int RankOfFirst(int count)
    {
        Span<int> counts = stackalloc int[many.States];
        counts.Clear();
        counts[^1] = many.Agents - count;
        counts[0] = count;
        return many.Rank(counts);
    }

    private void Scale<TLanes>(ReadOnlySpan<double> factors, int channel, FunctionBuffer target)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int entry = 0; entry < vectors.Ranks.Length; entry++)
        {
            TLanes value = TLanes.Load(ref few.Reference, ((nint)vectors.Ranks[entry] * channels) + channel);
            TLanes.Store(
                TLanes.MultiplyAdd(factors[vectors.FirstCounts[entry]], value, TLanes.Zero),
                ref target.Reference,
                (nint)entry * TLanes.Width
            );
        }
    }

    private void AddScaled(ReadOnlySpan<double> factors, ReadOnlySpan<double> source, Span<double> part)
    {
        int lanes = part.Length / vectors.FirstCounts.Length;
        for (int value = 0; value < part.Length; value++)
        {
            part[value] += factors[vectors.FirstCounts[value / lanes]] * source[value];
        }
    }

    // Adds up the pieces in order, so that the result does not depend on who did which.
    private void Gather()
    {
        (int size, int register) = (Observations.Size, Register);
        few.Span[..(size * channels)].Clear();
        for (int piece = 0; piece < groups * Registers; piece++)
        {
            int first = piece / groups * register;
            int lanes = Math.Min(register, channels - first);
            for (int entry = 0; entry < size; entry++)
            {
                ReadOnlySpan<double> part = parts.AsSpan(((piece * size) + entry) * register, lanes);
                Span<double> target = few.Span.Slice((vectors.Ranks[entry] * channels) + first, lanes);
                for (int lane = 0; lane < lanes; lane++)
                {
                    target[lane] += part[lane];
                }
            }
        }
    }
}
