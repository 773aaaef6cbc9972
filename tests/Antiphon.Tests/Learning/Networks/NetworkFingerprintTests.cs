using System.Security.Cryptography;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.Tests.Learning;

/// <summary>
/// One number for a small training, the same at every thread count and vector width: batched kernels use + - * / and fused multiply-add
/// only. Its name makes the gate run it again with vector instructions switched off.
/// </summary>
public class NetworkFingerprintTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Forward_backward_and_Fisher_products_have_the_recorded_bits(int threads)
    {
        var network = Perceptron.Random(new PerceptronShape(2, 11, 3), new RandomStream(5));
        var batch = new SampleBatch(2, 500);
        var random = new RandomStream(6);
        for (int i = 0; i < 500; i++)
        {
            batch.Set(i, [(4 * random.NextDouble()) - 2, (4 * random.NextDouble()) - 2]);
        }

        using var workers = new Workers(threads);
        var gradient = new NetworkGradient(network.Shape, batch, workers);
        double[] parameters = network.Parameters.ToArray();
        double[] slope = new double[parameters.Length];
        _ = gradient.Gradient(parameters, new Sum(), slope);
        Assert.Equal("80c1d2c37ce1add6", Fingerprint([.. gradient.Outputs(parameters), .. slope]));
    }

    [Fact]
    public void Local_actions_have_the_recorded_bits()
    {
        var game = new WarehouseContinuous(100);
        var network = Perceptron.Random(new PerceptronShape(2, 16, 3), new RandomStream(7));
        var random = new RandomStream(8);
        double[] states = [.. Enumerable.Range(0, 100).Select(_ => (4 * random.NextDouble()) - 2)];
        var all = new List<double>();
        int[] actions = new int[100];
        IContinuousLocalActor actor = new NeuralLocalPolicy(network, isSampled: true).Actor(game);
        for (int step = 0; step < 50; step++)
        {
            actor.Act([(4 * random.NextDouble()) - 2], states, random, actions);
            all.AddRange(actions.Select(action => (double)action));
        }

        Assert.Equal("58ceed9fe2fc70c1", Fingerprint(all));
    }

    private static string Fingerprint(IEnumerable<double> values) =>
        Convert.ToHexStringLower(SHA256.HashData([.. values.SelectMany(BitConverter.GetBytes)]))[..16];

    // The plainest loss: the sum of all outputs squared.
    private sealed class Sum : PanelLoss
    {
        internal override double Evaluate(int start, int count, ReadOnlySpan<double> output, Span<double> derivative)
        {
            double sum = 0.0;
            for (int row = 0; row < output.Length / PanelKernel.Width; row++)
            {
                for (int sample = 0; sample < count; sample++)
                {
                    double z = output[(row * PanelKernel.Width) + sample];
                    sum += z * z;
                    if (!derivative.IsEmpty)
                    {
                        derivative[(row * PanelKernel.Width) + sample] = 2 * z;
                    }
                }
            }

            return sum;
        }
    }
}
