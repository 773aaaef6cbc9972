using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Simulation;

/// <summary>
/// Judges by simulation whether a candidate pair earns more than the incumbent in the population game. Both are run on common random
/// numbers (the same start, and the same chances for as long as they agree), which makes the difference far less noisy than either return.
/// </summary>
/// <remarks>
/// Sequential: after 64, 128, 256, .. pairs (by default) the Student interval of the mean difference is computed. Analysis number j uses
/// the error budget alpha/(j (j+1)); these sum to alpha, so that by the union bound all intervals together cover the true difference with
/// the stated confidence, whenever the comparison stops. Student's interval assumes that the mean difference is nearly normal; with
/// bounded returns it approaches that as episodes are added. A difference that comes from rare events alone (fewer than one in a first
/// batch) can be missed. Random rewards enter through their means: what is compared is expected return, and their noise would only hide
/// it.
/// </remarks>
public sealed class PairedComparison
{
    private static readonly ulong RolloutPurpose = RandomStream.PurposeKey(Purposes.Rollout);

    private readonly PairedComparisonOptions options;

    /// <summary>Prepares a comparison.</summary>
    /// <param name="options">Sizes, confidence, seed and threads.</param>
    /// <exception cref="InvalidInputException">An option is out of range; the message lists all that are.</exception>
    public PairedComparison(PairedComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        this.options = options;
    }

    /// <summary>Compares two pairs. Equal arguments give equal results, whatever the number of threads.</summary>
    /// <param name="game">The game.</param>
    /// <param name="incumbent">The pair to beat.</param>
    /// <param name="candidate">The pair that is to beat it.</param>
    /// <param name="threshold">The gain in discounted return that counts as an improvement; finite, not negative.</param>
    /// <param name="comparison">Number of this comparison: different numbers use independent chances.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="InvalidInputException">
    /// A policy does not fit the game or the population, or the threshold is negative, infinite or NaN.
    /// </exception>
    /// <exception cref="OperationCanceledException">The simulation was cancelled.</exception>
    public PairedResult Compare(
        CooperativeGame game,
        JointPolicy incumbent,
        JointPolicy candidate,
        double threshold,
        long comparison = 0,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        long agents = options.Agents ?? game.Agents;
        return Sequential(
            new DeployedPair(game, incumbent, agents),
            new DeployedPair(game, candidate, agents),
            threshold,
            comparison,
            cancellation
        );
    }

    /// <summary>
    /// Compares two pairs deployed in any kind of game. Equal arguments give equal results, whatever the number of threads.
    /// </summary>
    /// <param name="incumbent">The pair to beat.</param>
    /// <param name="candidate">The pair that is to beat it, deployed in the same game.</param>
    /// <param name="threshold">The gain in discounted return that counts as an improvement; finite, not negative.</param>
    /// <param name="comparison">Number of this comparison: different numbers use independent chances.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="InvalidInputException">The threshold is negative, infinite or NaN.</exception>
    /// <exception cref="OperationCanceledException">The simulation was cancelled.</exception>
    public PairedResult Compare(
        IDeployment incumbent,
        IDeployment candidate,
        double threshold,
        long comparison = 0,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(incumbent);
        ArgumentNullException.ThrowIfNull(candidate);
        options.RequireUndecided();
        return Sequential(incumbent, candidate, threshold, comparison, cancellation);
    }

