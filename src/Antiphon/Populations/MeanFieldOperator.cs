using System.Runtime.CompilerServices;

namespace Antiphon.Populations;

/// <summary>The mean-field flow mu' = mu M_{s_g}: each node goes to S vertices around the image, with Kuhn's weights.</summary>
internal sealed class MeanFieldOperator : PopulationOperator
{
    private readonly MeanFieldPopulation population;
    private readonly int states;
    private readonly int stride;
    private readonly double[] fractions;
    private readonly int[][] vertices;
    private readonly double[][] weights;
    private readonly int[][] above;
    private readonly int[][] below;

    internal MeanFieldOperator(MeanFieldPopulation population, LocalKernels kernels)
    {
        this.population = population;
        (states, stride) = (population.Lattice.States, population.Stride);
        fractions = new double[population.Nodes * states];
        for (var node = 0; node < population.Nodes; node++)
        {
            population.Fractions(node, fractions.AsSpan(node * states, states));
        }

        vertices = new int[kernels.GlobalStates][];
        weights = new double[kernels.GlobalStates][];
        above = new int[kernels.GlobalStates][];
        below = new int[kernels.GlobalStates][];
        var interpolation = new KuhnInterpolation(population.Lattice);
        for (var globalState = 0; globalState < kernels.GlobalStates; globalState++)
        {
            Locate(interpolation, globalState, kernels.Transition(globalState));
        }
    }

    internal override void Advance(int globalState, FunctionBuffer function, FunctionBuffer result)
    {
        switch (Lanes.Width(stride))
        {
            case 8: Gather<Lanes512>(globalState, function, result); break;
            case 4: Gather<Lanes256>(globalState, function, result); break;
            case 2: Gather<Lanes128>(globalState, function, result); break;
            default: Gather<Lanes64>(globalState, function, result); break;
        }
    }

    internal override void Push(int globalState, FunctionBuffer measure, FunctionBuffer result)
    {
        result.Span.Clear();
        switch (Lanes.Width(stride))
        {
            case 8: Scatter<Lanes512>(globalState, measure, result); break;
            case 4: Scatter<Lanes256>(globalState, measure, result); break;
            case 2: Scatter<Lanes128>(globalState, measure, result); break;
            default: Scatter<Lanes64>(globalState, measure, result); break;
        }
    }

    // mu'_y moves with M[x][y] at the rate mu_x; V moves with mu'_y at the rate R sum_{i > y} dV/dy_i (the last state's rate is the origin).
    internal override void AddMoveDerivative(int globalState, FunctionBuffer function, FunctionBuffer weight, Span<double> derivative)
    {
        Span<double> rates = stackalloc double[states];
        var resolution = (double)population.Lattice.Agents;
        var value = function.Span;
        var source = weight.Span;
        for (var node = 0; node < population.Nodes; node++)
        {
            rates.Clear();
            var here = source.Slice(node * stride, stride);
            var slope = 0.0;
            for (var coordinate = states - 1; coordinate >= 1; coordinate--)
            {
                var place = (node * (states - 1)) + coordinate - 1;
                var higher = value.Slice(above[globalState][place] * stride, stride);
                var lower = value.Slice(below[globalState][place] * stride, stride);
                for (var channel = 0; channel < stride; channel++)
                {
                    slope += here[channel] * (higher[channel] - lower[channel]);
                }

                rates[coordinate - 1] = slope * resolution;
            }

            for (var from = 0; from < states; from++)
            {
                var share = fractions[(node * states) + from];
                for (var to = 0; to < states; to++)
                {
                    derivative[(from * states) + to] += share * rates[to];
                }
            }
        }
    }

    private void Locate(KuhnInterpolation interpolation, int globalState, ReadOnlySpan<double> kernel)
    {
        vertices[globalState] = new int[population.Nodes * states];
        weights[globalState] = new double[population.Nodes * states];
        above[globalState] = new int[population.Nodes * (states - 1)];
        below[globalState] = new int[population.Nodes * (states - 1)];
        Span<double> image = stackalloc double[states];
        for (var node = 0; node < population.Nodes; node++)
        {
            image.Clear();
            for (var from = 0; from < states; from++)
            {
                for (var to = 0; to < states; to++)
                {
                    image[to] += fractions[(node * states) + from] * kernel[(from * states) + to];
                }
            }

            interpolation.Locate(image, vertices[globalState].AsSpan(node * states, states), weights[globalState].AsSpan(node * states, states));
            interpolation.Differences(
                image, above[globalState].AsSpan(node * (states - 1), states - 1), below[globalState].AsSpan(node * (states - 1), states - 1));
        }
    }

    private void Gather<TLanes>(int globalState, FunctionBuffer function, FunctionBuffer result)
        where TLanes : struct, ILanes<TLanes>
    {
        var (ranks, shares) = (vertices[globalState], weights[globalState]);
        for (var channel = 0; channel < stride; channel += TLanes.Width)
        {
            ref var source = ref Unsafe.Add(ref function.Reference, channel);
            ref var target = ref Unsafe.Add(ref result.Reference, channel);
            for (var node = 0; node < population.Nodes; node++)
            {
                var sum = TLanes.Zero;
                for (var vertex = node * states; vertex < (node + 1) * states; vertex++)
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
        var (ranks, shares) = (vertices[globalState], weights[globalState]);
        for (var channel = 0; channel < stride; channel += TLanes.Width)
        {
            ref var source = ref Unsafe.Add(ref measure.Reference, channel);
            ref var target = ref Unsafe.Add(ref result.Reference, channel);
            for (var node = 0; node < population.Nodes; node++)
            {
                var mass = TLanes.Load(ref source, (nint)node * stride);
                for (var vertex = node * states; vertex < (node + 1) * states; vertex++)
                {
                    var place = (nint)ranks[vertex] * stride;
                    TLanes.Store(TLanes.MultiplyAdd(shares[vertex], mass, TLanes.Load(ref target, place)), ref target, place);
                }
            }
        }
    }
}
