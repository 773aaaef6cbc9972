using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>Rules of looks written out over agents: every sequence of k agents that can be looked at, one after the other, and every way in which looks can be lost.</summary>
internal static class OrderedLooks
{
    /// <summary>What is seen and how likely, when agent i is in states[i].</summary>
    public static List<(int[] Look, double Probability)> Law(CooperativeGame game, int globalState, int[] states, int looks) => [.. Sequences(game, globalState, states, looks)
        .SelectMany(sequence => game.Look is LossyLook lossy ? Losses(game, sequence.Seen, sequence.Probability, lossy.Loss) : [(Counting.CountsOf(game.LocalStates, sequence.Seen), sequence.Probability)])
        .GroupBy(entry => Counting.Key(entry.Item1), StringComparer.Ordinal)
        .Select(group => (group.First().Item1, group.Sum(entry => entry.Item2)))];

    private static List<(int[] Seen, double Probability)> Sequences(CooperativeGame game, int globalState, int[] states, int looks)
    {
        List<(int[] Agents, double Probability)> sequences = [([], 1)];
        for (var draw = 0; draw < looks; draw++)
        {
            sequences = [.. sequences.SelectMany(sequence =>
            {
                int[] left = [.. Enumerable.Range(0, states.Length).Where(agent => game.Look is ReplacementLook || !sequence.Agents.Contains(agent))];
                double[] weights = [.. left.Select(agent => game.Look is WeightedLook weighted ? weighted.Weights[globalState][states[agent]] : 1)];
                return left.Select((agent, place) => ((int[])[.. sequence.Agents, agent], sequence.Probability * weights[place] / weights.Sum()));
            })];
        }
        return [.. sequences.Select(sequence => ((int[])[.. sequence.Agents.Select(agent => states[agent])], sequence.Probability))];
    }

    private static IEnumerable<(int[] Look, double Probability)> Losses(CooperativeGame game, int[] seen, double probability, double loss)
    {
        for (var mask = 0; mask < 1 << seen.Length; mask++)
        {
            int[] arrived = [.. seen.Where((_, place) => (mask >> place & 1) == 1)];
            int[] look = [seen.Length - arrived.Length, .. Counting.CountsOf(game.LocalStates, arrived)];
            yield return (look, probability * Math.Pow(loss, look[0]) * Math.Pow(1 - loss, arrived.Length));
        }
    }
}
