using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>
/// What one agent, drawn at random, could gain for itself by another policy, at any number of local states and beside any dispatcher: as
/// of the limit, where it moves neither the population nor what the dispatcher observes. The global states of simulated episodes are then
/// a process that it faces and does not change.
/// </summary>
/// <remarks>
/// Its value along an episode is that of <see cref="PathBackup"/>. Lower end: a stationary deviation, improved on other episodes than
/// those that measure it. Upper end: an agent that knows the episode's global states in advance, which no policy exceeds.
/// </remarks>
/// <param name="game">The game, with its n.</param>
/// <param name="pair">The pair.</param>
/// <param name="horizon">Steps of an episode.</param>
internal sealed class TaggedPaths(CooperativeGame game, JointPolicy pair, int horizon)
{
    private const int MostRounds = 20;

    private readonly PathBackup backup = new(game);

    /// <summary>Measures both ends, with 95 % confidence each.</summary>
    /// <param name="episodes">Episodes for the search and as many for the measurement; at least 2.</param>
    /// <param name="seed">Root of the episodes.</param>
    /// <param name="cancellation">Cancels between episodes.</param>
    internal (ConfidenceInterval Found, ConfidenceInterval Foreseeing) Measure(int episodes, ulong seed, CancellationToken cancellation)
    {
        RandomStream root = new RandomStream(seed).Split(Purposes.PathGradient, -1);
        double[] deviation = Search([.. Paths(root.Split(Purposes.Rollout, 0), episodes, cancellation)], cancellation);
        double[] own = pair.Local.Probabilities.ToArray();
        double[] found = new double[episodes];
        double[] foreseeing = new double[episodes];
        int number = 0;
        foreach (Path path in Paths(root.Split(Purposes.Rollout, 1), episodes, cancellation))
        {
            double value = path.Mean(backup.Run(path.GlobalStates, own, [], []));
            found[number] = path.Mean(backup.Run(path.GlobalStates, deviation, [], [])) - value;
            foreseeing[number++] = path.Mean(backup.Run(path.GlobalStates, [], [], [])) - value;
        }

        return (StudentInterval.FromSamples(found), StudentInterval.FromSamples(foreseeing));
    }

    // Policy iteration on the episodes: in each cell the action of the largest mean q.
    private double[] Search(IReadOnlyList<Path> paths, CancellationToken cancellation)
    {
        double[] policy = pair.Local.Probabilities.ToArray();
        for (int round = 0; round < MostRounds; round++)
        {
            double[] worth = new double[policy.Length];
            foreach (Path path in paths)
            {
                cancellation.ThrowIfCancellationRequested();
                backup.Run(path.GlobalStates, policy, [], worth);
            }

            double[] better = Improved(policy, worth);
            if (better.AsSpan().SequenceEqual(policy))
            {
                break;
            }

            policy = better;
        }

        return policy;
    }

    private double[] Improved(double[] policy, double[] worth)
    {
        double[] better = new double[policy.Length];
        for (int first = 0; first < policy.Length; first += game.LocalActions)
        {
            Span<double> own = worth.AsSpan(first, game.LocalActions);
            // A cell of a global state that no episode met carries no information.
            if (own.ContainsAnyExcept(0))
            {
                better[first + Argmax.First(own)] = 1;
            }
            else
            {
                policy.AsSpan(first, game.LocalActions).CopyTo(better.AsSpan(first));
            }
        }

        return better;
    }

    private IEnumerable<Path> Paths(RandomStream root, int episodes, CancellationToken cancellation)
    {
        var episode = new Episode(new DeployedPair(game, pair, game.Agents));
        for (int number = 0; number < episodes; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            episode.Start(root.Split(Purposes.Rollout, number));
            var path = new Path(new int[horizon], new double[game.LocalStates]);
            episode.WriteFractions(path.Start);
            for (int time = 0; time < horizon; time++)
            {
                int action = episode.Act();
                path.GlobalStates[time] = episode.GlobalState;
                episode.Move(action);
            }

            yield return path;
        }
    }

    private sealed record Path(int[] GlobalStates, double[] Start)
    {
        /// <summary>The mean over the agents of the start.</summary>
        internal double Mean(double[] values) => Start.Zip(values, (share, value) => share * value).Sum();
    }
}
