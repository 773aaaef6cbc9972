using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>
/// What one agent, drawn at random, could gain for itself by another policy, at any number of local states and beside any dispatcher: as
/// of the limit, where it moves neither the population nor what the dispatcher observes. The global states of simulated episodes are then a
/// process that it faces and does not change.
/// </summary>
/// <remarks>
/// Along an episode its value under a policy obeys lambda_t(x) = sum_a pi(a | x, s_t) q_t(x, a), q_t(x, a) = r_l(x, s_t, a)
/// + gamma sum_y P_l(y | x, s_t, a) lambda_{t+1}(y). Lower end: a stationary deviation, improved on other episodes than those that measure
/// it. Upper end: an agent that knows the episode's global states in advance (max in place of the sum), which no policy exceeds.
/// </remarks>
/// <param name="game">The game, with its n.</param>
/// <param name="pair">The pair.</param>
/// <param name="horizon">Steps of an episode.</param>
internal sealed class TaggedPaths(CooperativeGame game, JointPolicy pair, int horizon)
{
    private const int MostRounds = 20;

    private readonly SparseRows moves = SingleAgentProblem.LocalMoves(game);

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
            double value = path.Mean(Back(path, own, null));
            found[number] = path.Mean(Back(path, deviation, null)) - value;
            foreseeing[number++] = path.Mean(Back(path, null, null)) - value;
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
                Back(path, policy, worth);
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

    // lambda_0; without a policy, that of an agent that knows the path. Adds gamma^t q_t to the worth of each cell's actions.
    private double[] Back(Path path, double[]? policy, double[]? worth)
    {
        (double[] value, double[] earlier) = (new double[game.LocalStates], new double[game.LocalStates]);
        for (int time = path.GlobalStates.Length - 1; time >= 0; time--)
        {
            double weight = Math.Pow(game.Discount, time);
            for (int state = 0; state < value.Length; state++)
            {
                int first = ((state * game.GlobalStates) + path.GlobalStates[time]) * game.LocalActions;
                (double mean, double largest) = (0.0, double.NegativeInfinity);
                for (int row = first; row < first + game.LocalActions; row++)
                {
                    double gain = game.LocalRewards[row] + (game.Discount * moves.Expect(row, value));
                    largest = Math.Max(largest, gain);
                    mean += policy is null ? 0 : policy[row] * gain;
                    if (worth is not null)
                    {
                        worth[row] += weight * gain;
                    }
                }

                earlier[state] = policy is null ? largest : mean;
            }

            (value, earlier) = (earlier, value);
        }

        return value;
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
