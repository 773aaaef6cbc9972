using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// Anderson's acceleration of a fixed-point iteration x -> T x (type II; Walker and Ni 2011): the next point is the combination of the
/// latest images, with weights that sum to 1, whose combined residual T x - x is shortest. It only chooses where to sweep next. What is
/// proved about a sweep's result holds from any starting point, so that bounds stay proved.
/// </summary>
/// <remarks>
/// A sweep whose error bound did not fall ends the present history, and plain sweeps follow, more of them after every eighth such failure.
/// Plain sweeps contract, so that the whole converges whatever T is. Near a discount of 1, plain sweeps hardly contract and many modes are
/// slow: there the history is longer, and a bound may rise for a while.
/// </remarks>
internal sealed class AndersonMixing : IWork
{
    /// <summary>
    /// How many earlier points usually take part. Measured on the built-in and on random games: beyond two the sweeps saved no longer pay
    /// for the memory.
    /// </summary>
    private const int Depth = 2;

    // Measured at discounts of 0.999 and 0.9999: four and more points take a fifth of the sweeps of two, which do not always converge.
    private const int DepthNearOne = 8;
    private const double NearOne = 0.99;

    // Near one, a bound may rise by this factor from sweep to sweep, and may go so many sweeps without a new smallest one.
    private const double PatientFactor = 10;
    private const int PatientSweeps = 50;

    private const int NodesPerPiece = 2048;
    private const int FailuresPerPause = 8;
    private const int FailuresOfCorrection = 4;

    // Larger weights come from histories that have nothing more to tell. A mode that decays like gamma^t needs a weight of 1/(1 - gamma).
    private const double LargestWeight = 1e4;
    private const double LargestWeightPerStep = 100;

    private readonly int nodes;
    private readonly int stride;
    private readonly int channels;
    private readonly Workers workers;
    private readonly int depth;
    private readonly int nodesAtOnce;
    private readonly double[][] residuals;
    private readonly double[][] images;
    private readonly MixingHistory history;
    private readonly double[][] partial;
    private readonly bool patient;
    private FunctionBuffer before = null!;
    private FunctionBuffer after = null!;
    private double correction;
    private double constant;
    private int failures;
    private int pause;
    private double lastError = double.PositiveInfinity;
    private double smallestError = double.PositiveInfinity;
    private int sinceSmallest;
    private bool combining;

    /// <summary>Takes memory for the history of one function.</summary>
    /// <param name="nodes">Nodes of the function.</param>
    /// <param name="stride">Doubles per node.</param>
    /// <param name="channels">How many of them hold values.</param>
    /// <param name="discount">gamma, the operator's factor of contraction, in [0, 1).</param>
    /// <param name="workers">Who shares the work; results do not depend on how many they are.</param>
    internal AndersonMixing(int nodes, int stride, int channels, double discount, Workers workers)
        : this(nodes, stride, channels, discount, workers, DepthAt(discount)) { }

    /// <summary>The same with another depth than the usual.</summary>
    internal AndersonMixing(int nodes, int stride, int channels, double discount, Workers workers, int depth)
    {
        history = new MixingHistory(depth, Math.Max(LargestWeight, LargestWeightPerStep / (1 - discount)));
        patient = discount > NearOne;
        (this.nodes, this.stride, this.channels, this.workers, this.depth) = (nodes, stride, channels, workers, depth);
        nodesAtOnce = stride == channels ? NodesPerPiece : 1;
        residuals = [.. Enumerable.Range(0, depth).Select(_ => new double[nodes * channels])];
        images = [.. residuals.Select(_ => new double[nodes * channels])];
        partial = [.. Enumerable.Range(0, (nodes + NodesPerPiece - 1) / NodesPerPiece).Select(_ => new double[depth + 2])];
    }

    /// <summary>How many earlier points take part at a discount.</summary>
    internal static int DepthAt(double discount) => discount > NearOne ? DepthNearOne : Depth;

    /// <summary>Bytes of a history of the usual depth, per value.</summary>
    internal static int BytesPerValue(double discount) => 2 * DepthAt(discount) * sizeof(double);

    /// <summary>Forgets the history, for another operator.</summary>
    internal void Restart()
    {
        history.Forget();
        (failures, pause) = (0, 0);
        lastError = double.PositiveInfinity;
        smallestError = double.PositiveInfinity;
        sinceSmallest = 0;
    }

    /// <summary>Moves from T V to where the next sweep should start, for a Bellman operator.</summary>
    /// <param name="swept">V, [node * stride + channel].</param>
    /// <param name="image">T V; becomes the next point.</param>
    /// <param name="bound">What the sweep proved.</param>
    /// <param name="correct">
    /// Moves T V, before it is mixed, to where a cheaper model sees the fixed point; left out after failures, where plain sweeps follow,
    /// and for good once there were several.
    /// </param>
    internal void Next(FunctionBuffer swept, FunctionBuffer image, SpanBound bound, Action? correct = null) =>
        Next(swept, image, bound.Error, (bound.Correction, bound.Middle), correct);

    /// <summary>The same for any contraction.</summary>
    /// <param name="swept">x.</param>
    /// <param name="image">T x; becomes the next point.</param>
    /// <param name="error">The proved error of T x.</param>
    internal void Next(FunctionBuffer swept, FunctionBuffer image, double error) => Next(swept, image, error, (0, 0), null);

