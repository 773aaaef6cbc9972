using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>
/// An adversary's search for kernels within an L1 distance of the game's under which a fixed pair earns little. It follows conditional
/// gradients from the game's own kernels and from random ones, and judges each step by simulation on common random numbers.
/// </summary>
/// <remarks>
/// The kernels are found, not proved to be the worst. The best response to the gradient would be exact if the return were linear in the
/// kernels. But kernels act in every step, and the gradient leaves out the dispatcher's reaction. The episodes of the search are not those
/// of the verdict.
/// </remarks>
internal sealed class WorstKernels
{
    private const int RandomStarts = 6;
    private const int Rounds = 5;
    private const int GradientEpisodes = 128;
    private const int JudgedShare = 5;

    // The whole way to the worst kernels by the gradient, or a part of it.
    private static readonly double[] Steps = [1, 0.5, 0.25];

    private readonly StressOptions options;
    private readonly CooperativeGame game;
    private readonly JointPolicy pair;
    private readonly RandomStream root;
    private readonly KernelGradient gradient;
    private readonly OnlineExecution judge;
    private readonly CancellationToken cancellation;

    /// <summary>Prepares a search.</summary>
    /// <param name="options">Sizes and distance.</param>
    /// <param name="game">The game.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="cancellation">Stops the search.</param>
    public WorstKernels(StressOptions options, CooperativeGame game, JointPolicy pair, CancellationToken cancellation = default)
    {
        this.options = options;
        this.game = game;
        this.pair = pair;
        this.cancellation = cancellation;
        OnlineExecutionOptions execution = options.Execution;
        root = new RandomStream(execution.Seed).Split(Purposes.WorstKernels, 0);
        gradient = new KernelGradient(game, execution.Horizon, execution.Threads);
        judge = new OnlineExecution(
            execution with
            {
                Seed = new RandomStream(execution.Seed).Split(Purposes.WorstKernels, 1).NextUInt64(),
                Rollouts = Math.Max(1, execution.Rollouts / JudgedShare),
                Agents = null,
                MeanRewards = false,
            }
        );
    }

    /// <summary>Searches.</summary>
    /// <param name="progress">Receives the completed fraction in [0, 1].</param>
    /// <returns>The worst change of kernels found; null where none earned less than the game's own.</returns>
    /// <exception cref="InvalidInputException">The pair or the game cannot be simulated with other kernels.</exception>
    public KernelChange? Find(IProgress<Progress>? progress = null)
    {
        if (game.Couplings is not null)
        {
            throw new InvalidInputException(
                "the search for the worst kernels requires kernels and rewards that do not depend on the population; for this game use "
                    + "wrong kernels drawn at random"
            );
        }

        Found worst = Descend(null, 0);
        for (int start = 1; start <= RandomStarts; start++)
        {
            progress?.Report(new Progress(start / (RandomStarts + 1.0)));
            RandomStream chance = root.Split(Purposes.WorstKernels, start);
            double[] values = [.. Enumerable.Range(0, KernelGradient.Entries(game)).Select(_ => chance.NextDouble())];
            Found found = Descend(Vertex(values), start);
            worst = found.Mean < worst.Mean ? found : worst;
        }

        return worst.Change;
    }

    private Found Descend(KernelChange? start, int number)
    {
        var here = new Found(start, Judge(start));
        for (int round = 0; round < Rounds; round++)
        {
            RandomStream chances = root.Split(Purposes.WorstKernels, number).Split(Purposes.Rollout, round);
            KernelChange vertex = Vertex(gradient.Estimate(Deploy(here.Change), chances, GradientEpisodes, cancellation));
            Found next = Steps
                .Select(share => KernelChange.Between(here.Change, vertex, share))
                .Select(change => new Found(change, Judge(change)))
                .FirstOrDefault(step => step.Mean < here.Mean, here);
            if (next == here)
            {
                break;
            }

            here = next;
        }

        return here;
    }

    private KernelChange Vertex(double[] values) => new ShiftedKernels(game, values, options.Distance).Change;

    private double Judge(KernelChange? change) => judge.Run(Deploy(change), null, cancellation).Reward.Mean;

    private DeployedPair Deploy(KernelChange? change) =>
        new(
            game,
            pair,
            options.Execution.Agents ?? game.Agents,
            disturbances: change is null ? null : new Disturbances { Kernels = change }
        );

    private sealed record Found(KernelChange? Change, double Mean);
}
