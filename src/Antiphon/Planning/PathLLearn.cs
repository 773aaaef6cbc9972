using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Planning;

/// <summary>Options of <see cref="PathLLearn"/>.</summary>
public sealed record PathOptions
{
    /// <summary>The gain in expected discounted return that counts as an improvement; at least 0.</summary>
    public double Threshold { get; init; }

    /// <summary>The most steps taken; at least 1.</summary>
    public int MaximumSteps { get; init; } = 10;

    /// <summary>Episodes along which a direction is estimated; at least 1.</summary>
    public int Episodes { get; init; } = 128;

    /// <summary>How steps are judged: n, horizon, episodes, confidence, seed and threads.</summary>
    public PairedComparisonOptions Comparison { get; init; } = new() { MaximumRollouts = 512 };

    internal void Require()
    {
        if (!(Threshold >= 0 && double.IsFinite(Threshold)) || MaximumSteps < 1 || Episodes < 1)
        {
            throw new InvalidInputException(
                $"a search along episodes needs a threshold >= 0, steps >= 1 and episodes >= 1; found {Threshold}, {MaximumSteps}, "
                    + $"{Episodes}"
            );
        }

        Comparison.Require();
    }
}

/// <summary>What <see cref="PathLLearn"/> found.</summary>
/// <param name="Policy">The local policy reached.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Rollouts">Pairs of episodes simulated to judge steps.</param>
/// <param name="StopReason">Whether no further step improves the pair, or the steps ran out.</param>
public sealed record PathResult(LocalPolicy Policy, int Steps, long Rollouts, StopReason StopReason);

/// <summary>
/// L-LEARN at any number of local states, with no model of the population: conditional gradient along simulated episodes. Each step goes
/// toward the policy that the estimated gradient prefers in every cell that agents meet, the whole way or a part of it. It is taken if
/// paired episodes on common random numbers show that it improves the deployed pair.
/// </summary>
/// <remarks>
/// Cells that no agent met keep their action: the gradient says nothing about them. The gradient leaves out how the dispatcher's actions
/// change with the population, which vanishes where the dispatcher answers best.
/// </remarks>
/// <param name="options">Threshold, limits, and how steps are judged.</param>
public sealed class PathLLearn(PathOptions options)
{
    // The whole way, then a quarter of the one before.
    private const double Shortening = 0.25;
    private const int Shares = 4;

    /// <summary>Climbs from the pair's own local policy.</summary>
    /// <param name="game">The game; its own n is the true one unless the comparison says otherwise.</param>
    /// <param name="start">The pair; its global policy is kept fixed.</param>
    /// <param name="cancellation">Cancels simulations.</param>
    /// <exception cref="InvalidInputException">An option is out of range or the policies do not fit the game.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public PathResult Solve(CooperativeGame game, JointPolicy start, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(start);
        options.Require();
        start.RequireFit(game);
        return new Climb(options, game, start, cancellation).Run();
    }

    private sealed class Climb(PathOptions options, CooperativeGame game, JointPolicy start, CancellationToken cancellation)
    {
        private readonly PairedComparison comparison = new(options.Comparison);
        private readonly PathGradient gradient = new(
            game,
            new OnlineExecutionOptions
            {
                Agents = options.Comparison.Agents,
                Horizon = options.Comparison.Horizon,
                Rollouts = options.Episodes,
                Threads = options.Comparison.Threads,
            }
        );

        private JointPolicy incumbent = start;
        private int comparisons;
        private long rollouts;

        internal PathResult Run()
        {
            RandomStream root = new RandomStream(options.Comparison.Seed).Split(Purposes.PathGradient, 0);
            for (int step = 0; step < options.MaximumSteps; step++)
            {
                if (!TryStep(root.Split(Purposes.PathGradient, step)))
                {
                    return new PathResult(incumbent.Local, step, rollouts, StopReason.NoImprovement);
                }
            }

            return new PathResult(incumbent.Local, options.MaximumSteps, rollouts, StopReason.IterationLimit);
        }

        private bool TryStep(RandomStream chances)
        {
            double[] direction = gradient.Estimate(incumbent, chances, cancellation);
            (double[] vertex, double promised) = LocalDirection.Prefer(incumbent.Local, direction, game.Allowed);
            double share = 1.0;
            for (int attempt = 0; attempt < Shares && share * promised > options.Threshold; attempt++, share *= Shortening)
            {
                JointPolicy candidate = incumbent with { Local = LocalDirection.Mix(incumbent.Local, vertex, share) };
                PairedResult result = comparison.Compare(game, incumbent, candidate, options.Threshold, comparisons++, cancellation);
                rollouts += result.Rollouts;
                if (result.Decision == PairedDecision.Better)
                {
                    incumbent = candidate;
                    return true;
                }
            }

            return false;
        }
    }
}
