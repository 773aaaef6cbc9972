namespace Antiphon.Learning;

/// <summary>The workspace of one thread for one panel: what a network makes of 32 samples, and the way back.</summary>
internal sealed class PanelPass
{
    private readonly PerceptronShape shape;
    private readonly double[] first;
    private readonly double[] second;
    private readonly double[] output;
    private readonly double[] firstDelta;
    private readonly double[] secondDelta;
    private readonly double[] outputDelta;

    internal PanelPass(PerceptronShape shape)
    {
        this.shape = shape;
        Input = Panel(shape.Inputs);
        first = Panel(shape.Hidden);
        second = Panel(shape.Hidden);
        output = Panel(shape.Outputs);
        firstDelta = Panel(shape.Hidden);
        secondDelta = Panel(shape.Hidden);
        outputDelta = Panel(shape.Outputs);
    }

    /// <summary>Room for an input panel, [input][sample].</summary>
    internal double[] Input { get; }

    /// <summary>The outputs of the last <see cref="Forward"/>, [output][sample].</summary>
    internal ReadOnlySpan<double> Output => output;

    /// <summary>
    /// Where a loss puts its derivative by the outputs before <see cref="Backward"/>; or the tangent after <see cref="Tangent"/>.
    /// </summary>
    internal Span<double> OutputDelta => outputDelta;

    /// <summary>Computes the outputs and keeps the activations.</summary>
    internal void Forward(ReadOnlySpan<double> parameters, ReadOnlySpan<double> input)
    {
        PanelKernel.Affine(FirstWeights(parameters), FirstBias(parameters), input, first);
        PanelKernel.Tanh(first);
        PanelKernel.Affine(SecondWeights(parameters), SecondBias(parameters), first, second);
        PanelKernel.Tanh(second);
        PanelKernel.Affine(ThirdWeights(parameters), ThirdBias(parameters), second, output);
    }

    /// <summary>
    /// The derivative of the outputs along a direction in parameter space (forward mode, after <see cref="Forward"/>), into
    /// <see cref="OutputDelta"/>.
    /// </summary>
    internal void Tangent(ReadOnlySpan<double> parameters, ReadOnlySpan<double> direction, ReadOnlySpan<double> input)
    {
        PanelKernel.Affine(FirstWeights(direction), FirstBias(direction), input, firstDelta);
        PanelKernel.ThroughTanh(first, firstDelta);
        PanelKernel.Affine(SecondWeights(direction), SecondBias(direction), first, secondDelta);
        PanelKernel.Affine(SecondWeights(parameters), default, firstDelta, secondDelta);
        PanelKernel.ThroughTanh(second, secondDelta);
        PanelKernel.Affine(ThirdWeights(direction), ThirdBias(direction), second, outputDelta);
        PanelKernel.Affine(ThirdWeights(parameters), default, secondDelta, outputDelta);
    }

    /// <summary>Adds to the gradient what <see cref="OutputDelta"/> says (reverse mode, after <see cref="Forward"/>).</summary>
    internal void Backward(ReadOnlySpan<double> parameters, ReadOnlySpan<double> input, Span<double> gradient)
    {
        PanelKernel.AddOuter(
            outputDelta,
            second,
            gradient.Slice(shape.ThirdWeights, shape.Outputs * shape.Hidden),
            gradient.Slice(shape.ThirdBias, shape.Outputs)
        );
        PanelKernel.TransposedProduct(ThirdWeights(parameters), outputDelta, secondDelta);
        PanelKernel.ThroughTanh(second, secondDelta);
        PanelKernel.AddOuter(
            secondDelta,
            first,
            gradient.Slice(shape.SecondWeights, shape.Hidden * shape.Hidden),
            gradient.Slice(shape.SecondBias, shape.Hidden)
        );
        PanelKernel.TransposedProduct(SecondWeights(parameters), secondDelta, firstDelta);
        PanelKernel.ThroughTanh(first, firstDelta);
        PanelKernel.AddOuter(firstDelta, input, gradient[..(shape.Hidden * shape.Inputs)], gradient.Slice(shape.FirstBias, shape.Hidden));
    }

    private static double[] Panel(int units) => new double[units * PanelKernel.Width];

    private ReadOnlySpan<double> FirstWeights(ReadOnlySpan<double> parameters) => parameters[..(shape.Hidden * shape.Inputs)];

    private ReadOnlySpan<double> FirstBias(ReadOnlySpan<double> parameters) => parameters.Slice(shape.FirstBias, shape.Hidden);

    private ReadOnlySpan<double> SecondWeights(ReadOnlySpan<double> parameters) =>
        parameters.Slice(shape.SecondWeights, shape.Hidden * shape.Hidden);

    private ReadOnlySpan<double> SecondBias(ReadOnlySpan<double> parameters) => parameters.Slice(shape.SecondBias, shape.Hidden);

    private ReadOnlySpan<double> ThirdWeights(ReadOnlySpan<double> parameters) =>
        parameters.Slice(shape.ThirdWeights, shape.Outputs * shape.Hidden);

    private ReadOnlySpan<double> ThirdBias(ReadOnlySpan<double> parameters) => parameters.Slice(shape.ThirdBias, shape.Outputs);
}
