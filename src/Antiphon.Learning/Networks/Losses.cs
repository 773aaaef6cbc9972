namespace Antiphon.Learning;

/// <summary>Cross-entropy -log softmax(z)[label]: a classifier's loss.</summary>
internal sealed class CrossEntropyLoss(int[] labels, int outputs) : PanelLoss
{
    internal override double Evaluate(int start, int count, ReadOnlySpan<double> output, Span<double> derivative)
    {
        Span<double> probabilities = outputs <= 64 ? stackalloc double[outputs] : new double[outputs];
        double sum = 0.0;
        for (int sample = 0; sample < count; sample++)
        {
            int label = labels[start + sample];
            double logSum = Softmax.Probabilities(output, sample, probabilities);
            sum += logSum - output[(label * PanelKernel.Width) + sample];
            for (int each = 0; each < outputs && !derivative.IsEmpty; each++)
            {
                derivative[(each * PanelKernel.Width) + sample] = probabilities[each] - (each == label ? 1 : 0);
            }
        }

        return sum;
    }
}

/// <summary>Squared error (z - target)^2 of a single output: a critic's loss.</summary>
internal sealed class SquaredErrorLoss(double[] targets) : PanelLoss
{
    internal override double Evaluate(int start, int count, ReadOnlySpan<double> output, Span<double> derivative)
    {
        double sum = 0.0;
        for (int sample = 0; sample < count; sample++)
        {
            double error = output[sample] - targets[start + sample];
            sum += error * error;
            if (!derivative.IsEmpty)
            {
                derivative[sample] = 2 * error;
            }
        }

        return sum;
    }
}

/// <summary>The mean divergence KL(old || new) of categorical policies, in nats.</summary>
/// <param name="old">Old probabilities, [sample][output].</param>
/// <param name="outputs">Number of actions.</param>
internal sealed class DivergenceLoss(double[] old, int outputs) : PanelLoss
{
    internal override double Evaluate(int start, int count, ReadOnlySpan<double> output, Span<double> derivative)
    {
        Span<double> probabilities = outputs <= 64 ? stackalloc double[outputs] : new double[outputs];
        double sum = 0.0;
        for (int sample = 0; sample < count; sample++)
        {
            double logSum = Softmax.Probabilities(output, sample, probabilities);
            for (int each = 0; each < outputs; each++)
            {
                double before = old[((start + sample) * outputs) + each];
                if (before > 0)
                {
                    sum += before * (Math.Log(before) - (output[(each * PanelKernel.Width) + sample] - logSum));
                }

                if (!derivative.IsEmpty)
                {
                    derivative[(each * PanelKernel.Width) + sample] = probabilities[each] - before;
                }
            }
        }

        return sum;
    }
}
