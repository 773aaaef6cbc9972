using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.Tests.Learning.Federated;

public class ClassifierTests
{
    // Features, hidden units, classes: with and without padding and a hidden layer.
    public static TheoryData<int, int, int> Shapes =>
        new()
        {
            { 60, 0, 10 },
            { 1, 0, 2 },
            { 7, 0, 16 },
            { 8, 5, 3 },
            { 5, 16, 9 },
        };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Loss_and_class_are_those_of_plain_loops(int features, int hidden, int classes)
    {
        var shape = new ClassifierShape(features, hidden, classes);
        var random = new RandomStream(3);
        double[] parameters = Parameters(shape, random);
        var classifier = new Classifier(shape);
        for (int repetition = 0; repetition < 20; repetition++)
        {
            double[] input = [.. Enumerable.Range(0, features).Select(_ => 2 * random.NextNormal())];
            int label = (int)random.NextBelow(classes);
            double[] scores = PlainScores(shape, parameters, input);
            (double loss, bool isRight) = classifier.Evaluate(parameters, input, label);
            Assert.Equal(PlainLoss(scores, label), loss, 1e-12);
            Assert.Equal(Array.IndexOf(scores, scores.Max()) == label, isRight);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Gradients_are_those_of_finite_differences(int features, int hidden, int classes)
    {
        var shape = new ClassifierShape(features, hidden, classes);
        var random = new RandomStream(4);
        double[] parameters = Parameters(shape, random);
        double[] input = [.. Enumerable.Range(0, features).Select(_ => random.NextNormal())];
        int label = classes - 1;
        double[] gradient = new double[shape.Parameters];
        new Classifier(shape).AddGradient(parameters, input, label, gradient);
        const double step = 1e-5;
        foreach (int place in Places(shape))
        {
            double[] moved = [.. parameters];
            moved[place] += step;
            double above = PlainLoss(PlainScores(shape, moved, input), label);
            moved[place] -= 2 * step;
            double below = PlainLoss(PlainScores(shape, moved, input), label);
            Assert.Equal((above - below) / (2 * step), gradient[place], 1e-8);
            gradient[place] = 0;
        }

        // What is left belongs to padding.
        Assert.All(gradient, entry => Assert.Equal(0, entry));
    }

    [Fact]
    public void Units_that_cannot_be_are_refused()
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() =>
            new ClassifierShape(60, -1, 10).Start(new RandomStream(1))
        );
        Assert.Equal(
            "a classifier of 60 features, -1 hidden units and 10 classes is not supported; expected 1 to 4,096 features, 0 to 4,096 "
                + "hidden units and 2 to 4,096 classes",
            error.Message
        );
    }

    internal static double[] Parameters(ClassifierShape shape, RandomStream random)
    {
        double[] parameters = new double[shape.Parameters];
        foreach (int place in Places(shape))
        {
            parameters[place] = 0.5 * random.NextNormal();
        }

        return parameters;
    }

    // Where parameters are, without padding.
    private static IEnumerable<int> Places(ClassifierShape shape)
    {
        IEnumerable<int> output = Places(shape.Output, shape.Classes);
        return shape.First is { } first ? Places(first, shape.Hidden).Concat(output) : output;
    }

    private static IEnumerable<int> Places(DenseLayer layer, int outputs) =>
        from input in Enumerable.Range(0, layer.Inputs + 1)
        from unit in Enumerable.Range(0, outputs)
        select layer.Offset + (input * layer.Width) + unit;

    private static double[] PlainScores(ClassifierShape shape, double[] parameters, double[] input)
    {
        double[] from = shape.First is { } first ? [.. Plain(first, shape.Hidden, parameters, input).Select(Math.Tanh)] : input;
        return Plain(shape.Output, shape.Classes, parameters, from);
    }

    private static double[] Plain(DenseLayer layer, int outputs, double[] parameters, double[] input)
    {
        double[] result = new double[outputs];
        for (int unit = 0; unit < outputs; unit++)
        {
            result[unit] = parameters[layer.Offset + (layer.Inputs * layer.Width) + unit];
            for (int each = 0; each < layer.Inputs; each++)
            {
                result[unit] += parameters[layer.Offset + (each * layer.Width) + unit] * input[each];
            }
        }

        return result;
    }

    private static double PlainLoss(double[] scores, int label)
    {
        double largest = scores.Max();
        return largest + Math.Log(scores.Sum(score => Math.Exp(score - largest))) - scores[label];
    }
}
