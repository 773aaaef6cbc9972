using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Learning;

public class NetworkGradientTests
{
    public static TheoryData<int, int, int, int> Shapes =>
        new()
        {
            { 2, 64, 3, 100 },
            { 5, 7, 5, 1 },
            { 1, 1, 1, 33 },
            { 3, 6, 2, 32 },
            { 4, 9, 4, 431 },
        };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Outputs_are_those_of_plain_loops(int inputs, int hidden, int outputs, int samples)
    {
        (Perceptron network, Setting setting) = Build(inputs, hidden, outputs, samples);
        double[] found = setting.Gradient.Outputs(network.Parameters.ToArray());
        for (int sample = 0; sample < samples; sample++)
        {
            double[] expected = PlainPerceptron.Outputs(network.Shape, network.Parameters, setting.Inputs[sample]);
            for (int each = 0; each < outputs; each++)
            {
                Assert.Equal(expected[each], found[(sample * outputs) + each], 1e-13);
            }

            Assert.All(network.Evaluate(setting.Inputs[sample]).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-13));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_loss_has_the_gradient_of_its_finite_differences(int inputs, int hidden, int outputs, int samples)
    {
        (Perceptron network, Setting setting) = Build(inputs, hidden, outputs, samples);
        foreach (PanelLoss loss in Losses(setting, outputs))
        {
            double[] parameters = network.Parameters.ToArray();
            double[] gradient = new double[parameters.Length];
            double value = setting.Gradient.Gradient(parameters, loss, gradient);
            Assert.Equal(value, setting.Gradient.Loss(parameters, loss), 1e-14);
            for (int i = 0; i < parameters.Length; i += Math.Max(1, parameters.Length / 60))
            {
                int at = i;
                double expected = FiniteDifference.Derivative(step =>
                    setting.Gradient.Loss([.. parameters.Select((p, j) => j == at ? p + step : p)], loss)
                );
                Assert.True(
                    Math.Abs(expected - gradient[i]) < 1e-8,
                    $"{loss.GetType().Name}, parameter {i}: {gradient[i]}, by differences {expected}"
                );
            }
        }
    }

    [Fact]
    public void Losses_are_those_of_plain_loops()
    {
        (Perceptron network, Setting setting) = Build(3, 8, 4, 50);
        double[] parameters = network.Parameters.ToArray();
        double[][] outputs = [.. setting.Inputs.Select(input => PlainPerceptron.Outputs(network.Shape, parameters, input))];
        double[][] probabilities = [.. outputs.Select(PlainPerceptron.Probabilities)];
        PolicySamples s = setting.Samples;
        Check(new CrossEntropyLoss(s.Actions, 4), i => -Math.Log(probabilities[i][s.Actions[i]]));
        Check(new RatioLoss(s, 4), i => -Ratio(i) * s.Advantages[i]);
        Check(new ClippedRatioLoss(s, 4, 0.01, 0.2), i =>
            -Math.Min(Ratio(i) * s.Advantages[i], Math.Clamp(Ratio(i), 0.8, 1.2) * s.Advantages[i]) - (0.01 * Entropy(i))
        );
        Check(new LogLikelihoodLoss(s, 4, 0.02), i => (-Math.Log(probabilities[i][s.Actions[i]]) * s.Advantages[i]) - (0.02 * Entropy(i)));
        Check(new DivergenceLoss(setting.OldProbabilities, 4), i =>
            Enumerable
                .Range(0, 4)
                .Sum(a => setting.OldProbabilities[(4 * i) + a] * Math.Log(setting.OldProbabilities[(4 * i) + a] / probabilities[i][a]))
        );

        void Check(PanelLoss loss, Func<int, double> sample) =>
            Assert.Equal(Enumerable.Range(0, 50).Average(sample), setting.Gradient.Loss(parameters, loss), 1e-12);
        double Ratio(int i) => probabilities[i][s.Actions[i]] / Math.Exp(s.OldLogProbabilities[i]);
        double Entropy(int i) => -probabilities[i].Sum(p => p * Math.Log(p));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_Fisher_product_is_the_difference_of_gradients_of_the_divergence(int inputs, int hidden, int outputs, int samples)
    {
        (Perceptron network, Setting setting) = Build(inputs, hidden, outputs, samples);
        double[] parameters = network.Parameters.ToArray();
        double[] z = setting.Gradient.Outputs(parameters);
        double[] current =
        [
            .. Enumerable.Range(0, samples).SelectMany(i => PlainPerceptron.Probabilities(z[(i * outputs)..((i + 1) * outputs)])),
        ];
        var divergence = new DivergenceLoss(current, outputs);
        var random = new RandomStream(4);
        double[] direction = [.. parameters.Select(_ => random.NextNormal() / Math.Sqrt(parameters.Length))];
        double[] product = new double[parameters.Length];
        setting.Gradient.FisherProduct(parameters, direction, product);
        for (int i = 0; i < parameters.Length; i += Math.Max(1, parameters.Length / 40))
        {
            int at = i;
            double[] gradient = new double[parameters.Length];
            double expected = FiniteDifference.Derivative(step =>
            {
                _ = setting.Gradient.Gradient([.. parameters.Select((p, j) => p + (step * direction[j]))], divergence, gradient);
                return gradient[at];
            });
            Assert.Equal(expected, product[i], 1e-8);
        }
    }

    [Fact]
    public void The_Fisher_product_is_that_of_the_matrix_written_out()
    {
        const int Outputs = 3;
        (Perceptron network, Setting setting) = Build(2, 4, Outputs, 21);
        double[] parameters = network.Parameters.ToArray();
        double[,] matrix = new double[parameters.Length, parameters.Length];
        foreach (double[] input in setting.Inputs)
        {
            double[] probabilities = PlainPerceptron.Probabilities(PlainPerceptron.Outputs(network.Shape, parameters, input));
            double[][] jacobian =
            [
                .. Enumerable
                    .Range(0, Outputs)
                    .Select(output =>
                        Enumerable
                            .Range(0, parameters.Length)
                            .Select(i =>
                                FiniteDifference.Derivative(step =>
                                    PlainPerceptron.Outputs(
                                        network.Shape,
                                        parameters.Select((p, j) => j == i ? p + step : p).ToArray(),
                                        input
                                    )[output]
                                )
                            )
                            .ToArray()
                    ),
            ];
            for (int i = 0; i < parameters.Length; i++)
            {
                for (int j = 0; j < parameters.Length; j++)
                {
                    for (int a = 0; a < Outputs; a++)
                    {
                        for (int b = 0; b < Outputs; b++)
                        {
                            double fisher =
                                ((a == b ? probabilities[a] : 0) - (probabilities[a] * probabilities[b])) / setting.Inputs.Length;
                            matrix[i, j] += jacobian[a][i] * fisher * jacobian[b][j];
                        }
                    }
                }
            }
        }

        var random = new RandomStream(9);
        double[] direction = [.. parameters.Select(_ => random.NextNormal())];
        double[] expected = new double[parameters.Length],
            product = new double[parameters.Length];
        Antiphon.Tests.Numerics.ConjugateGradientTests.Map(matrix)(direction, expected);
        setting.Gradient.FisherProduct(parameters, direction, product);
        Assert.All(product.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_number_of_threads()
    {
        (Perceptron network, Setting alone) = Build(2, 64, 3, 3000, threads: 1);
        (Perceptron _, Setting together) = Build(2, 64, 3, 3000, threads: 2);
        double[] parameters = network.Parameters.ToArray();
        double[] one = new double[parameters.Length],
            two = new double[parameters.Length];
        Assert.Equal(
            alone.Gradient.Gradient(parameters, new RatioLoss(alone.Samples, 3), one),
            together.Gradient.Gradient(parameters, new RatioLoss(together.Samples, 3), two)
        );
        Assert.Equal(one, two);
        alone.Gradient.FisherProduct(parameters, parameters, one);
        together.Gradient.FisherProduct(parameters, parameters, two);
        Assert.Equal(one, two);
    }

    [Fact]
    public void Inputs_of_another_length_are_refused()
    {
        var network = Perceptron.Random(new PerceptronShape(5, 4, 3), new RandomStream(1));
        Assert.Contains(
            "has length 2; expected 5",
            Assert.Throws<InvalidInputException>(() => network.Evaluate([1, 2])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "takes 5",
            Assert.Throws<InvalidInputException>(() => new NetworkGradient(network.Shape, new SampleBatch(2, 1), new Workers(1))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has 59",
            Assert.Throws<InvalidInputException>(() => new Perceptron(network.Shape, new double[7])).Message,
            StringComparison.Ordinal
        );
    }

    internal static IEnumerable<PanelLoss> Losses(Setting setting, int outputs)
    {
        yield return new CrossEntropyLoss(setting.Samples.Actions, outputs);
        yield return new RatioLoss(setting.Samples, outputs);
        yield return new ClippedRatioLoss(setting.Samples, outputs, 0.01, 0.4);
        yield return new LogLikelihoodLoss(setting.Samples, outputs, 0.01);
        yield return new DivergenceLoss(setting.OldProbabilities, outputs);
        if (outputs == 1)
        {
            yield return new SquaredErrorLoss(setting.Samples.Advantages);
        }
    }

    private static (Perceptron Network, Setting Setting) Build(int inputs, int hidden, int outputs, int samples, int threads = 2)
    {
        var random = new RandomStream(17);
        var network = Perceptron.Random(new PerceptronShape(inputs, hidden, outputs), random);
        var batch = new SampleBatch(inputs, samples);
        double[][] points = new double[samples][];
        int[] actions = new int[samples];
        double[] advantages = new double[samples],
            oldLogProbabilities = new double[samples],
            old = new double[samples * outputs];
        for (int i = 0; i < samples; i++)
        {
            points[i] = [.. Enumerable.Range(0, inputs).Select(_ => (4 * random.NextDouble()) - 2)];
            batch.Set(i, points[i]);
            actions[i] = (int)random.NextBelow(outputs);
            advantages[i] = random.NextNormal();
            double[] law = PlainPerceptron.Probabilities([.. Enumerable.Range(0, outputs).Select(_ => 0.2 * random.NextNormal())]);
            law.CopyTo(old, i * outputs);
            oldLogProbabilities[i] = Math.Log(law[actions[i]]);
        }

        return (
            network,
            new Setting(
                new NetworkGradient(network.Shape, batch, new Workers(threads)),
                points,
                new PolicySamples(actions, advantages, oldLogProbabilities),
                old
            )
        );
    }

    internal sealed record Setting(NetworkGradient Gradient, double[][] Inputs, PolicySamples Samples, double[] OldProbabilities);
}
