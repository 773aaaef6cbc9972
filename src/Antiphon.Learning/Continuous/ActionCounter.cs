using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>Counts the actions of a pair over some episodes.</summary>
/// <param name="game">The game.</param>
/// <param name="pair">A pair that fits it.</param>
internal sealed class ActionCounter(ContinuousGame game, ContinuousPair pair)
{
    private const int MostObservations = 32;

    private static readonly ulong EpisodePurpose = RandomStream.PurposeKey("episode");
    private static readonly ulong ChancePurpose = RandomStream.PurposeKey("chance");

    private readonly long[] global = new long[game.GlobalActions.Count];
    private readonly long[] local = new long[game.LocalActions.Count];
    private readonly List<(double[] Global, double[] Observation)> steps = [];

    /// <summary>Plays the episodes.</summary>
    public ActionFrequencies Count(ulong seed, int episodes, int horizon, CancellationToken cancellation)
    {
        RandomStream root = new RandomStream(seed).Split("action frequencies");
        var stream = new RandomStream(0);
        var episode = new ContinuousEpisode(game, pair);
        for (int number = 0; number < episodes; number++)
        {
            root.SplitInto(stream, EpisodePurpose, number);
            episode.Start(stream);
            for (int step = 0; step < horizon; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                Play(episode);
            }
        }

        return new ActionFrequencies([.. Shares(global)], [.. Shares(local)], Dependence(root, cancellation));
    }

    private void Play(ContinuousEpisode episode)
    {
        global[episode.ActGlobally()]++;
        steps.Add((episode.Global.ToArray(), [.. episode.Observation]));
        episode.ActLocally();
        foreach (int action in episode.LocalActions)
        {
            local[action]++;
        }

        episode.Move();
    }

    // Every action is chosen with the same chance, so that only what is observed can make a difference.
    private double Dependence(RandomStream root, CancellationToken cancellation)
    {
        IContinuousGlobalActor actor = pair.Global.Actor(game);
        var chance = new RandomStream(0);
        int tried = Math.Min(MostObservations, steps.Count);
        double[][] observations =
        [
            .. Enumerable.Range(0, tried).Select(place => steps[(int)((long)place * steps.Count / tried)].Observation),
        ];
        int depends = steps.Count(step =>
        {
            cancellation.ThrowIfCancellationRequested();
            int first = Act(step.Global, step.Observation);
            return Array.Exists(observations, other => Act(step.Global, other) != first);
        });
        return depends / (double)steps.Count;

        int Act(double[] state, double[] observation)
        {
            root.SplitInto(chance, ChancePurpose, 0);
            return actor.Act(state, observation, chance);
        }
    }

    private static IEnumerable<double> Shares(long[] counts)
    {
        double sum = counts.Sum();
        return counts.Select(count => count / sum);
    }
}
