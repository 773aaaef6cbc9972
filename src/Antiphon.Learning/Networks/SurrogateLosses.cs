namespace Antiphon.Learning;

/// <summary>
/// What a policy gradient is taken on: an action, how much better it was than expected, and how likely the policy that took it had made
/// it.
/// </summary>
/// <param name="Actions">a_t.</param>
/// <param name="Advantages">A_t.</param>
/// <param name="OldLogProbabilities">log pi_old(a_t | s_t).</param>
internal sealed record PolicySamples(int[] Actions, double[] Advantages, double[] OldLogProbabilities);

/// <summary>
/// Losses of policies on samples: minus an objective of the ratio pi/pi_old and the advantage, minus a bonus on entropy.
/// </summary>
/// <param name="samples">The samples.</param>
/// <param name="actions">Number of actions.</param>
/// <param name="entropyBonus">Weight of the entropy; 0 for none.</param>
internal abstract class PolicyLoss(PolicySamples samples, int actions, double entropyBonus) : PanelLoss
{
    /// <summary>The loss of one sample and its derivative by log pi(a).</summary>
    /// <param name="logProbability">log pi(a).</param>
    /// <param name="oldLogProbability">log pi_old(a).</param>
    /// <param name="advantage">A.</param>
    private protected abstract (double Loss, double Slope) Sample(double logProbability, double oldLogProbability, double advantage);

    internal override double Evaluate(int start, int count, ReadOnlySpan<double> output, Span<double> derivative)
    {
        Span<double> probabilities = actions <= 64 ? stackalloc double[actions] : new double[actions];
        double sum = 0.0;
        for (int sample = 0; sample < count; sample++)
        {
            int number = start + sample;
            int taken = samples.Actions[number];
            double logSum = Softmax.Probabilities(output, sample, probabilities);
            (double loss, double slope) = Sample(
                output[(taken * PanelKernel.Width) + sample] - logSum,
                samples.OldLogProbabilities[number],
                samples.Advantages[number]
            );
            double entropy = entropyBonus == 0 ? 0 : Entropy(output, sample, logSum, probabilities);
            sum += loss - (entropyBonus * entropy);
            for (int each = 0; each < actions && !derivative.IsEmpty; each++)
            {
                double z = output[(each * PanelKernel.Width) + sample];
                double ofEntropy = entropyBonus == 0 ? 0 : entropyBonus * probabilities[each] * (z - logSum + entropy);
                derivative[(each * PanelKernel.Width) + sample] = (slope * ((each == taken ? 1 : 0) - probabilities[each])) + ofEntropy;
            }
        }

        return sum;
    }

    private static double Entropy(ReadOnlySpan<double> output, int sample, double logSum, ReadOnlySpan<double> probabilities)
    {
        double entropy = 0.0;
        for (int each = 0; each < probabilities.Length; each++)
        {
            entropy -= probabilities[each] * (output[(each * PanelKernel.Width) + sample] - logSum);
        }

        return entropy;
    }
}

/// <summary>-ratio A: the surrogate objective of TRPO (Schulman et al., 2015).</summary>
internal sealed class RatioLoss(PolicySamples samples, int actions) : PolicyLoss(samples, actions, entropyBonus: 0)
{
    private protected override (double Loss, double Slope) Sample(double logProbability, double oldLogProbability, double advantage)
    {
        double loss = -Math.Exp(logProbability - oldLogProbability) * advantage;
        return (loss, loss);
    }
}

/// <summary>-min(ratio A, clip(ratio, 1 - e, 1 + e) A): PPO (Schulman et al., 2017).</summary>
internal sealed class ClippedRatioLoss(PolicySamples samples, int actions, double entropyBonus, double clip)
    : PolicyLoss(samples, actions, entropyBonus)
{
    private protected override (double Loss, double Slope) Sample(double logProbability, double oldLogProbability, double advantage)
    {
        double ratio = Math.Exp(logProbability - oldLogProbability);
        double free = ratio * advantage;
        double held = Math.Clamp(ratio, 1 - clip, 1 + clip) * advantage;
        return free <= held ? (-free, -free) : (-held, 0);
    }
}

/// <summary>-A log pi(a): the plain policy gradient, for A2C and for the global agent.</summary>
internal sealed class LogLikelihoodLoss(PolicySamples samples, int actions, double entropyBonus)
    : PolicyLoss(samples, actions, entropyBonus)
{
    private protected override (double Loss, double Slope) Sample(double logProbability, double oldLogProbability, double advantage) =>
        (-advantage * logProbability, -advantage);
}
