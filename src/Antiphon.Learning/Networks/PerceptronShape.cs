namespace Antiphon.Learning;

/// <summary>
/// The architecture of a two-layer tanh perceptron: x (inputs) to W3 tanh(W2 tanh(W1 x + b1) + b2) + b3 (outputs). Its parameters are one
/// vector: W1 [hidden][inputs], b1, W2 [hidden][hidden], b2, W3 [outputs][hidden], b3.
/// </summary>
/// <param name="Inputs">Length of x, at least 1.</param>
/// <param name="Hidden">Units of each hidden layer, at least 1.</param>
/// <param name="Outputs">Numbers that come out, at least 1.</param>
internal sealed record PerceptronShape(int Inputs, int Hidden, int Outputs)
{
    private const int MostUnits = 4096;

    /// <summary>Length of the parameter vector.</summary>
    public int Parameters => ThirdBias + Outputs;

    internal int FirstBias => Hidden * Inputs;

    internal int SecondWeights => FirstBias + Hidden;

    internal int SecondBias => SecondWeights + (Hidden * Hidden);

    internal int ThirdWeights => SecondBias + Hidden;

    internal int ThirdBias => ThirdWeights + (Outputs * Hidden);

    /// <inheritdoc/>
    public override string ToString() => $"{Inputs}-{Hidden}-{Hidden}-{Outputs}";

    internal void Require()
    {
        if (Inputs is < 1 or > MostUnits || Hidden is < 1 or > MostUnits || Outputs is < 1 or > MostUnits)
        {
            throw new InvalidInputException(
                $"a network of the shape {this} is not supported; expected 1 to {MostUnits:N0} units in every layer"
            );
        }
    }
}
