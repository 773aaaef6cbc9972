using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Tests.Populations;

/// <summary>Functions on (node, s_g) in the memory order of a population model: V[node * stride + s_g].</summary>
internal static class Channels
{
    public static double[] Random(PopulationModel model, Reference.SmallRandom random)
    {
        double[] function = new double[model.Nodes * model.Stride];
        for (int node = 0; node < model.Nodes; node++)
        {
            for (int globalState = 0; globalState < model.Game.GlobalStates; globalState++)
            {
                function[node * model.Stride + globalState] = 2 * random.Next() - 1;
            }
        }
        return function;
    }

    public static double[] Of(PopulationModel model, double[] function, int globalState) =>
        [.. Enumerable.Range(0, model.Nodes).Select(node => function[node * model.Stride + globalState])];

    public static double[] Filled(PopulationModel model, Func<double[], int, double> valueAt)
    {
        double[] function = new double[model.Nodes * model.Stride];
        for (int node = 0; node < model.Nodes; node++)
        {
            double[] fractions = Fractions(model, node);
            for (int globalState = 0; globalState < model.Game.GlobalStates; globalState++)
            {
                function[node * model.Stride + globalState] = valueAt(fractions, globalState);
            }
        }
        return function;
    }

    public static double[] Fractions(PopulationModel model, int node)
    {
        double[] fractions = new double[model.Game.LocalStates];
        model.Fractions(node, fractions);
        return fractions;
    }

    public static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();
}

/// <summary>The operators of a population under fixed kernels, on plain arrays.</summary>
internal sealed class BoundPopulation(PopulationModel model, LocalKernels kernels) : IDisposable
{
    private readonly Workers _workers = new(2);
    private PopulationOperator? _operator;

    private PopulationOperator Operator => _operator ??= model.Bind(kernels, _workers);

    public string Notice => Operator.Notice;

    public static FunctionBuffer Buffer(double[] values)
    {
        FunctionBuffer buffer = new(values.Length);
        values.CopyTo(buffer.Span);
        return buffer;
    }

    public double[] Advance(int globalState, double[] function)
    {
        // The result starts full of rubbish: operators must overwrite, not add.
        (FunctionBuffer source, FunctionBuffer result) = (Buffer(function), Buffer([.. Enumerable.Repeat(777.0, function.Length)]));
        Operator.Advance(globalState, source, result);
        Assert.Equal(function, source.Span.ToArray());
        return result.Span.ToArray();
    }

    public double[] Push(int globalState, double[] measure)
    {
        FunctionBuffer result = Buffer([.. Enumerable.Repeat(777.0, measure.Length)]);
        Operator.Push(globalState, Buffer(measure), result);
        return result.Span.ToArray();
    }

    public double[] MoveDerivative(int globalState, double[] function, double[] weight)
    {
        double[] derivative = new double[model.Game.LocalStates * model.Game.LocalStates];
        Operator.AddMoveDerivative(globalState, Buffer(function), Buffer(weight), derivative);
        return derivative;
    }

    public void Dispose() => _workers.Dispose();
}
