using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>
/// Sampling rules written out over agents: every sequence of k agents that can be observed, one after the other, and every way in which
/// observations can be lost.
/// </summary>
internal static class OrderedObservations
{
    /// <summary>What is seen and how likely, when agent i is in states[i].</summary>
    public static List<(int[] Observation, double Probability)> Law(
        CooperativeGame game,
        int globalState,
        int[] states,
        int observations
    ) =>
        [
            .. Sequences(game, globalState, states, observations)
                .SelectMany(sequence =>
                    game.Sampling is LossySampling lossy
                        ? Losses(game, sequence.Seen, sequence.Probability, lossy.Loss)
                        : [(Counting.CountsOf(game.LocalStates, sequence.Seen), sequence.Probability)]
                )
                .GroupBy(entry => Counting.Key(entry.Item1), StringComparer.Ordinal)
                .Select(group => (group.First().Item1, group.Sum(entry => entry.Item2))),
        ];

    private static List<(int[] Seen, double Probability)> Sequences(CooperativeGame game, int globalState, int[] states, int observations)
    {
        List<(int[] Agents, double Probability)> sequences = [([], 1)];
        for (int draw = 0; draw < observations; draw++)
        {
            sequences =
            [
                .. sequences.SelectMany(sequence =>
                {
                    int[] left =
                    [
                        .. Enumerable
                            .Range(0, states.Length)
                            .Where(agent => game.Sampling is ReplacementSampling || !sequence.Agents.Contains(agent)),
                    ];
                    double[] weights =
                    [
                        .. left.Select(agent =>
                            game.Sampling is WeightedSampling weighted ? weighted.Weights[globalState][states[agent]] : 1
                        ),
                    ];
                    return left.Select(
                        (agent, place) => ((int[])[.. sequence.Agents, agent], sequence.Probability * weights[place] / weights.Sum())
                    );
                }),
            ];
        }
        return [.. sequences.Select(sequence => ((int[])[.. sequence.Agents.Select(agent => states[agent])], sequence.Probability))];
    }

    private static IEnumerable<(int[] Observation, double Probability)> Losses(
        CooperativeGame game,
        int[] seen,
        double probability,
        double loss
    )
    {
        for (int mask = 0; mask < 1 << seen.Length; mask++)
        {
            int[] arrived = [.. seen.Where((_, place) => (mask >> place & 1) == 1)];
            int[] observation = [seen.Length - arrived.Length, .. Counting.CountsOf(game.LocalStates, arrived)];
            yield return (observation, probability * Math.Pow(loss, observation[0]) * Math.Pow(1 - loss, arrived.Length));
        }
    }
}
