using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// The architecture of a classifier: softmax(W x + b), or with hidden units softmax(W2 tanh(W1 x + b1) + b2). Its parameters are one
/// vector, layer after layer, each [input][output] with the intercepts as one more input, outputs padded to whole registers.
/// </summary>
/// <param name="Features">Length of x, at least 1.</param>
/// <param name="Hidden">Hidden units; 0 is softmax regression.</param>
/// <param name="Classes">Number of classes, at least 2.</param>
internal sealed record ClassifierShape(int Features, int Hidden, int Classes)
{
    private const int MostUnits = 4_096;

    /// <summary>Length of the parameter vector, padding included.</summary>
    internal int Parameters => Output.End;

    /// <summary>Numbers that are learned, without padding: what has to be sent.</summary>
    internal int Learned => Hidden == 0 ? (Features + 1) * Classes : ((Features + 1) * Hidden) + ((Hidden + 1) * Classes);

    /// <summary>From inputs to hidden units, where there are some.</summary>
    internal DenseLayer? First => Hidden == 0 ? null : new DenseLayer(0, Features, VectorRows.Padded(Hidden));

    /// <summary>From hidden units, or inputs, to one number per class.</summary>
    internal DenseLayer Output => new(First?.End ?? 0, Hidden == 0 ? Features : Hidden, VectorRows.Padded(Classes));

    /// <summary>
    /// Parameters to start from: 0 for softmax regression, whose loss is convex; otherwise the hidden layer uniform in
    /// [-1/sqrt(d), 1/sqrt(d)] for d inputs, since units that start alike stay alike.
    /// </summary>
    /// <param name="random">Source of randomness.</param>
    /// <exception cref="InvalidInputException">A layer has no unit or too many.</exception>
    internal double[] Start(RandomStream random)
    {
        Require();
        double[] parameters = new double[Parameters];
        if (First is { } first)
        {
            double scale = 1 / Math.Sqrt(Features);
            for (int input = 0; input <= Features; input++)
            {
                foreach (ref double weight in parameters.AsSpan(input * first.Width, Hidden))
                {
                    weight = scale * ((2 * random.NextDouble()) - 1);
                }
            }
        }

        return parameters;
    }

    private void Require()
    {
        if (Features is < 1 or > MostUnits || Hidden is < 0 or > MostUnits || Classes is < 2 or > MostUnits)
        {
            throw new InvalidInputException(
                $"a classifier of {Features} features, {Hidden} hidden units and {Classes} classes is not supported; expected 1 to "
                    + $"{MostUnits:N0} features, 0 to {MostUnits:N0} hidden units and 2 to {MostUnits:N0} classes"
            );
        }
    }
}
