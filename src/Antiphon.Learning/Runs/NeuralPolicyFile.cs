using Antiphon.Runs;

namespace Antiphon.Learning;

/// <summary>
/// policy.json of a continuous run, "antiphon-neural-policy/1": both networks, layer by layer as numbers, for other programs too. A
/// network is z = W3 tanh(W2 tanh(W1 x + b1) + b2) + b3; the agent takes the action with the largest z. Weights are [unit][input].
/// </summary>
internal sealed record NeuralPolicyFile(string Format, string Game, int Subsample, NetworkLayers GlobalNetwork, NetworkLayers LocalNetwork)
{
    /// <summary>The format this program writes and reads.</summary>
    public const string CurrentFormat = "antiphon-neural-policy/1";

    public static void Save(string path, string game, NeuralPair pair, int subsample) =>
        RunFile.Write(
            path,
            new NeuralPolicyFile(CurrentFormat, game, subsample, NetworkLayers.Of(pair.Global), NetworkLayers.Of(pair.Local)),
            LearningJson.Document
        );

    /// <summary>Reads a pair.</summary>
    /// <exception cref="InvalidInputException">The file is damaged or of another game; it is named.</exception>
    public static NeuralPair Load(string path, string game) => LoadDeployed(path, game).Networks;

    /// <summary>Reads a pair and its k.</summary>
    /// <exception cref="InvalidInputException">The file is damaged or of another game; it is named.</exception>
    public static (NeuralPair Networks, int Subsample) LoadDeployed(string path, string game)
    {
        NeuralPolicyFile stored = RunFile.Read<NeuralPolicyFile>(path, CurrentFormat, LearningJson.Document);
        if (stored.Game != game)
        {
            throw new InvalidInputException($"{path}: game is {stored.Game}; expected {game}; restore the file of this run");
        }

        try
        {
            return (
                new NeuralPair(stored.GlobalNetwork.Network("globalNetwork"), stored.LocalNetwork.Network("localNetwork")),
                stored.Subsample
            );
        }
        catch (InvalidInputException damage)
        {
            throw new InvalidInputException($"{path}: {damage.Message}; the file is damaged or was edited", damage);
        }
    }
}

/// <summary>A network as numbers, layer by layer.</summary>
internal sealed record NetworkLayers(
    double[][] Weights1,
    double[] Bias1,
    double[][] Weights2,
    double[] Bias2,
    double[][] Weights3,
    double[] Bias3
)
{
    public static NetworkLayers Of(Perceptron network)
    {
        int place = 0;
        double[] numbers = network.Parameters.ToArray();
        (int inputs, int hidden, int outputs) = network.Shape;
        return new NetworkLayers(
            Rows(numbers, ref place, hidden, inputs),
            Take(numbers, ref place, hidden),
            Rows(numbers, ref place, hidden, hidden),
            Take(numbers, ref place, hidden),
            Rows(numbers, ref place, outputs, hidden),
            Take(numbers, ref place, outputs)
        );
    }

    public Perceptron Network(string place)
    {
        var shape = new PerceptronShape(Weights1.Length == 0 ? 0 : Weights1[0].Length, Weights1.Length, Weights3.Length);
        if (
            !Fits(Weights1, shape.Hidden, shape.Inputs)
            || !Fits(Weights2, shape.Hidden, shape.Hidden)
            || !Fits(Weights3, shape.Outputs, shape.Hidden)
            || Bias1.Length != shape.Hidden
            || Bias2.Length != shape.Hidden
            || Bias3.Length != shape.Outputs
        )
        {
            throw new InvalidInputException(
                $"{place}: the sizes of its layers do not match the shape {shape} of its first and last weights"
            );
        }

        return new Perceptron(
            shape,
            [
                .. Weights1.SelectMany(row => row),
                .. Bias1,
                .. Weights2.SelectMany(row => row),
                .. Bias2,
                .. Weights3.SelectMany(row => row),
                .. Bias3,
            ]
        );
    }

    private static bool Fits(double[][] rows, int count, int length) =>
        rows.Length == count && Array.TrueForAll(rows, row => row.Length == length);

    private static double[][] Rows(double[] numbers, ref int place, int count, int length)
    {
        double[][] rows = new double[count][];
        for (int row = 0; row < count; row++)
        {
            rows[row] = Take(numbers, ref place, length);
        }

        return rows;
    }

    private static double[] Take(double[] numbers, ref int place, int count)
    {
        place += count;
        return numbers[(place - count)..place];
    }
}
