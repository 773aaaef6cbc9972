using System.Runtime.Intrinsics;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// Loss and gradient of a classifier for one sample at a time: -ln of the probability of its label. A workspace; one per thread. Allocates
/// only when made.
/// </summary>
internal sealed class Classifier
{
    private readonly ClassifierShape shape;
    private readonly DenseLayer output;
    private readonly double[] hidden;
    private readonly double[] hiddenDelta;
    private readonly double[] delta;

    internal Classifier(ClassifierShape shape)
    {
        (this.shape, output) = (shape, shape.Output);
        int width = shape.First?.Width ?? 0;
        (hidden, hiddenDelta, delta) = (new double[width], new double[width], new double[output.Width]);
    }

    /// <summary>The loss of one sample, and whether the most probable class is its label (the first of equals).</summary>
    internal (double Loss, bool IsRight) Evaluate(ReadOnlySpan<double> parameters, ReadOnlySpan<double> input, int label)
    {
        Span<double> scores = Scores(parameters, input);
        (int best, double own) = (Largest(scores), scores[label]);
        double largest = scores[best];
        return (largest - own + Math.Log(Exponentiate(scores, largest)), best == label);
    }

    /// <summary>Adds the gradient of one sample's loss.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="input">The sample's input.</param>
    /// <param name="label">Its class.</param>
    /// <param name="gradient">Added to.</param>
    internal void AddGradient(ReadOnlySpan<double> parameters, ReadOnlySpan<double> input, int label, Span<double> gradient)
    {
        Span<double> scores = Scores(parameters, input);
        double scale = 1 / Exponentiate(scores, scores[Largest(scores)]);
        foreach (ref double score in scores)
        {
            score *= scale;
        }

        // The derivative by the scores: probabilities minus the label's indicator.
        scores[label] -= 1;
        output.AddGradient(shape.First is null ? input : hidden, delta, gradient);
        if (shape.First is { } first)
        {
            output.Backward(parameters, delta, hiddenDelta);
            for (int unit = 0; unit < shape.Hidden; unit++)
            {
                hiddenDelta[unit] *= 1 - (hidden[unit] * hidden[unit]);
            }

            first.AddGradient(input, hiddenDelta, gradient);
        }
    }

    private Span<double> Scores(ReadOnlySpan<double> parameters, ReadOnlySpan<double> input)
    {
        if (shape.First is { } first)
        {
            first.Forward(parameters, input, hidden);
            for (int block = 0; block < hidden.Length; block += Vector512<double>.Count)
            {
                Span<double> eight = hidden.AsSpan(block, Vector512<double>.Count);
                VectorMath.Tanh(Vector512.Create<double>(eight)).CopyTo(eight);
            }
        }

        output.Forward(parameters, shape.First is null ? input : hidden, delta);
        return delta.AsSpan(0, shape.Classes);
    }

    private static int Largest(ReadOnlySpan<double> scores)
    {
        int best = 0;
        for (int label = 1; label < scores.Length; label++)
        {
            best = scores[label] > scores[best] ? label : best;
        }

        return best;
    }

    // Turns scores into exp(score - largest) and returns their sum; padding stays 0.
    private double Exponentiate(Span<double> scores, double largest)
    {
        for (int block = 0; block < delta.Length; block += Vector512<double>.Count)
        {
            Span<double> eight = delta.AsSpan(block, Vector512<double>.Count);
            VectorMath.Exp(Vector512.Create<double>(eight) - Vector512.Create(largest)).CopyTo(eight);
        }

        delta.AsSpan(shape.Classes).Clear();
        double sum = 0.0;
        foreach (double score in scores)
        {
            sum += score;
        }

        return sum;
    }
}
