using Antiphon.Games;

namespace Antiphon.Evaluation;

/// <summary>
/// The probability of one observation of given counts by the sampling rules, written out directly; shares nothing with the operators that
/// solvers use.
/// </summary>
/// <param name="game">The game, which carries the rule.</param>
internal sealed class DirectObservations(CooperativeGame game)
{
    /// <summary>The probability to see <paramref name="observation"/>.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="observation">What is seen, over the places of the rule.</param>
    /// <param name="counts">Agents by local state.</param>
    internal double Probability(int globalState, ReadOnlySpan<int> observation, ReadOnlySpan<int> counts) =>
        game.Sampling switch
        {
            UniformSampling => DirectLaws.Hypergeometric(observation, counts),
            ReplacementSampling => Independent(observation, counts),
            LossySampling lossy => Losses(observation, lossy.Loss) * DirectLaws.Hypergeometric(observation[1..], counts),
            WeightedSampling weighted => Drawn(observation.ToArray(), counts, weighted.Weights[globalState].AsSpan(), []),
            _ => throw new NotSupportedException($"no direct law of {game.Sampling}"),
        };

    private static int Sum(ReadOnlySpan<int> counts)
    {
        int sum = 0;
        foreach (int count in counts)
        {
            sum += count;
        }

        return sum;
    }

    // k!/prod c_x! prod (C_x/n)^c_x, agent by agent.
    private static double Independent(ReadOnlySpan<int> observation, ReadOnlySpan<int> counts)
    {
        (double probability, int seen, int agents) = (1.0, 0, Sum(counts));
        for (int state = 0; state < observation.Length; state++)
        {
            for (int drawn = 0; drawn < observation[state]; drawn++)
            {
                probability *= (double)counts[state] / agents * (seen + 1) / (drawn + 1);
                seen++;
            }
        }

        return probability;
    }

    private static double Losses(ReadOnlySpan<int> observation, double loss)
    {
        (int observations, int lost) = (Sum(observation), observation[0]);
        double probability = Math.Pow(loss, lost) * Math.Pow(1 - loss, observations - lost);
        for (int each = 0; each < lost; each++)
        {
            probability *= (double)(observations - each) / (each + 1);
        }

        return probability;
    }

    // By the agent that was drawn last: P(c) = sum_x P(c - e_x) w_x (C_x - c_x + 1) / W(c - e_x), W what was left to draw.
    private static double Drawn(
        int[] observation,
        ReadOnlySpan<int> counts,
        ReadOnlySpan<double> weights,
        Dictionary<string, double> known
    )
    {
        for (int state = 0; state < observation.Length; state++)
        {
            if (observation[state] > counts[state])
            {
                return 0;
            }
        }

        if (Sum(observation) == 0)
        {
            return 1;
        }

        string key = string.Join(' ', observation);
        if (known.TryGetValue(key, out double probability))
        {
            return probability;
        }

        for (int last = 0; last < observation.Length; last++)
        {
            if (observation[last] > 0)
            {
                observation[last]--;
                double left = 0.0;
                for (int state = 0; state < observation.Length; state++)
                {
                    left += weights[state] * (counts[state] - observation[state]);
                }

                probability += Drawn(observation, counts, weights, known) * weights[last] * (counts[last] - observation[last]) / left;
                observation[last]++;
            }
        }

        known[key] = probability;
        return probability;
    }
}
