using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>
/// L-LEARN as the paper has it (Algorithm 2): builds the chained MDP of the k-agent game, cuts its horizon, learns it with UCFH, and reads
/// a reactive policy off.
/// </summary>
/// <remarks>
/// For tiny games. The chain policy may use what reactive agents cannot see, so its value is an upper-bound kind of figure, and the
/// projection comes without a guarantee. The algorithm's reduction to state rewards is skipped: rewards on states and actions give the
/// same optimum at half the steps.
/// </remarks>
/// <param name="options">Accuracy, schedule, limits and seed.</param>
internal sealed class ChainUcfhLLearn(ChainUcfhOptions options)
{
    /// <summary>Solves for the local policy.</summary>
    /// <param name="game">The game.</param>
    /// <param name="start">
    /// The pair; its global policy is kept fixed, its local policy answers for cells that the chain policy never meets.
    /// </param>
    /// <param name="subsample">k, the agents of the chain; the number that the global policy observes.</param>
    /// <param name="cancellation">
    /// Ends the learning (what was learned so far is returned) or the building of the chain (which throws).
    /// </param>
    /// <exception cref="InvalidInputException">
    /// An option is out of range, k does not fit the policy, or the chain is too large for memory or for
    /// <see cref="ChainUcfhOptions.MaximumWork"/>.
    /// </exception>
    /// <exception cref="InvalidPolicyException">The policies do not fit the game.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before learning began.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public ChainUcfhResult Solve(CooperativeGame game, JointPolicy start, int subsample, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(start);
        start.RequireFit(game);
        if (start.Global.Subsample != subsample)
        {
            throw new InvalidInputException(
                $"k = {subsample:N0}; the global policy observes {start.Global.Subsample:N0} agents; use one k for both"
            );
        }

        int periods = RequireFits(game, subsample);
        var chain = ChainedMdp.Create(game, start.Global, periods, options.Parameterization, options.Reward, cancellation);
        return Report(chain, new Ucfh(Learner(subsample)).Solve(chain.Process, cancellation), start.Local);
    }

    /// <summary>Refuses what cannot be learned, before anything is built.</summary>
    /// <returns>H, the steps of the game within the horizon.</returns>
    /// <exception cref="InvalidInputException">An option is out of range, or the chain is too large.</exception>
    internal int RequireFits(CooperativeGame game, int subsample)
    {
        SubsampleCheck.Require(game, subsample);
        Learner(subsample).Check();
        int periods = ChainHorizon.Periods(game.Discount, ChainedMdp.RewardBound(game, options.Reward), Accuracy(subsample));
        RequireWork(ChainedMdp.RequireFits(game, subsample, periods, options.Parameterization, MemoryBudget.UsableBytes), periods);
        return periods;
    }

    private double Accuracy(int subsample) => options.Accuracy ?? (1 / Math.Sqrt(subsample));

    private UcfhOptions Learner(int subsample) =>
        new()
        {
            Accuracy = Accuracy(subsample) / 2,
            FailureProbability = options.FailureProbability,
            Scale = options.Scale,
            MaximumEpisodes = options.MaximumEpisodes,
            Seed = options.Seed,
        };

    private void RequireWork(ChainSize size, int periods)
    {
        double plan = periods * size.Successors;
        if (!((options.MaximumEpisodes + 1.0) * plan <= options.MaximumWork))
        {
            throw new InvalidInputException(
                $"UCFH can plan once per episode, {options.MaximumEpisodes:N0} times, and each plan reads {plan:G3} transition "
                    + $"probabilities ({size.States:N0} states, {periods:N0} steps); the limit of all plans is {options.MaximumWork:G3} "
                    + $"(MaximumWork); allow at most {Math.Max(0, Math.Floor(options.MaximumWork / plan) - 1):N0} episodes, lower k, or "
                    + "use another L-LEARN oracle"
            );
        }
    }

    private static ChainUcfhResult Report(ChainedMdp chain, UcfhResult learned, LocalPolicy incumbent)
    {
        LocalPolicy projected = ReactiveProjection.Project(chain, learned.Policy, incumbent);
        return new ChainUcfhResult(
            projected,
            chain.Evaluate(projected),
            learned.Value,
            learned.OptimisticValue,
            BackwardInduction.Optimize(chain.Process).Value,
            chain.Periods,
            chain.Process.Horizon,
            chain.Process.States,
            chain.Size.Parameterization,
            learned.Episodes,
            learned.Updates,
            learned.Constants.Scale,
            learned.Constants,
            chain.TruncationBound,
            learned.StopReason
        );
    }
}
