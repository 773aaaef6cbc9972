namespace Antiphon.Learning;

/// <summary>
/// Experience: as many trajectories as there are agents followed, all of one length. Sample number = trajectory * length + step.
/// </summary>
internal sealed class Trajectories
{
    internal Trajectories(int inputs, int count, int length)
    {
        (Count, Length) = (count, length);
        States = new SampleBatch(inputs, count * length);
        Ends = new SampleBatch(inputs, count);
        Actions = new int[count * length];
        Rewards = new double[count * length];
    }

    internal int Count { get; }

    internal int Length { get; }

    /// <summary>What the acting agent saw at each step.</summary>
    internal SampleBatch States { get; }

    /// <summary>What it saw after the last.</summary>
    internal SampleBatch Ends { get; }

    internal int[] Actions { get; }

    internal double[] Rewards { get; }

    /// <summary>Discounted returns to the end of the trajectory.</summary>
    internal double[] Returns(double discount)
    {
        double[] returns = new double[Rewards.Length];
        for (int trajectory = 0; trajectory < Count; trajectory++)
        {
            double running = 0.0;
            for (int sample = ((trajectory + 1) * Length) - 1; sample >= trajectory * Length; sample--)
            {
                running = Rewards[sample] + (discount * running);
                returns[sample] = running;
            }
        }

        return returns;
    }

    /// <summary>
    /// Generalized advantage estimation (Schulman et al., 2016): A_t = sum_j (gamma lambda)^j (r_{t+j} + gamma V_{t+j+1} - V_{t+j}), with
    /// the critic's value after the last step.
    /// </summary>
    /// <param name="discount">gamma.</param>
    /// <param name="decay">lambda.</param>
    /// <param name="values">V of every sample.</param>
    /// <param name="ends">V after the last step of every trajectory.</param>
    internal double[] Advantages(double discount, double decay, ReadOnlySpan<double> values, ReadOnlySpan<double> ends)
    {
        double[] advantages = new double[Rewards.Length];
        for (int trajectory = 0; trajectory < Count; trajectory++)
        {
            (double running, double next) = (0.0, ends[trajectory]);
            for (int sample = ((trajectory + 1) * Length) - 1; sample >= trajectory * Length; sample--)
            {
                running = Rewards[sample] + (discount * next) - values[sample] + (discount * decay * running);
                advantages[sample] = running;
                next = values[sample];
            }
        }

        return advantages;
    }
}
