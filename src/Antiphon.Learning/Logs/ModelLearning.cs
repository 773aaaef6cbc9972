using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>
/// The model-based route: laws and rewards are estimated from a log, with confidence sets, and the surrogate is planned exactly in the
/// estimated model. Unlike Q-learning it uses that agents move alike and independently: k agents give k draws per step for S G laws, while
/// Q-learning learns each entry of the table by itself.
/// </summary>
/// <param name="options">Confidence, accuracy and fallback.</param>
public sealed class ModelLearning(ModelLearningOptions options)
{
    private const double Rounding = 1e-9;

    /// <summary>Estimates and plans.</summary>
    /// <param name="log">The log.</param>
    /// <param name="audit">Its audit, which holds all that is needed from a log of states; a log of counts is read once more.</param>
    /// <param name="cancellation">Stops the planning.</param>
    /// <exception cref="InvalidInputException">
    /// An option is out of range, the tracked agents are redrawn, the log changed since its audit, or the work does not fit in memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ModelLearningResult Solve(TrajectoryLog log, LogAudit audit, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(audit);
        options.Check();
        RequireMoves(log, audit);
        (CooperativeGame game, CountLattice lattice) = (log.Description.Game, audit.Tables.Lattice);
        NamedGlobalPolicy fallback = QLearningOptions.FallbackOf(game, audit.Subsample, options.Fallback);
        var model = LogModel.Estimate(
            game,
            audit,
            options.Delta,
            audit.Tables.LocalMoves is null ? CountLaws.Estimate(log, audit, cancellation) : null
        );
        GLearnResult plan = new GLearn(
            new GLearnOptions
            {
                Accuracy = Math.Max(options.Accuracy, 2 * SpanBound.RoundingFloor(model.Game)),
                KeepActionValues = true,
                Threads = options.Threads,
            }
        ).SolveOrThrow(model.Game, LocalPolicy.Uniform(model.Game), audit.Subsample, cancellation);
        double[] values = Flatten(plan.ActionValues!, lattice.Size * game.GlobalActions);
        (TabularGlobalPolicy policy, PolicyCoverage coverage) = PolicyCoverage.Greedy(
            game,
            lattice,
            Known(game, lattice, model.Rows),
            entry => values[entry],
            fallback
        );
        string[] reservations = [.. Reservations(audit, model)];
        return new ModelLearningResult
        {
            Policy = policy,
            Coverage = coverage,
            ActionValues = values,
            ErrorBound = reservations.Length == 0 ? ModelErrorBound.Of(game, lattice, model.Rows, plan) : null,
            Reservations = reservations,
            Rows = model.Rows,
            Model = model.Game,
            RewardResidual = model.Rewards.Residual,
        };
    }

    private static void RequireMoves(TrajectoryLog log, LogAudit audit)
    {
        if (audit.Tracked == TrackedSet.Fresh)
        {
            throw new InvalidInputException(
                $"{log.Path}: the tracked agents are drawn anew in every step, so the log contains no agent's move and local "
                    + "distributions cannot be estimated; track the same agents"
            );
        }
    }

    private static double[] Flatten(IReadOnlyList<double[]> values, int perState)
    {
        double[] flat = new double[values.Count * perState];
        for (int state = 0; state < values.Count; state++)
        {
            values[state].CopyTo(flat.AsSpan(state * perState));
        }

        return flat;
    }

    private static Func<int, bool> Known(CooperativeGame game, CountLattice lattice, IReadOnlyList<LogModelRow> rows)
    {
        bool[] global = [.. rows.Where(row => row.Side == "global").Select(row => row.Visits > 0)];
        bool[] local = [.. rows.Where(row => row.Side == "local").Select(row => row.Visits > 0)];
        bool[] observations = new bool[game.GlobalStates * lattice.Size];
        int[] counts = new int[lattice.States];
        for (int cell = 0; cell < observations.Length; cell++)
        {
            lattice.Unrank(cell % lattice.Size, counts);
            observations[cell] = true;
            for (int state = 0; state < counts.Length; state++)
            {
                observations[cell] &= counts[state] == 0 || local[(cell / lattice.Size * counts.Length) + state];
            }
        }

        return entry =>
            observations[entry / game.GlobalActions]
            && global[(entry / game.GlobalActions / lattice.Size * game.GlobalActions) + (entry % game.GlobalActions)];
    }

    private static IEnumerable<string> Reservations(LogAudit audit, LogModel model)
    {
        int unseen = model.Rows.Count(row => row.Visits == 0);
        if (unseen > 0)
        {
            yield return $"{unseen:N0} of {model.Rows.Count:N0} distributions have no sample in the log. The plan assumes that actions "
                + "without samples are worse than all others, and that agents in a state without samples stay there.";
        }

        if (audit.Tables.LocalMoves is null)
        {
            yield return "Local distributions were estimated from counts, which do not identify the agents that moved, so they have no "
                + "confidence sets.";
        }

        if (!audit.AgreesWithFixedSet)
        {
            yield return "The tracked agents do not move like the same agents under the declared game and local policy.";
        }

        if (model.Rewards.Residual > Rounding * Math.Max(1, Math.Max(Math.Abs(audit.SmallestReward), Math.Abs(audit.LargestReward))))
        {
            yield return "Rewards are not r_g(s_g, a_g) plus the mean of r_l over the tracked agents, or are noisy: fitted rewards "
                + $"differ from an entry's mean by up to {model.Rewards.Residual:G3}.";
        }

        if (model.Rewards.Determined.Contains(false))
        {
            yield return "The observations in some global state do not vary enough to identify the rewards of single agents.";
        }
    }
}
