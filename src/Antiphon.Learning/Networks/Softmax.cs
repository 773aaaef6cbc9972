namespace Antiphon.Learning;

/// <summary>The categorical policy softmax(z) of panels of outputs z, [output][sample].</summary>
internal static class Softmax
{
    /// <summary>Writes the probabilities of one sample.</summary>
    /// <param name="output">The panel.</param>
    /// <param name="sample">Which sample.</param>
    /// <param name="probabilities">Receives softmax(z).</param>
    /// <returns>log sum exp(z).</returns>
    internal static double Probabilities(ReadOnlySpan<double> output, int sample, Span<double> probabilities)
    {
        for (int each = 0; each < probabilities.Length; each++)
        {
            probabilities[each] = output[(each * PanelKernel.Width) + sample];
        }

        return Probabilities(probabilities, probabilities);
    }

    /// <summary>Writes softmax(z) of one vector; target and source may be the same memory.</summary>
    /// <param name="z">Outputs.</param>
    /// <param name="probabilities">Receives softmax(z).</param>
    /// <returns>log sum exp(z).</returns>
    internal static double Probabilities(ReadOnlySpan<double> z, Span<double> probabilities)
    {
        double largest = double.NegativeInfinity;
        foreach (double output in z)
        {
            largest = Math.Max(largest, output);
        }

        double sum = 0.0;
        for (int each = 0; each < probabilities.Length; each++)
        {
            probabilities[each] = Math.Exp(z[each] - largest);
            sum += probabilities[each];
        }

        foreach (ref double probability in probabilities)
        {
            probability /= sum;
        }

        return largest + Math.Log(sum);
    }

    /// <summary>tangents = (diag p - p p') tangents for every sample; beyond the last sample 0.</summary>
    internal static void TimesFisher(ReadOnlySpan<double> output, Span<double> tangents, int count)
    {
        int outputs = output.Length / PanelKernel.Width;
        Span<double> probabilities = outputs <= 64 ? stackalloc double[outputs] : new double[outputs];
        for (int sample = 0; sample < PanelKernel.Width; sample++)
        {
            _ = Probabilities(output, sample, probabilities);
            double mean = 0.0;
            for (int each = 0; each < outputs; each++)
            {
                mean += probabilities[each] * tangents[(each * PanelKernel.Width) + sample];
            }

            for (int each = 0; each < outputs; each++)
            {
                ref double tangent = ref tangents[(each * PanelKernel.Width) + sample];
                tangent = sample < count ? probabilities[each] * (tangent - mean) : 0;
            }
        }
    }
}
