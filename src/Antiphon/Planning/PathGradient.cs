using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Planning;

/// <summary>
/// The team's gain from one more agent that follows each local action in each cell, estimated along simulated episodes of the deployed
/// pair, at any number of local states.
/// </summary>
/// <remarks>
/// Let q_t(x, a) be the value of one agent's action along an episode (<see cref="PathBackup"/>), and D[x][s][a] = E sum_t gamma^t 1{s_t =
/// s} mu_t(x) q_t(x, a). For a dispatcher that does not observe the agents, D is the derivative of the team's return with respect to
/// pi_l(a | x, s). By the envelope theorem it is so, too, for a dispatcher that answers them best, where its best action is unique. For
/// any other dispatcher the derivative has one more term, by which its actions change with the population. D leaves this term out, so a
/// step along D has to be judged before it is taken.
/// </remarks>
internal sealed class PathGradient
{
    // Sums over so many episodes are added in their order, whatever thread made them.
    private const int EpisodesPerPart = 8;

    private readonly CooperativeGame game;
    private readonly PathBackup backup;
    private readonly OnlineExecutionOptions options;

    /// <summary>Prepares.</summary>
    /// <param name="game">The game.</param>
    /// <param name="options">n, the horizon, the episodes (<see cref="OnlineExecutionOptions.Rollouts"/>) and threads.</param>
    internal PathGradient(CooperativeGame game, OnlineExecutionOptions options)
    {
        this.game = game;
        this.options = options;
        backup = new PathBackup(game);
    }

    /// <summary>What one thread keeps of an episode: the global states, and where the agents were.</summary>
    internal static double PathBytes(CooperativeGame game, int horizon) =>
        horizon * (sizeof(int) + (sizeof(double) * (double)game.LocalStates));

    /// <summary>Estimates D.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="root">Root of the episodes' streams.</param>
    /// <param name="cancellation">Cancels between episodes.</param>
    /// <returns>D[s_l][s_g][a_l], the mean over the episodes; zero in cells that no agent met.</returns>
    internal double[] Estimate(JointPolicy pair, RandomStream root, CancellationToken cancellation)
    {
        var deployed = new DeployedPair(game, pair, options.Agents ?? game.Agents);
        int parts = (options.Rollouts + EpisodesPerPart - 1) / EpisodesPerPart;
        double sumBytes = (parts + 1.0) * pair.Local.Probabilities.Length * sizeof(double);
        double pathBytes = Math.Min(options.Threads, parts) * PathBytes(game, options.Horizon);
        MemoryBudget.Require(sumBytes + pathBytes, "a gradient along episodes", "use fewer episodes or a shorter horizon");
        double[][] sums = new double[parts][];
        ParallelRollouts.Run(
            0,
            parts,
            options.Threads,
            () => new Path(this, deployed),
            (part, path, stream) =>
            {
                int first = part * EpisodesPerPart;
                int end = Math.Min(first + EpisodesPerPart, options.Rollouts);
                sums[part] = path.Sum(pair.Local, root, stream, first, end, cancellation);
            },
            progress: null,
            cancellation
        );
        double[] mean = new double[pair.Local.Probabilities.Length];
        foreach (double[] part in sums)
        {
            ConjugateGradient.AddScaled(1.0 / options.Rollouts, part, mean);
        }

        return mean;
    }

    /// <summary>The workspace of one thread.</summary>
    private sealed class Path(PathGradient owner, DeployedPair deployed)
    {
        private readonly CooperativeGame game = owner.game;
        private readonly Episode episode = new(deployed);
        private readonly int[] globalStates = new int[owner.options.Horizon];
        private readonly double[] fractions = new double[owner.options.Horizon * owner.game.LocalStates];

        internal double[] Sum(
            LocalPolicy local,
            RandomStream root,
            RandomStream stream,
            int first,
            int end,
            CancellationToken cancellation
        )
        {
            double[] gradient = new double[local.Probabilities.Length];
            for (int number = first; number < end; number++)
            {
                cancellation.ThrowIfCancellationRequested();
                root.SplitInto(stream, RandomStream.PurposeKey(Purposes.Rollout), number);
                Run(stream);
                owner.backup.Run(globalStates, local.Probabilities, fractions, gradient);
            }

            return gradient;
        }

        private void Run(RandomStream stream)
        {
            int states = game.LocalStates;
            episode.Start(stream);
            for (int time = 0; time < globalStates.Length; time++)
            {
                int action = episode.Act();
                globalStates[time] = episode.GlobalState;
                episode.WriteFractions(fractions.AsSpan(time * states, states));

                episode.Move(action);
            }
        }
    }
}
