using System.Runtime.CompilerServices;
using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// The mean-field flow mu' = mu M_{s_g}, M at mu where kernels depend on the population: each node goes to the vertices around the image,
/// S of them for agents of one type, with Kuhn's weights.
/// </summary>
internal sealed class MeanFieldOperator : PopulationOperator
{
    private readonly MeanFieldPopulation population;
    private readonly int states;
    private readonly int free;
    private readonly int stride;
    private readonly double[] fractions;
    private readonly int[][] vertices;
    private readonly double[][] weights;
    private readonly int[][] above;
    private readonly int[][] below;
    private readonly CancellationToken cancellation;

    internal MeanFieldOperator(MeanFieldPopulation population, LocalKernels kernels, CancellationToken cancellation = default)
    {
        this.cancellation = cancellation;
        this.population = population;
        (states, stride) = (population.Lattice.States, population.Stride);
        fractions = new double[population.Nodes * states];
        int[] counts = new int[states];
        population.Lattice.WriteFirst(counts);
        for (int node = 0; node < population.Nodes; node++)
        {
            cancellation.ThrowIfRequested(node);
            foreach (CountBlock block in population.Lattice.Blocks)
            {
                for (int state = block.First; state < block.End; state++)
                {
                    fractions[(node * states) + state] = (double)counts[state] / block.Agents;
                }
            }

            population.Lattice.MoveNext(counts);
        }

        vertices = new int[kernels.GlobalStates][];
        weights = new double[kernels.GlobalStates][];
        above = new int[kernels.GlobalStates][];
        below = new int[kernels.GlobalStates][];
        var interpolation = new KuhnInterpolation(population.Lattice);
        free = interpolation.Vertices - 1;
        for (int globalState = 0; globalState < kernels.GlobalStates; globalState++)
        {
            Locate(interpolation, globalState, kernels);
        }
    }

    /// <summary>
    /// Bytes of the operators of all global states: fractions, vertices with their weights, and the nodes that differences are taken
    /// between.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="nodes">Nodes of the lattice.</param>
    internal static double Bytes(CooperativeGame game, double nodes) =>
        nodes
        * (
            (game.LocalStates * sizeof(double))
            + (
                game.GlobalStates
                * ((game.LocalStates * (double)(sizeof(int) + sizeof(double))) + ((game.LocalStates - 1) * 2.0 * sizeof(int)))
            )
        );

    internal override void Advance(int globalState, FunctionBuffer function, FunctionBuffer result)
    {
        switch (Lanes.Width(stride))
        {
            case 8:
                Gather<Lanes512>(globalState, function, result);
                break;
            case 4:
                Gather<Lanes256>(globalState, function, result);
                break;
            case 2:
                Gather<Lanes128>(globalState, function, result);
                break;
            default:
                Gather<Lanes64>(globalState, function, result);
                break;
        }
    }

    internal override void Push(int globalState, FunctionBuffer measure, FunctionBuffer result)
    {
        result.Span.Clear();
        switch (Lanes.Width(stride))
        {
            case 8:
                Scatter<Lanes512>(globalState, measure, result);
                break;
            case 4:
                Scatter<Lanes256>(globalState, measure, result);
                break;
            case 2:
                Scatter<Lanes128>(globalState, measure, result);
                break;
            default:
                Scatter<Lanes64>(globalState, measure, result);
                break;
        }
    }

    // mu'_y moves with M[x][y] at the rate mu_x; V moves with mu'_y at the rate R sum_{i > y} dV/dy_i (the last state's rate is the
    // origin). All within a block.
    internal override void AddMoveDerivative(int globalState, FunctionBuffer function, FunctionBuffer weight, Span<double> derivative)
    {
        Span<double> rates = stackalloc double[states];
        Span<double> source = weight.Span;
        for (int node = 0; node < population.Nodes; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<double> here = source.Slice(node * stride, stride);
            if (!here.ContainsAnyExcept(0.0))
            {
                continue;
            }

            ReadOnlySpan<double> hats = population.Hats(node);
            int coordinate = free;
            for (int type = population.Lattice.Blocks.Length - 1; type >= 0; type--)
            {
                CountBlock block = population.Lattice.Blocks[type];
                rates.Clear();
                double slope = 0.0;
                for (int state = block.End - 2; state >= block.First; state--)
                {
                    coordinate--;
                    slope = AddSlope(slope, globalState, (node * free) + coordinate, function, here);
                    rates[state] = slope * block.Agents;
                }

                for (int hat = 0; hat < hats.Length; hat++)
                {
                    if (hats[hat] != 0)
                    {
                        AddMoves(node, block, hats[hat], rates, derivative.Slice(hat * states * states, states * states));
                    }
                }
            }
        }
    }

