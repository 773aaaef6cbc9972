using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>
/// What a unit of probability of each next local state is worth to the team, estimated along simulated episodes of a deployed pair.
/// </summary>
/// <remarks>
/// Along an episode the global states are kept as they came. One agent's value then obeys lambda_t(x) = rbar_l(x, s_t) + gamma sum_y
/// M_{s_t}(x, y) lambda_{t+1}(y), zero after the horizon, and D[s][x][y] = E sum_t gamma^(t+1) 1{s_t = s} mu_t(x) lambda_{t+1}(y). This is
/// the derivative of the team's return with respect to M_s(x, y) for a dispatcher that does not observe the agents. For any other it has
/// one term more, by which the dispatcher's actions change with the population; D leaves that out, so that kernels chosen by it have to be
/// judged.
/// </remarks>
/// <param name="game">The game.</param>
/// <param name="horizon">H.</param>
/// <param name="threads">Threads at work; the result does not depend on them.</param>
internal sealed class KernelGradient(CooperativeGame game, int horizon, int threads)
{
    // Sums over so many episodes are added in their order, whatever thread made them.
    private const int EpisodesPerPart = 32;

    /// <summary>The number of entries of D.</summary>
    public static int Entries(CooperativeGame game) => checked(game.GlobalStates * game.LocalStates * game.LocalStates);

    /// <summary>Estimates D.</summary>
    /// <param name="deployed">The pair; where its world's kernels change, they are the other ones throughout.</param>
    /// <param name="root">Root of the episodes' streams.</param>
    /// <param name="episodes">How many episodes, at least 1.</param>
    /// <param name="cancellation">Cancels within episodes.</param>
    /// <returns>D[s_g][x][y]; zero in rows that no agent met.</returns>
    public double[] Estimate(DeployedPair deployed, RandomStream root, int episodes, CancellationToken cancellation)
    {
        int parts = (episodes + EpisodesPerPart - 1) / EpisodesPerPart;
        double sumBytes = (parts + 1) * LocalKernels.Bytes(game.GlobalStates, game.LocalStates);
        double pathBytes = Math.Min(threads, parts) * PathGradient.PathBytes(game, horizon);
        MemoryBudget.Require(sumBytes + pathBytes, "a gradient by kernels", "use fewer local states or a shorter horizon");
        double[][] sums = new double[parts][];
        ParallelRollouts.Run(
            0,
            parts,
            threads,
            () => new Path(game, deployed, horizon),
            (part, path, stream) =>
            {
                double[] sum = new double[Entries(game)];
                for (int number = part * EpisodesPerPart; number < Math.Min(episodes, (part + 1) * EpisodesPerPart); number++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    root.SplitInto(stream, RandomStream.PurposeKey(Purposes.Rollout), number);
                    path.Run(stream);
                    path.AddTo(sum);
                }

                sums[part] = sum;
            },
            progress: null,
            cancellation
        );
        double[] mean = new double[Entries(game)];
        foreach (double[] part in sums)
        {
            ConjugateGradient.AddScaled(1.0 / episodes, part, mean);
        }

        return mean;
    }

    /// <summary>The workspace of one thread.</summary>
    private sealed class Path(CooperativeGame game, DeployedPair deployed, int horizon)
    {
        private readonly Episode episode = new(deployed);
        private readonly int[] globalStates = new int[horizon];
        private readonly double[] fractions = new double[horizon * game.LocalStates];
        private readonly int states = game.LocalStates;
        private double[] value = new double[game.LocalStates];
        private double[] earlier = new double[game.LocalStates];

        public void Run(RandomStream stream)
        {
            episode.Start(stream);
            for (int time = 0; time < horizon; time++)
            {
                int action = episode.Act();
                globalStates[time] = episode.GlobalState;
                episode.WriteFractions(fractions.AsSpan(time * states, states));
                episode.Move(action);
            }
        }

        public void AddTo(double[] sum)
        {
            Array.Clear(value);
            for (int time = horizon - 1; time >= 0; time--)
            {
                Step(time, globalStates[time], Math.Pow(game.Discount, time + 1), sum);
                (value, earlier) = (earlier, value);
            }
        }

        private void Step(int time, int globalState, double weight, double[] sum)
        {
            ReadOnlySpan<double> kernel = deployed.Changing is { } other
                ? other.Transition(globalState)
                : deployed.World.Kernels.Transition(globalState);
            ReadOnlySpan<double> reward = deployed.LocalReward(globalState);
            for (int state = 0; state < states; state++)
            {
                double share = weight * fractions[(time * states) + state];
                int row = ((globalState * states) + state) * states;
                ConjugateGradient.AddScaled(share, value, sum.AsSpan(row, states));
                earlier[state] = reward[state] + (game.Discount * ConjugateGradient.Dot(kernel.Slice(state * states, states), value));
            }
        }
    }
}
