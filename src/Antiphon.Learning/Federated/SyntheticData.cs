using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// Clients of the family synthetic(alpha, beta). Each population has u ~ N(0, alpha^2) and B ~ N(0, beta^2); a model W, b with entries
/// N(u, 1); a mean v with entries N(B, 1); inputs x ~ N(v, diag(j^-1.2)); label argmax(W x + b).
/// </summary>
internal sealed class SyntheticData
{
    /// <summary>Length of an input.</summary>
    internal const int Features = 60;

    /// <summary>Number of labels.</summary>
    internal const int Classes = 10;

    private const double SizeLogMean = 4;
    private const double SizeLogDeviation = 2;
    private const double VarianceDecay = 1.2;

    // j^-0.6.
    private static readonly double[] Deviations =
    [
        .. Enumerable.Range(1, Features).Select(feature => Math.Pow(feature, -VarianceDecay / 2)),
    ];

    private SyntheticData(ClientData[] training, ClientData[] validation) => (Training, Validation) = (training, validation);

    /// <summary>What each client trains on; at least one sample each.</summary>
    internal IReadOnlyList<ClientData> Training { get; }

    /// <summary>What is held out at each client; at least one sample each.</summary>
    internal IReadOnlyList<ClientData> Validation { get; }

    /// <summary>Draws the data; client i's depend on the seed, i and its population alone.</summary>
    /// <exception cref="InvalidInputException">An option is out of range.</exception>
    /// <exception cref="DoesNotFitException">The data may not fit in memory.</exception>
    internal static SyntheticData Create(SyntheticDataOptions options)
    {
        options.Check();
        var root = new RandomStream(options.Seed);
        (ClientData[] training, ClientData[] validation) = (new ClientData[options.Clients], new ClientData[options.Clients]);
        Law[] laws =
        [
            .. Enumerable
                .Range(0, options.PopulationCount)
                .Select(number => Law.Draw(options, root.Split(LearningPurposes.FederatedPopulation, number))),
        ];
        for (int client = 0; client < options.Clients; client++)
        {
            ClientData all = laws[client % laws.Length].Sample(options, root.Split(LearningPurposes.FederatedData, client));
            int held = Math.Clamp((int)Math.Round(options.HeldOut * all.Samples), 1, all.Samples - 1);
            (training[client], validation[client]) = (all.Part(0, all.Samples - held), all.Part(all.Samples - held, held));
        }

        return new SyntheticData(training, validation);
    }

    // What the clients of a population have in common: a model, [class][feature] with the intercept last, and the mean of inputs.
    private sealed class Law(double[] model, double[] mean)
    {
        internal static Law Draw(SyntheticDataOptions options, RandomStream stream)
        {
            double modelMean = options.Alpha * stream.NextNormal();
            double inputMean = options.Beta * stream.NextNormal();
            return new Law(Normal(stream, modelMean, (Features + 1) * Classes), Normal(stream, inputMean, Features));
        }

        internal ClientData Sample(SyntheticDataOptions options, RandomStream stream)
        {
            double size = SyntheticDataOptions.LeastSamples + Math.Exp(SizeLogMean + (SizeLogDeviation * stream.NextNormal()));
            int samples = (int)Math.Min(size, options.LargestClient);
            (double[] inputs, int[] labels) = (new double[samples * Features], new int[samples]);
            for (int sample = 0; sample < samples; sample++)
            {
                Span<double> input = inputs.AsSpan(sample * Features, Features);
                for (int feature = 0; feature < Features; feature++)
                {
                    input[feature] = mean[feature] + (Deviations[feature] * stream.NextNormal());
                }

                labels[sample] = Label(input);
            }

            return new ClientData(Features, inputs, labels);
        }

        private int Label(ReadOnlySpan<double> input)
        {
            (int best, double largest) = (0, double.NegativeInfinity);
            for (int label = 0; label < Classes; label++)
            {
                ReadOnlySpan<double> own = model.AsSpan(label * (Features + 1), Features + 1);
                double score = own[Features] + ConjugateGradient.Dot(own[..Features], input);
                (best, largest) = score > largest ? (label, score) : (best, largest);
            }

            return best;
        }

        private static double[] Normal(RandomStream stream, double mean, int length)
        {
            double[] drawn = new double[length];
            foreach (ref double entry in drawn.AsSpan())
            {
                entry = mean + stream.NextNormal();
            }

            return drawn;
        }
    }
}
