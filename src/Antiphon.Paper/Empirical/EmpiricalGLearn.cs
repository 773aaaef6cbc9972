using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>
/// G-LEARN as the paper states it (Algorithm 1): T sweeps of the empirical Bellman operator with m samples, over tuples or histograms,
/// from Q = 0. Beside it the exact operator over tuples, and the rounding that the authors' program does in place of samples.
/// <see cref="GLearn"/> is the exact solver to use for results.
/// </summary>
/// <remarks>
/// A tuple table has its own noise for every ordering of the same agents. The policy returned looks up the sorted tuple; a global agent
/// may do so because the agents that it draws come in no order. In exact arithmetic both tables hold the same function of the histogram.
/// </remarks>
/// <param name="options">Operator, samples, sweeps, table.</param>
public sealed class EmpiricalGLearn(EmpiricalGLearnOptions options)
{
    // Tables of more observations than this are refused whatever the memory, so that indices stay ints.
    private const double MostObservations = CountLattice.MaximumSize;

    /// <summary>Solves the surrogate.</summary>
    /// <param name="game">The game.</param>
    /// <param name="localPolicy">pi_l, fixed.</param>
    /// <param name="subsample">k, from 1 to the game's n.</param>
    /// <param name="cancellation">Stops between sweeps; the result then says <see cref="StopReason.Cancelled"/>.</param>
    /// <exception cref="InvalidInputException">
    /// An option or k is out of range, or the table or its samples do not fit in memory; the message says what to lower.
    /// </exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public EmpiricalGLearnResult Solve(
        CooperativeGame game,
        LocalPolicy localPolicy,
        int subsample,
        CancellationToken cancellation = default
    )
    {
        Plan plan = Fitting(game, localPolicy, subsample);
        using var workers = new Workers(options.Threads);
        return Iterate(Create(game, localPolicy, subsample, plan, workers), game, plan, cancellation);
    }

    /// <summary>The same, but a cancellation ends it at any place, also while samples are drawn or within a sweep, and leaves no
    /// result.</summary>
    internal EmpiricalGLearnResult SolveOrThrow(
        CooperativeGame game,
        LocalPolicy localPolicy,
        int subsample,
        CancellationToken cancellation
    )
    {
        Plan plan = Fitting(game, localPolicy, subsample);
        using var workers = new Workers(options.Threads, cancellation);
        EmpiricalGLearnResult result = Iterate(Create(game, localPolicy, subsample, plan, workers), game, plan, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return result;
    }

    /// <summary>Refuses a table, or samples, that memory does not hold, before anything is built.</summary>
    internal void RequireFits(CooperativeGame game, int subsample) => Fitting(game, subsample);

    /// <summary>The iteration before its first sweep.</summary>
    internal EmpiricalIteration Create(CooperativeGame game, LocalPolicy localPolicy, int subsample, Workers workers) =>
        Create(game, localPolicy, subsample, Plan.Of(game, subsample, options), workers);

    private Plan Fitting(CooperativeGame game, LocalPolicy localPolicy, int subsample)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(localPolicy);
        return Fitting(game, subsample);
    }

    private Plan Fitting(CooperativeGame game, int subsample)
    {
        options.Check();
        game.RequireOneType("the empirical Bellman operator", "use the exact backup");
        game.RequireUncoupled("the empirical Bellman operator", "use the exact backup");
        if (options.RewardSamples is not null && game.Noise is null)
        {
            throw new InvalidInputException($"reward samples are set, but no reward of {game.Name} is random; leave them out");
        }

        SubsampleCheck.Require(game, subsample);
        var plan = Plan.Of(game, subsample, options);
        plan.RequireMemory(game, options);
        return plan;
    }

    private EmpiricalIteration Create(CooperativeGame game, LocalPolicy localPolicy, int subsample, Plan plan, Workers workers)
    {
        var kernels = new LocalKernels(game, localPolicy.Probabilities);
        var table = ObservationTable.Create(plan.Parameterization, kernels, new CountLattice(game.LocalStates, subsample));
        NextStates next = options.Operator switch
        {
            BellmanOperator.Exact => new ExactNextStates(game, table, workers),
            BellmanOperator.Rounded => new RoundedNextStates(game, kernels, table),
            _ => new SampledNextStates(
                game,
                table,
                (int)plan.Samples,
                options.SampleGlobalState,
                options.Operator == BellmanOperator.Frozen,
                options.Seed,
                workers
            ),
        };
        return new EmpiricalIteration(game, table, next, Rewards(game, localPolicy, kernels, table, workers), workers);
    }

    private StageRewards Rewards(
        CooperativeGame game,
        LocalPolicy localPolicy,
        LocalKernels kernels,
        ObservationTable table,
        Workers workers
    ) =>
        options.RewardSamples is { } draws && DrawnRewards.Of(game, localPolicy) is { } drawn
            ? new SampledRewards(game, table, drawn, draws, options.Operator == BellmanOperator.Frozen, options.Seed, workers)
            : new ExpectedRewards(game, kernels, table);

    private EmpiricalGLearnResult Iterate(EmpiricalIteration iteration, CooperativeGame game, Plan plan, CancellationToken cancellation)
    {
        (SpanBound bound, StopReason stop) = (default(SpanBound), StopReason.IterationLimit);
        while (iteration.Sweeps < plan.Sweeps)
        {
            bound = iteration.Sweep();
            if (options.Tolerance is { } tolerance && bound.Error <= tolerance)
            {
                break;
            }

            if (cancellation.IsCancellationRequested)
            {
                stop = StopReason.Cancelled;
                break;
            }
        }

        // Fresh samples settle nowhere: their last iterate stands as it is, and no bound is proved.
        bool settles = options.Operator != BellmanOperator.Fresh;
        double error = settles ? bound.Error : double.PositiveInfinity;
        bool accurate = error <= (options.Tolerance ?? (1 / Math.Sqrt(plan.Subsample)));
        CountLattice lattice = iteration.Table.Lattice;
        int[] observations = Representatives(iteration.Table);
        return new EmpiricalGLearnResult
        {
            Policy = TabularGlobalPolicy.FromFunction(
                game.GlobalStates,
                game.GlobalActions,
                lattice,
                (state, rank) => iteration.Greedy[(state * iteration.Table.Size) + observations[rank]],
                CancellationToken.None
            ),
            Values =
            [
                .. Enumerable
                    .Range(0, game.GlobalStates)
                    .Select(state =>
                        observations
                            .Select(observation => iteration.Value(state, observation) + (settles ? bound.Correction : 0))
                            .ToArray()
                    ),
            ],
            ErrorBound = error,
            Sweeps = iteration.Sweeps,
            StopReason =
                stop == StopReason.Cancelled ? stop
                : accurate ? StopReason.AccuracyReached
                : StopReason.IterationLimit,
            Notice = "",
            Empirical = plan.Report(game, options, iteration.Sweeps),
        };
    }

    private static int[] Representatives(ObservationTable table)
    {
        (int[] counts, int[] result) = (new int[table.Lattice.States], new int[table.Lattice.Size]);
        for (int rank = 0; rank < result.Length; rank++)
        {
            table.Lattice.Unrank(rank, counts);
            result[rank] = table.Representative(counts);
        }

        return result;
    }

    /// <summary>The options as resolved for a game and a k.</summary>
    private sealed record Plan(int Subsample, Parameterization Parameterization, double Entries, double Samples, double Sweeps)
    {
        internal static Plan Of(CooperativeGame game, int subsample, EmpiricalGLearnOptions options)
        {
            Parameterization parameterization = EmpiricalBounds.Resolve(options.Parameterization, game.LocalStates, subsample);
            double entries = EmpiricalBounds.TableEntries(game, subsample, parameterization);
            double bound = EmpiricalBounds.RewardBound(game);
            double samples = !options.IsSampled
                ? 0
                : options.Samples ?? EmpiricalBounds.PaperSamples(bound, game.Discount, subsample, entries, options.FailureProbability);
            return new Plan(
                subsample,
                parameterization,
                entries,
                samples,
                options.Sweeps ?? EmpiricalBounds.PaperSweeps(bound, game.Discount, subsample)
            );
        }

        internal void RequireMemory(CooperativeGame game, EmpiricalGLearnOptions options)
        {
            double observations = Entries / game.GlobalStates / game.GlobalActions;
            string table =
                $"a table of {observations:N0} {(Parameterization == Parameterization.Tuples ? "tuples" : "histograms")} of k = "
                + $"{Subsample} agents";
            string remedy = Parameterization == Parameterization.Tuples ? "use histograms, or lower k" : "lower k";
            // Values twice, advanced values and scratch memory of the exact operator, rewards and greedy actions.
            double bytes =
                observations
                    * ((4.0 * game.GlobalStates * sizeof(double)) + (game.GlobalStates * (sizeof(double) + sizeof(ushort) + sizeof(int))))
                + (
                    options.RewardSamples is not null && options.Operator == BellmanOperator.Frozen
                        ? SampledRewards.FrozenBytes(game, observations)
                        : 0
                );
            MemoryBudget.Require(bytes, table, remedy);
            if (observations > MostObservations)
            {
                throw new DoesNotFitException(
                    $"{table} has more entries than {MostObservations:N0}; {remedy}",
                    double.PositiveInfinity,
                    MemoryBudget.UsableBytes
                );
            }

            bool frozen = options.Operator == BellmanOperator.Frozen;
            double sampled = SampledNextStates.FrozenBytes(game, frozen ? observations : 1, Samples, options.SampleGlobalState);
            double each = sampled / Math.Max(1, Samples);
            double most = Math.Floor(
                Math.Min(
                    (MemoryBudget.UsableBytes - bytes) / each,
                    Array.MaxLength / (frozen ? observations * game.GlobalActions : game.GlobalActions)
                )
            );
            if (options.IsSampled && Samples > most)
            {
                string origin = options.Samples is null ? " (this is m* of Lemma B.36, because none was given)" : "";
                throw new DoesNotFitException(
                    $"{Samples:N0} {(frozen ? "frozen " : "")}samples per entry of {table} need {LatticeSize.Bytes(sampled)}; at most "
                        + $"{most:N0} samples fit; lower the number of "
                        + $"samples{origin}{(frozen ? ", or draw fresh ones in each sweep" : "")}",
                    sampled,
                    MemoryBudget.UsableBytes - bytes
                );
            }
        }

        internal EmpiricalReport Report(CooperativeGame game, EmpiricalGLearnOptions options, int sweeps)
        {
            double bound = EmpiricalBounds.RewardBound(game);
            // With random rewards either kind of sample fails with half the probability.
            bool drawn = options.RewardSamples is not null;
            double failure = drawn ? options.FailureProbability / 2 : options.FailureProbability;
            double? noise = options.Operator switch
            {
                BellmanOperator.Frozen => EmpiricalBounds.FrozenNoise(bound, game.Discount, Entries, Samples, failure),
                BellmanOperator.Fresh => EmpiricalBounds.FreshError(bound, game.Discount, Entries, Samples, sweeps, failure),
                BellmanOperator.Exact => 0,
                _ => null,
            };
            double events = options.Operator == BellmanOperator.Fresh ? Entries * sweeps : Entries;
            noise += drawn
                ? EmpiricalBounds.RewardNoise(
                    EmpiricalBounds.RewardRange(game, Subsample),
                    game.Discount,
                    events,
                    options.RewardSamples!.Value,
                    failure
                )
                : 0;
            return new EmpiricalReport(
                options.Operator,
                Parameterization,
                (long)Samples,
                Entries,
                noise,
                options.FailureProbability,
                options.RewardSamples
            );
        }
    }
}