    private void AddMoves(int node, CountBlock block, double hat, ReadOnlySpan<double> rates, Span<double> derivative)
    {
        for (int from = block.First; from < block.End; from++)
        {
            double share = hat * fractions[(node * states) + from];
            for (int to = block.First; to < block.End; to++)
            {
                derivative[(from * states) + to] += share * rates[to];
            }
        }
    }

    private double AddSlope(double slope, int globalState, int place, FunctionBuffer function, ReadOnlySpan<double> weight)
    {
        Span<double> higher = function.Span.Slice(above[globalState][place] * stride, stride);
        Span<double> lower = function.Span.Slice(below[globalState][place] * stride, stride);
        for (int channel = 0; channel < stride; channel++)
        {
            slope += weight[channel] * (higher[channel] - lower[channel]);
        }

        return slope;
    }

    private void Locate(KuhnInterpolation interpolation, int globalState, LocalKernels kernels)
    {
        int corners = free + 1;
        vertices[globalState] = new int[population.Nodes * corners];
        weights[globalState] = new double[population.Nodes * corners];
        above[globalState] = new int[population.Nodes * free];
        below[globalState] = new int[population.Nodes * free];
        double[] scratch = new double[states * states];
        Span<double> image = stackalloc double[states];
        for (int node = 0; node < population.Nodes; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<double> kernel = kernels.Transition(globalState, population.Hats(node), scratch);
            image.Clear();
            for (int from = 0; from < states; from++)
            {
                for (int to = 0; to < states; to++)
                {
                    image[to] += fractions[(node * states) + from] * kernel[(from * states) + to];
                }
            }

            interpolation.Locate(
                image,
                vertices[globalState].AsSpan(node * corners, corners),
                weights[globalState].AsSpan(node * corners, corners)
            );
            interpolation.Differences(image, above[globalState].AsSpan(node * free, free), below[globalState].AsSpan(node * free, free));
        }
    }

    private void Gather<TLanes>(int globalState, FunctionBuffer function, FunctionBuffer result)
        where TLanes : struct, ILanes<TLanes>
    {
        (int[] ranks, double[] shares) = (vertices[globalState], weights[globalState]);
        for (int channel = 0; channel < stride; channel += TLanes.Width)
        {
            ref double source = ref Unsafe.Add(ref function.Reference, channel);
            ref double target = ref Unsafe.Add(ref result.Reference, channel);
            for (int node = 0; node < population.Nodes; node++)
            {
                cancellation.ThrowIfRequested(node);
                TLanes sum = TLanes.Zero;
                for (int vertex = node * (free + 1); vertex < (node + 1) * (free + 1); vertex++)
                {
                    sum = TLanes.MultiplyAdd(shares[vertex], TLanes.Load(ref source, (nint)ranks[vertex] * stride), sum);
                }

                TLanes.Store(sum, ref target, (nint)node * stride);
            }
        }
    }

    private void Scatter<TLanes>(int globalState, FunctionBuffer measure, FunctionBuffer result)
        where TLanes : struct, ILanes<TLanes>
    {
        (int[] ranks, double[] shares) = (vertices[globalState], weights[globalState]);
        for (int channel = 0; channel < stride; channel += TLanes.Width)
        {
            ref double source = ref Unsafe.Add(ref measure.Reference, channel);
            ref double target = ref Unsafe.Add(ref result.Reference, channel);
            for (int node = 0; node < population.Nodes; node++)
            {
                cancellation.ThrowIfRequested(node);
                TLanes mass = TLanes.Load(ref source, (nint)node * stride);
                for (int vertex = node * (free + 1); vertex < (node + 1) * (free + 1); vertex++)
                {
                    nint place = (nint)ranks[vertex] * stride;
                    TLanes.Store(TLanes.MultiplyAdd(shares[vertex], mass, TLanes.Load(ref target, place)), ref target, place);
                }
            }
        }
    }
}
