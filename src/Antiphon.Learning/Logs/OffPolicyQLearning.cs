using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>
/// Asynchronous Q-learning along a log (the paper's equation 38): for the entry visited, Q(x, a) becomes Q(x, a) + alpha_t (r + gamma
/// max_a' Q(x', a') - Q(x, a)), x = (s_g, c); all others stay. One pass over the file, in memory only the tables.
/// </summary>
/// <remarks>
/// The maximum is over actions that the log holds in x' at all: the value of an action never tried would be its start value forever.
/// Where all entries were seen this is the paper's update. The fixed point is the surrogate's Q* for the logged local policy if the
/// tracked agents stay the same.
/// </remarks>
/// <param name="options">Step sizes and fallback.</param>
public sealed class OffPolicyQLearning(QLearningOptions options)
{
    /// <summary>Learns.</summary>
    /// <param name="log">The log.</param>
    /// <param name="audit">Its audit.</param>
    /// <param name="progress">Receives the completed fraction.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidInputException">
    /// An option is out of range, there is no such fallback, or the log changed since its audit.
    /// </exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public QLearningResult Solve(
        TrajectoryLog log,
        LogAudit audit,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(audit);
        options.Check();
        (Games.CooperativeGame game, CountLattice lattice) = (log.Description.Game, audit.Tables.Lattice);
        NamedGlobalPolicy fallback = QLearningOptions.FallbackOf(game, audit.Subsample, options.Fallback);
        using LogReader reader = log.Open();
        double start = options.StartValueFor(audit, game.Discount);
        var learner = new Learner(audit.Tables, options.Step, start, game.Discount);
        long steps = reader.Subsample == audit.Subsample ? LogWalk.Run(log, reader, lattice, learner, progress, cancellation) : 0;
        if (steps != audit.Steps || learner.Updates + learner.Dropped != audit.Transitions)
        {
            throw new InvalidInputException(
                $"{log.Path} has changed since it was audited; do not change it during learning, and start again"
            );
        }

        learner.RequireFinite(log.Path);
        (TabularGlobalPolicy policy, PolicyCoverage coverage) = PolicyCoverage.Greedy(
            game,
            lattice,
            entry => learner.Visits[entry] > 0,
            entry => learner.Values[entry],
            fallback
        );
        return new QLearningResult
        {
            Policy = policy,
            Coverage = coverage,
            ActionValues = learner.Values,
            Visits = learner.Visits,
            Updates = learner.Updates,
            Dropped = learner.Dropped,
            StartValue = start,
            Step = options.Step,
        };
    }

    private sealed class Learner : IStepListener
    {
        private readonly long[] seen;
        private readonly StepSize step;
        private readonly double discount;
        private readonly int actions;

        public Learner(LogTables tables, StepSize step, double start, double discount)
        {
            (seen, actions, this.step, this.discount) = (tables.Visits, tables.GlobalActions, step, discount);
            Values = new double[seen.Length];
            Values.AsSpan().Fill(start);
            Visits = new long[seen.Length];
        }

        public double[] Values { get; }

        public long[] Visits { get; }

        public long Updates { get; private set; }

        public long Dropped { get; private set; }

        public void See(LogReader step)
        {
            // A step teaches nothing before its successor is known.
        }

        public void Learn(in LoggedStep before, LogReader now, int cell)
        {
            (double best, int first) = (double.NegativeInfinity, cell * actions);
            for (int entry = first; entry < first + actions; entry++)
            {
                best = seen[entry] > 0 && Values[entry] > best ? Values[entry] : best;
            }

            if (double.IsNegativeInfinity(best))
            {
                Dropped++;
                return;
            }

            int place = (before.Cell * actions) + before.Action;
            (long visits, long updates) = (++Visits[place], ++Updates);
            Values[place] +=
                step.At(step.Clock == StepClock.Visits ? visits : updates) * (before.Reward + (discount * best) - Values[place]);
        }

        public void RequireFinite(string path)
        {
            int place = Array.FindIndex(Values, value => !double.IsFinite(value));
            if (place >= 0)
            {
                throw new ArithmeticException(
                    $"Q-learning on {path}: the value of cell {place / actions}, action {place % actions} is {Values[place]}; check the "
                        + "log's rewards for huge entries"
                );
            }
        }
    }
}
