using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>A two-layer tanh perceptron: a shape and its parameters. Immutable.</summary>
internal sealed class Perceptron
{
    private readonly double[] parameters;

    /// <summary>Makes a network from its parameters, which are copied.</summary>
    /// <param name="shape">The architecture.</param>
    /// <param name="parameters">In the order of <see cref="PerceptronShape"/>.</param>
    /// <exception cref="InvalidInputException">Their number is not that of the shape, or one is not finite.</exception>
    public Perceptron(PerceptronShape shape, ReadOnlySpan<double> parameters)
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape.Require();
        if (parameters.Length != shape.Parameters)
        {
            throw new InvalidInputException(
                $"found {parameters.Length:N0} parameters; a network of the shape {shape} has {shape.Parameters:N0}"
            );
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            if (!double.IsFinite(parameters[i]))
            {
                throw new InvalidInputException(
                    $"parameter {i} of a network of the shape {shape} is {parameters[i]}; expected a finite number"
                );
            }
        }

        Shape = shape;
        this.parameters = parameters.ToArray();
    }

    /// <summary>The architecture.</summary>
    public PerceptronShape Shape { get; }

    /// <summary>The parameters, in the order of <see cref="PerceptronShape"/>.</summary>
    public ReadOnlySpan<double> Parameters => parameters;

    /// <summary>
    /// A network at random: weights and biases of a layer with d inputs uniform in [-1/sqrt(d), 1/sqrt(d)], as in the library that the
    /// authors' program uses.
    /// </summary>
    /// <param name="shape">The architecture.</param>
    /// <param name="random">Source of randomness.</param>
    /// <exception cref="InvalidInputException">A layer has no unit or too many.</exception>
    public static Perceptron Random(PerceptronShape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        shape.Require();
        double[] drawn = new double[shape.Parameters];
        for (int i = 0; i < drawn.Length; i++)
        {
            int inputs = i < shape.SecondWeights ? shape.Inputs : shape.Hidden;
            drawn[i] = ((2 * random.NextDouble()) - 1) / Math.Sqrt(inputs);
        }

        return new Perceptron(shape, drawn);
    }

    /// <summary>The outputs for one input: to the bit those that training and simulation compute.</summary>
    /// <param name="input">x, of length <see cref="PerceptronShape.Inputs"/>.</param>
    /// <exception cref="InvalidInputException">The input has another length.</exception>
    public double[] Evaluate(ReadOnlySpan<double> input)
    {
        if (input.Length != Shape.Inputs)
        {
            throw new InvalidInputException(
                $"the input of a network of the shape {Shape} has length {input.Length}; expected {Shape.Inputs}"
            );
        }

        var pass = new PanelPass(Shape);
        for (int i = 0; i < input.Length; i++)
        {
            pass.Input[i * PanelKernel.Width] = input[i];
        }

        pass.Forward(parameters, pass.Input);
        double[] outputs = new double[Shape.Outputs];
        for (int output = 0; output < outputs.Length; output++)
        {
            outputs[output] = pass.Output[output * PanelKernel.Width];
        }

        return outputs;
    }
}