    private void Next(
        FunctionBuffer swept,
        FunctionBuffer image,
        double error,
        (double Correction, double Middle) constants,
        Action? correct
    )
    {
        (before, after) = (swept, image);
        (correction, constant) = constants;
        if (Failed(error))
        {
            failures++;
            history.Forget();
            (pause, sinceSmallest) = (1 + (failures / FailuresPerPause), 0);
        }

        lastError = error;
        if (pause > 0)
        {
            pause--;
            return;
        }

        if (failures < FailuresOfCorrection)
        {
            correct?.Invoke();
        }

        Run(combine: false);
        history.Weigh(partial, (double)nodes * channels);
        Run(combine: true);
        history.Remember();
    }

    private bool Failed(double error)
    {
        sinceSmallest = error < smallestError ? 0 : sinceSmallest + 1;
        smallestError = Math.Min(smallestError, error);
        return patient ? error >= PatientFactor * lastError || sinceSmallest >= PatientSweeps : error >= lastError;
    }

    private void Run(bool combine)
    {
        combining = combine;
        workers.Run(partial.Length, this);
    }

    /// <summary>
    /// One stretch of nodes: measures its residual against the history, or combines the images there and remembers the latest.
    /// </summary>
    void IWork.Run(int index, int worker)
    {
        int begin = index * NodesPerPiece;
        int end = Math.Min(begin + NodesPerPiece, nodes);
        if (combining)
        {
            Combine(begin, end);
        }
        else
        {
            Measure(begin, end, partial[index]);
        }
    }

    // Sums of the residual, of its square and of its products with the earlier ones. A constant added to V changes T V by gamma times as
    // much: that
    // part of the residual is known, and the correction removes it. Eight sums side by side, in the same order everywhere.
    private void Measure(int begin, int end, double[] sums)
    {
        int stored = history.Stored;
        Span<Vector512<double>> lanes = stackalloc Vector512<double>[depth + 2];
        lanes.Clear();
        Array.Clear(sums);
        ref double point = ref before.Reference;
        ref double image = ref after.Reference;
        for (int node = begin; node < end; node += nodesAtOnce)
        {
            int values = Math.Min(nodesAtOnce, end - node) * channels;
            (int from, int packed, int value) = (node * stride, node * channels, 0);
            for (; value + Vector512<double>.Count <= values; value += Vector512<double>.Count)
            {
                Vector512<double> residual =
                    Vector512.LoadUnsafe(ref image, (nuint)(from + value))
                    - Vector512.LoadUnsafe(ref point, (nuint)(from + value))
                    - Vector512.Create(constant);
                lanes[0] += residual;
                lanes[1] += residual * residual;
                for (int other = 0; other < stored; other++)
                {
                    lanes[other + 2] += residual * Vector512.Create(residuals[other], packed + value);
                }
            }

            for (; value < values; value++)
            {
                double residual = Unsafe.Add(ref image, from + value) - Unsafe.Add(ref point, from + value) - constant;
                sums[0] += residual;
                sums[1] += residual * residual;
                for (int other = 0; other < stored; other++)
                {
                    sums[other + 2] += residual * residuals[other][packed + value];
                }
            }
        }

        for (int place = 0; place < sums.Length; place++)
        {
            for (int lane = 0; lane < Vector512<double>.Count; lane++)
            {
                sums[place] += lanes[place][lane];
            }
        }
    }

    private void Combine(int begin, int end)
    {
        ref double point = ref before.Reference;
        ref double image = ref after.Reference;
        (double[] residual, double[] kept) = (residuals[history.Oldest], images[history.Oldest]);
        int stored = history.Stored;
        ReadOnlySpan<double> weights = history.Weights;
        for (int node = begin; node < end; node += nodesAtOnce)
        {
            int values = Math.Min(nodesAtOnce, end - node) * channels;
            (int from, int packed, int value) = (node * stride, node * channels, 0);
            for (; value + Vector512<double>.Count <= values; value += Vector512<double>.Count)
            {
                var swept = Vector512.LoadUnsafe(ref image, (nuint)(from + value));
                Vector512<double> here = swept + Vector512.Create(correction);
                Vector512<double> sum = here;
                for (int other = 0; other < stored; other++)
                {
                    sum -= Vector512.Create(weights[other]) * (here - Vector512.Create(images[other], packed + value));
                }

                (swept - Vector512.LoadUnsafe(ref point, (nuint)(from + value)) - Vector512.Create(constant)).CopyTo(
                    residual,
                    packed + value
                );
                here.CopyTo(kept, packed + value);
                sum.StoreUnsafe(ref image, (nuint)(from + value));
            }

            for (; value < values; value++)
            {
                ref double target = ref Unsafe.Add(ref image, from + value);
                double here = target + correction;
                double sum = here;
                for (int other = 0; other < stored; other++)
                {
                    sum -= weights[other] * (here - images[other][packed + value]);
                }

                residual[packed + value] = target - Unsafe.Add(ref point, from + value) - constant;
                kept[packed + value] = here;
                target = sum;
            }
        }
    }
}
