using Antiphon.Games;
using Antiphon.Learning.OnnxMessages;

namespace Antiphon.Learning;

/// <summary>Two-layer tanh perceptrons with softmax as graphs, in doubles.</summary>
internal static class NetworkOnnx
{
    private static readonly (string Name, long Value) Columns = ("axis", 1);

    /// <summary>
    /// Inputs <c>observation</c> [batch, features] and, where the network has room for it, <c>globalState</c> [batch, d_g]; outputs
    /// <c>probabilities</c> [batch, A] and <c>action</c> [batch].
    /// </summary>
    internal static OnnxGraph Global(Perceptron network, ContinuousGame game)
    {
        var graph = new OnnxGraph("globalPolicy");
        string observation = graph.RealInput("observation", "mean features of the observed local agents", game.Features.Size);
        string input =
            network.Shape.Inputs == game.Features.Size
                ? observation
                : graph.Apply("Concat", Columns, graph.RealInput("globalState", "s_g", game.GlobalStates.Dimension), observation);
        Finish(graph, network, input, "pi_g(a_g | observation) for every a_g");
        return graph;
    }

    /// <summary>
    /// Inputs <c>globalState</c> [batch, d_g] and <c>localState</c> [batch, d_l]; outputs <c>probabilities</c> [batch, B] and
    /// <c>action</c> [batch].
    /// </summary>
    internal static OnnxGraph Local(Perceptron network, ContinuousGame game)
    {
        var graph = new OnnxGraph("localPolicy");
        string globalState = graph.RealInput("globalState", "s_g", game.GlobalStates.Dimension);
        string localState = graph.RealInput("localState", "s_l", game.LocalStates.Dimension);
        Finish(graph, network, graph.Apply("Concat", Columns, globalState, localState), "pi_l(a_l | s_l, s_g) for every a_l");
        return graph;
    }

    private static void Finish(OnnxGraph graph, Perceptron network, string input, string description)
    {
        PerceptronShape shape = network.Shape;
        string first = graph.Apply("Tanh", Layer(graph, network, input, (0, shape.FirstBias), (shape.Inputs, shape.Hidden)));
        string second = graph.Apply(
            "Tanh",
            Layer(graph, network, first, (shape.SecondWeights, shape.SecondBias), (shape.Hidden, shape.Hidden))
        );
        string preferences = Layer(graph, network, second, (shape.ThirdWeights, shape.ThirdBias), (shape.Hidden, shape.Outputs));
        graph.Output(
            "probabilities",
            TensorProto.Types.DataType.Double,
            graph.Apply("Softmax", Columns, preferences),
            description,
            shape.Outputs
        );
        string likeliest = graph.Apply("Squeeze", graph.Apply("ArgMax", Columns, preferences), graph.Constant([1L], 1));
        graph.Output("action", TensorProto.Types.DataType.Int64, likeliest, "the most likely action, the first if tied");
    }

    // x W' + b; the perceptron holds W as [outputs][inputs].
    private static string Layer(
        OnnxGraph graph,
        Perceptron network,
        string input,
        (int Weights, int Bias) place,
        (int Inputs, int Outputs) size
    )
    {
        double[] weights = new double[size.Inputs * size.Outputs];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = network.Parameters[place.Weights + (i % size.Outputs * size.Inputs) + (i / size.Outputs)];
        }

        string product = graph.Apply("MatMul", input, graph.Constant(weights, size.Inputs, size.Outputs));
        return graph.Apply("Add", product, graph.Constant(network.Parameters.Slice(place.Bias, size.Outputs), size.Outputs));
    }
}
