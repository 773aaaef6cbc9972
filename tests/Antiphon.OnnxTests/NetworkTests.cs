using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.OnnxTests;

/// <summary>Exported networks, executed by a public runtime, answer as ours do.</summary>
public sealed class NetworkTests : IDisposable
{
    // The same formula in doubles; runtimes add in another order and have a tanh of their own.
    private const double Tolerance = 1e-12;
    private const int Batch = 50;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("antiphon-onnx-");
    private readonly ContinuousGame game = new WarehouseContinuous(20);
    private readonly RandomStream stream = new RandomStream(7).Split("networks");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Global_network_has_the_same_law_of_actions_with_and_without_the_global_state(bool seesGlobal)
    {
        (ContinuousPair pair, int inputs) = Random(seesGlobal);
        string model = OnnxFiles.Write(pair, game, folder.FullName)[0];
        double[] observations = Observations();
        double[] states = Points(game.GlobalStates);

        IReadOnlyDictionary<string, (long[] Dimensions, double[] Data)> answer = seesGlobal
            ? Runtime.Run(model, Real("observation", inputs - 1, observations), Real("globalState", 1, states))
            : Runtime.Run(model, Real("observation", inputs, observations));

        AssertSame(
            ((NeuralGlobalPolicy)pair.Global).Network,
            row => seesGlobal ? [states[row], .. Row(observations, row, inputs - 1)] : Row(observations, row, inputs),
            answer
        );
    }

    [Fact]
    public void Local_network_has_the_same_law_of_actions()
    {
        (ContinuousPair pair, int _) = Random(seesGlobal: false);
        string model = OnnxFiles.Write(pair, game, folder.FullName)[1];
        (double[] globals, double[] locals) = (Points(game.GlobalStates), Points(game.LocalStates));

        IReadOnlyDictionary<string, (long[] Dimensions, double[] Data)> answer = Runtime.Run(
            model,
            Real("globalState", 1, globals),
            Real("localState", 1, locals)
        );

        AssertSame(((NeuralLocalPolicy)pair.Local).Network, row => [globals[row], locals[row]], answer);
    }

    private static void AssertSame(
        Perceptron network,
        Func<int, double[]> input,
        IReadOnlyDictionary<string, (long[] Dimensions, double[] Data)> answer
    )
    {
        Assert.Equal([Batch, network.Shape.Outputs], answer["probabilities"].Dimensions);
        Assert.Equal([Batch], answer["action"].Dimensions);
        for (int row = 0; row < Batch; row++)
        {
            double[] preferences = network.Evaluate(input(row));
            double[] weights = preferences.Select(preference => Math.Exp(preference - preferences.Max())).ToArray();
            double[] law = weights.Select(weight => weight / weights.Sum()).ToArray();
            Assert.Equal(Array.IndexOf(law, law.Max()), answer["action"].Data[row]);
            for (int action = 0; action < law.Length; action++)
            {
                Assert.Equal(law[action], answer["probabilities"].Data[(row * law.Length) + action], Tolerance);
            }
        }
    }

    private static (string Name, string Type, int[] Dimensions, IEnumerable<double> Data) Real(string name, int width, double[] data) =>
        (name, "float64", [data.Length / width, width], data);

    private static double[] Row(double[] table, int row, int width) => table[(row * width)..((row + 1) * width)];

    private (ContinuousPair Pair, int Inputs) Random(bool seesGlobal)
    {
        int inputs = game.Features.Size + (seesGlobal ? 1 : 0);
        var global = Perceptron.Random(new PerceptronShape(inputs, 64, game.GlobalActions.Count), stream.Split("global"));
        var local = Perceptron.Random(new PerceptronShape(2, 64, game.LocalActions.Count), stream.Split("local"));
        return (new ContinuousPair(new NeuralGlobalPolicy(global), new NeuralLocalPolicy(local), 5), inputs);
    }

    private double[] Observations() => [.. Enumerable.Range(0, Batch * game.Features.Size).Select(_ => stream.NextDouble())];

    private double[] Points(Box box) =>
        [.. Enumerable.Range(0, Batch).Select(_ => box.Low[0] + ((box.High[0] - box.Low[0]) * stream.NextDouble()))];
}