    private PairedResult Sequential(
        IDeployment incumbent,
        IDeployment candidate,
        double threshold,
        long comparison,
        CancellationToken cancellation
    )
    {
        if (!(threshold >= 0 && double.IsFinite(threshold)))
        {
            throw new InvalidInputException(
                $"the threshold of a comparison is {threshold}; expected a finite number that is not negative"
            );
        }

        RandomStream root = new RandomStream(options.Seed).Split(Purposes.Comparison, comparison);
        double[] returns = new double[options.MaximumRollouts];
        double[] rivals = new double[options.MaximumRollouts];
        double[] gains = new double[options.MaximumRollouts];
        int done = 0;
        for (int analysis = 1; ; analysis++)
        {
            int total = analysis == 1 ? options.FirstBatch : (int)Math.Min(2L * done, options.MaximumRollouts);
            Simulate(incumbent, root, returns, done, total, cancellation);
            Simulate(candidate, root, rivals, done, total, cancellation);
            for (; done < total; done++)
            {
                gains[done] = rivals[done] - returns[done];
            }

            double budget = (1 - options.Confidence) / (analysis * (analysis + 1.0));
            ConfidenceInterval gain = StudentInterval.FromSamples(gains.AsSpan(0, total), 1 - budget);
            PairedDecision decision = Decide(gain, threshold);
            if (decision != PairedDecision.Undecided || total == options.MaximumRollouts)
            {
                return new PairedResult(decision, gain, Interval(returns, total), Interval(rivals, total), total, analysis);
            }
        }
    }

    /// <summary>Mean discounted return of one pair, with Student's interval over independent episodes.</summary>
    /// <param name="game">The game.</param>
    /// <param name="policy">The pair.</param>
    /// <param name="rollouts">Number of episodes, at least 1.</param>
    /// <param name="comparison">Number of this evaluation: the episodes have the chances of the comparison of that number.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="InvalidInputException">The policy does not fit the game or the population, or there is no episode.</exception>
    /// <exception cref="OperationCanceledException">The simulation was cancelled.</exception>
    public ConfidenceInterval Evaluate(
        CooperativeGame game,
        JointPolicy policy,
        int rollouts,
        long comparison = 0,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        return Mean(new DeployedPair(game, policy, options.Agents ?? game.Agents), rollouts, comparison, cancellation);
    }

    /// <summary>
    /// Mean discounted return of one pair deployed in any kind of game, with Student's interval over independent episodes.
    /// </summary>
    /// <param name="deployment">The deployed pair.</param>
    /// <param name="rollouts">Number of episodes, at least 1.</param>
    /// <param name="comparison">Number of this evaluation: the episodes have the chances of the comparison of that number.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="InvalidInputException">There is no episode.</exception>
    /// <exception cref="OperationCanceledException">The simulation was cancelled.</exception>
    public ConfidenceInterval Evaluate(IDeployment deployment, int rollouts, long comparison = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        options.RequireUndecided();
        return Mean(deployment, rollouts, comparison, cancellation);
    }

    private ConfidenceInterval Mean(IDeployment deployment, int rollouts, long comparison, CancellationToken cancellation)
    {
        var range = new OptionRange();
        range.AtLeast(1, nameof(rollouts), rollouts);
        range.Require();
        double[] returns = new double[rollouts];
        Simulate(deployment, new RandomStream(options.Seed).Split(Purposes.Comparison, comparison), returns, 0, rollouts, cancellation);
        return Interval(returns, rollouts);
    }

    private static PairedDecision Decide(ConfidenceInterval gain, double threshold)
    {
        if (gain.Low > 0 && gain.Mean >= threshold)
        {
            return PairedDecision.Better;
        }

        return gain.High < threshold || gain.High <= 0 ? PairedDecision.NotBetter : PairedDecision.Undecided;
    }

    private ConfidenceInterval Interval(double[] returns, int total) =>
        StudentInterval.FromSamples(returns.AsSpan(0, total), options.Confidence);

    private void Simulate(
        IDeployment deployment,
        RandomStream root,
        double[] returns,
        int first,
        int end,
        CancellationToken cancellation
    ) =>
        ParallelRollouts.Run(
            first,
            end,
            options.Threads,
            deployment.CreateEpisode,
            (rollout, episode, stream) =>
            {
                root.SplitInto(stream, RolloutPurpose, rollout);
                returns[rollout] = EpisodeReturn.Sum(episode, stream, options.Horizon, deployment.Discount, cancellation);
            },
            progress: null,
            cancellation
        );
}
