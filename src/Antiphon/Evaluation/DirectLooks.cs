using Antiphon.Games;

namespace Antiphon.Evaluation;

/// <summary>The probability of one look at given counts by the rules of looks, written out directly; shares nothing with the operators that solvers use.</summary>
/// <param name="game">The game, which carries the rule.</param>
internal sealed class DirectLooks(CooperativeGame game)
{
    /// <summary>The probability to see <paramref name="look"/>.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="look">What is seen, over the places of the rule.</param>
    /// <param name="counts">Agents by local state.</param>
    internal double Probability(int globalState, ReadOnlySpan<int> look, ReadOnlySpan<int> counts) => game.Look switch
    {
        UniformLook => DirectLaws.Hypergeometric(look, counts),
        ReplacementLook => Independent(look, counts),
        LossyLook lossy => Losses(look, lossy.Loss) * DirectLaws.Hypergeometric(look[1..], counts),
        WeightedLook weighted => Drawn(look.ToArray(), counts, weighted.Weights[globalState].AsSpan(), []),
        _ => throw new NotSupportedException($"no direct law of {game.Look}"),
    };

    private static int Sum(ReadOnlySpan<int> counts)
    {
        var sum = 0;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }

    // k!/prod c_x! prod (C_x/n)^c_x, agent by agent.
    private static double Independent(ReadOnlySpan<int> look, ReadOnlySpan<int> counts)
    {
        (double probability, int seen, int agents) = (1.0, 0, Sum(counts));
        for (var state = 0; state < look.Length; state++)
        {
            for (var drawn = 0; drawn < look[state]; drawn++)
            {
                probability *= (double)counts[state] / agents * (seen + 1) / (drawn + 1);
                seen++;
            }
        }

        return probability;
    }

    private static double Losses(ReadOnlySpan<int> look, double loss)
    {
        (int looks, int lost) = (Sum(look), look[0]);
        var probability = Math.Pow(loss, lost) * Math.Pow(1 - loss, looks - lost);
        for (var each = 0; each < lost; each++)
        {
            probability *= (double)(looks - each) / (each + 1);
        }

        return probability;
    }

    // By the agent that was drawn last: P(c) = sum_x P(c - e_x) w_x (C_x - c_x + 1) / W(c - e_x), W what was left to draw.
    private static double Drawn(int[] look, ReadOnlySpan<int> counts, ReadOnlySpan<double> weights, Dictionary<string, double> known)
    {
        for (var state = 0; state < look.Length; state++)
        {
            if (look[state] > counts[state])
            {
                return 0;
            }
        }

        if (Sum(look) == 0)
        {
            return 1;
        }

        var key = string.Join(' ', look);
        if (known.TryGetValue(key, out var probability))
        {
            return probability;
        }

        for (var last = 0; last < look.Length; last++)
        {
            if (look[last] > 0)
            {
                look[last]--;
                var left = 0.0;
                for (var state = 0; state < look.Length; state++)
                {
                    left += weights[state] * (counts[state] - look[state]);
                }

                probability += Drawn(look, counts, weights, known) * weights[last] * (counts[last] - look[last]) / left;
                look[last]++;
            }
        }

        known[key] = probability;
        return probability;
    }
}
