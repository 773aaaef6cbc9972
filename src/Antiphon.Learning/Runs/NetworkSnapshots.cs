using System.Runtime.InteropServices;

namespace Antiphon.Learning;

/// <summary>Numbers as a checkpoint stores them: IEEE doubles, little-endian, in base64; exact to the bit.</summary>
internal static class PackedNumbers
{
    public static string Pack(ReadOnlySpan<double> numbers)
    {
        long[] bits = MemoryMarshal.Cast<double, long>(numbers).ToArray();
        Order(bits);
        return Convert.ToBase64String(MemoryMarshal.AsBytes(bits.AsSpan()));
    }

    /// <summary>Reads numbers back.</summary>
    /// <exception cref="FormatException">The text is no base64, or holds another number of doubles; the place is named.</exception>
    public static double[] Unpack(string text, int count, string place)
    {
        byte[] bytes = Convert.FromBase64String(text);
        if (bytes.Length != 8 * count)
        {
            throw new FormatException($"{place} contains {bytes.Length / 8.0} numbers; expected {count}");
        }

        long[] bits = MemoryMarshal.Cast<byte, long>(bytes).ToArray();
        Order(bits);
        return MemoryMarshal.Cast<long, double>(bits).ToArray();
    }

    private static void Order(long[] bits)
    {
        if (!BitConverter.IsLittleEndian)
        {
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits, bits);
        }
    }
}

/// <summary>A network and its optimizer as a checkpoint stores them.</summary>
internal sealed record NetworkSnapshot(
    int Inputs,
    int Hidden,
    int Outputs,
    string Parameters,
    long Steps,
    string FirstMoments,
    string SecondMoments
)
{
    public static NetworkSnapshot Of(PerceptronShape shape, double[] parameters, Adam optimizer) =>
        new(
            shape.Inputs,
            shape.Hidden,
            shape.Outputs,
            PackedNumbers.Pack(parameters),
            optimizer.Steps,
            PackedNumbers.Pack(optimizer.First),
            PackedNumbers.Pack(optimizer.Second)
        );

    /// <summary>The network and its optimizer, to the bit.</summary>
    /// <param name="expected">The architecture that the run's options ask for.</param>
    /// <param name="place">Which network, for messages.</param>
    /// <exception cref="FormatException">The architecture is another, or the numbers are damaged.</exception>
    public (double[] Parameters, Adam Optimizer) Restore(PerceptronShape expected, string place)
    {
        var found = new PerceptronShape(Inputs, Hidden, Outputs);
        if (found != expected)
        {
            throw new FormatException(
                $"the {place} has the architecture {found}; the game and the options of this run require {expected}"
            );
        }

        // Through the model's own check, so that a number that is not finite is named.
        var network = new Perceptron(found, PackedNumbers.Unpack(Parameters, found.Parameters, $"the {place}"));
        return (
            network.Parameters.ToArray(),
            new Adam(
                PackedNumbers.Unpack(FirstMoments, found.Parameters, $"the first moments of the {place}"),
                PackedNumbers.Unpack(SecondMoments, found.Parameters, $"the second moments of the {place}"),
                Steps
            )
        );
    }
}

/// <summary>A player's learning as a checkpoint stores it.</summary>
internal sealed record LearnerSnapshot(NetworkSnapshot Policy, NetworkSnapshot Critic)
{
    public static LearnerSnapshot Of(LearnerState state) =>
        new(
            NetworkSnapshot.Of(state.PolicyShape, state.Policy, state.PolicyOptimizer),
            NetworkSnapshot.Of(state.CriticShape, state.Critic, state.CriticOptimizer)
        );

    public LearnerState Restore(PerceptronShape expected, string player)
    {
        PerceptronShape critic = expected with { Outputs = 1 };
        (double[] policyNumbers, Adam policyOptimizer) = Policy.Restore(expected, $"{player} policy network");
        (double[] criticNumbers, Adam criticOptimizer) = Critic.Restore(critic, $"{player} critic network");
        return new LearnerState(expected, policyNumbers, policyOptimizer, critic, criticNumbers, criticOptimizer);
    }
}
