using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>Between padded functions, as operators take them, and the plain arrays that figures and witnesses are made of.</summary>
internal static class Layout
{
    /// <summary>[node * stride + s_g] without padding: [node * G + s_g].</summary>
    internal static double[] Plain(ReadOnlySpan<double> padded, int nodes, int stride, int globalStates)
    {
        double[] result = new double[nodes * globalStates];
        for (int node = 0; node < nodes; node++)
        {
            padded.Slice(node * stride, globalStates).CopyTo(result.AsSpan(node * globalStates));
        }

        return result;
    }

    /// <summary>[x][c' * stride + s_g] as [(c' * S + x) * G + s_g].</summary>
    internal static double[] Plain(TaggedWorld world, FunctionBuffer[] functions)
    {
        (int states, int globals) = (functions.Length, world.Game.GlobalStates);
        double[] result = new double[world.Nodes * states * globals];
        for (int row = 0; row < world.Nodes * states; row++)
        {
            functions[row % states].Span.Slice(row / states * world.Stride, globals).CopyTo(result.AsSpan(row * globals));
        }

        return result;
    }

    /// <summary>The other way.</summary>
    internal static void Pad(TaggedWorld world, ReadOnlySpan<double> plain, FunctionBuffer[] functions)
    {
        (int states, int globals) = (functions.Length, world.Game.GlobalStates);
        for (int row = 0; row < world.Nodes * states; row++)
        {
            plain.Slice(row * globals, globals).CopyTo(functions[row % states].Span[(row / states * world.Stride)..]);
        }
    }
}
