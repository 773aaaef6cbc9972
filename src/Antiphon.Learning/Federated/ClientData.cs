namespace Antiphon.Learning;

/// <summary>Labelled samples: inputs in contiguous rows, [sample][feature].</summary>
internal sealed class ClientData
{
    private readonly double[] inputs;
    private readonly int[] labels;

    /// <summary>Takes the arrays as they are.</summary>
    /// <param name="features">Length of an input.</param>
    /// <param name="inputs">[sample][feature].</param>
    /// <param name="labels">Class of each sample, from 0.</param>
    internal ClientData(int features, double[] inputs, int[] labels)
    {
        if (features < 1 || inputs.Length != (long)features * labels.Length)
        {
            throw new InvalidInputException(
                $"found {inputs.Length:N0} numbers for {labels.Length:N0} samples of {features} features; expected "
                    + $"{(long)features * labels.Length:N0}"
            );
        }

        (Features, this.inputs, this.labels) = (features, inputs, labels);
    }

    /// <summary>Length of an input.</summary>
    internal int Features { get; }

    /// <summary>Number of samples.</summary>
    internal int Samples => labels.Length;

    /// <summary>One input.</summary>
    internal ReadOnlySpan<double> Input(int sample) => inputs.AsSpan(sample * Features, Features);

    /// <summary>Its class.</summary>
    internal int Label(int sample) => labels[sample];

    /// <summary>Some of the samples, in a row.</summary>
    internal ClientData Part(int first, int count) =>
        new(Features, inputs[(first * Features)..((first + count) * Features)], labels[first..(first + count)]);

    /// <summary>All samples of several clients, one client after another; at least one.</summary>
    internal static ClientData Concat(IReadOnlyList<ClientData> parts)
    {
        return new ClientData(parts[0].Features, [.. parts.SelectMany(part => part.inputs)], [.. parts.SelectMany(part => part.labels)]);
    }
}
