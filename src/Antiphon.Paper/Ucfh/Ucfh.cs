using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Paper;

/// <summary>
/// UCFH, the paper's Algorithm 5 (Dann and Brunskill 2015): learns a finite-horizon process from episodes. It knows successor sets and
/// rewards, not probabilities; it plans with the kindest probabilities that its observations allow, and plans again when a state and
/// action has been seen twice as often.
/// </summary>
/// <remarks>
/// What is proved: with probability 1 - delta few episodes follow a policy that is worse than epsilon under the initial law. That names no
/// policy, so the one worth most among those followed is returned, valued exactly on the process, beside the optimistic bound. Rewards of
/// any range are accepted: planning is affine in them, so only the accuracy is scaled to rewards in [0, 1].
/// </remarks>
/// <param name="options">Accuracy, schedule, limits and seed.</param>
internal sealed class Ucfh(UcfhOptions options)
{
    /// <summary>Learns.</summary>
    /// <param name="mdp">The process that episodes are sampled from.</param>
    /// <param name="cancellation">Ends the learning; what was learned so far is returned.</param>
    /// <exception cref="InvalidInputException">An option is out of range.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public UcfhResult Solve(FiniteHorizonMdp mdp, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        options.Check();
        return new Learner(mdp, options, Constants(mdp)).Run(cancellation);
    }

    /// <summary>The constants that a process gets.</summary>
    internal UcfhConstants Constants(FiniteHorizonMdp mdp)
    {
        (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double reward in mdp.Rewards)
        {
            (least, most) = (Math.Min(least, reward), Math.Max(most, reward));
        }

        // With equal rewards every policy is optimal.
        double accuracy = most > least ? Math.Min(1, options.Accuracy / (most - least)) : 1;
        var paper = UcfhConstants.Create(
            mdp.States,
            mdp.Actions,
            mdp.Horizon,
            accuracy,
            options.FailureProbability,
            mdp.MaximumSuccessors
        );
        return paper with { Scale = options.Scale ?? (UcfhOptions.DefaultFirstUpdate / paper.FirstUpdate) };
    }

    private sealed class Learner
    {
        private readonly FiniteHorizonMdp mdp;
        private readonly UcfhOptions options;
        private readonly UcfhConstants constants;
        private readonly EpisodeCounts counts;
        private readonly EpisodeSampler sampler;
        private readonly ConfidenceSet intervals;
        private readonly FixedHorizonEvi planner;
        private readonly BackwardSweep judge;
        private readonly TimeDependentPolicy policy;
        private readonly TimeDependentPolicy best;
        private readonly double[] low;
        private readonly double[] high;
        private double bestValue = double.NegativeInfinity;
        private double optimistic = double.PositiveInfinity;
        private int open;

        internal Learner(FiniteHorizonMdp mdp, UcfhOptions options, UcfhConstants constants)
        {
            (this.mdp, this.options, this.constants) = (mdp, options, constants);
            counts = new EpisodeCounts(mdp.Rows, constants);
            sampler = new EpisodeSampler(mdp, new RandomStream(options.Seed).Split(Purposes.Ucfh));
            intervals = new ConfidenceSet(mdp.Rows);
            planner = new FixedHorizonEvi(mdp, intervals);
            judge = new BackwardSweep(mdp);
            (policy, best) = (new TimeDependentPolicy(mdp), new TimeDependentPolicy(mdp));
            (low, high) = (new double[mdp.MaximumSuccessors], new double[mdp.MaximumSuccessors]);

            // Pairs that no episode can meet would keep the schedule open indefinitely.
            open = mdp.Actions * Reachable.From(mdp).Count(met => met);
        }

        internal UcfhResult Run(CancellationToken cancellation)
        {
            (long episodes, int updates) = (0L, 0);
            Plan();
            while (true)
            {
                StopReason? stop =
                    optimistic - bestValue <= options.Accuracy ? StopReason.AccuracyReached
                    : open == 0 ? StopReason.ScheduleExhausted
                    : cancellation.IsCancellationRequested ? StopReason.Cancelled
                    : episodes >= options.MaximumEpisodes ? StopReason.IterationLimit
                    : null;
                if (stop is { } reason)
                {
                    return new UcfhResult(best, bestValue, optimistic, episodes, updates, constants, reason);
                }

                sampler.Play(policy, counts);
                episodes++;
                if (counts.AnyDue)
                {
                    Update();
                    updates++;
                    Plan();
                }
            }
        }

        private void Update()
        {
            int row = counts.Update();
            open -= counts.IsOpen(row) ? 0 : 1;
            (int first, long visits) = (mdp.Rows.Starts[row], counts.Visits[row]);
            int length = mdp.Rows.Starts[row + 1] - first;
            for (int i = 0; i < length; i++)
            {
                (low[i], high[i]) = TransitionInterval.Around((double)counts.Moves[first + i] / visits, visits, constants.Logarithm);
            }

            intervals.Set(row, low.AsSpan(0, length), high.AsSpan(0, length));
        }

        private void Plan()
        {
            optimistic = Math.Min(optimistic, planner.Plan(policy));
            double value = judge.Follow(policy);
            if (value > bestValue)
            {
                bestValue = value;
                best.CopyFrom(policy);
            }
        }
    }
}
