using Antiphon.Games;

namespace Antiphon.Paper;

/// <summary>Computes the paper's bounds, as printed and corrected, for a game, and what training takes.</summary>
/// <param name="options">What is asked.</param>
public sealed class TrainingPlanner(PlanOptions options)
{
    private const double Minute = 60;
    private const double Hour = 3600;

    /// <summary>Refuses a game to which the bounds do not apply.</summary>
    /// <exception cref="InvalidInputException">Its agents are of several types, or depend on each other.</exception>
    internal static void RequireFit(CooperativeGame game)
    {
        game.RequireOneType("a plan, whose bounds assume uniform samples of identical agents,", "plan a game without types");
        game.RequireUncoupled(
            "a plan, whose bounds assume agents that move independently of each other,",
            "train at a few k and compare the deployed returns"
        );
    }

    /// <summary>Computes a plan; takes no time worth mentioning, whatever n and k.</summary>
    /// <param name="game">The game.</param>
    /// <exception cref="InvalidInputException">An option is out of range, or a k is above n.</exception>
    public TrainingPlan Solve(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        RequireFit(game);
        options.Check(game.Agents);
        var constants = GameConstants.Of(game);
        var forecast = new TrainingForecast(game, options.Threads, options.Speed);
        PlanRecommendation recommendation = forecast.Largest(options.Seconds, options.MemoryBytes);
        bool hasValues = constants.LargestValue > 0;
        return new TrainingPlan
        {
            Constants = constants,
            Options = options,
            Horizon = IterationCount.Horizon(constants, options.Epsilon),
            LocalPolicies = TableSizes.LocalPolicies(constants),
            Rows = [.. (options.Subsamples ?? Ladder(game.Agents, forecast)).Order().Distinct().Select(k => Row(constants, k, forecast))],
            Printed = Promise(constants, SmallestSubsample.ForPrintedGap(constants, options.Epsilon)),
            CorrectedOfManyAgents = Promise(constants, SmallestSubsample.ForCorrectedGapOfManyAgents(constants, options.Epsilon)),
            Corrected = Promise(constants, SmallestSubsample.ForCorrectedGap(constants, options.Epsilon)),
            PrintedMeaningFrom = hasValues ? SmallestSubsample.ForPrintedMeaning(constants) : Magnitude.One,
            CorrectedMeaningFrom = hasValues ? SmallestSubsample.ForCorrectedGap(constants, constants.LargestValue / 2) : 1,
            CorrectedMeaningOfManyAgentsFrom = hasValues
                ? SmallestSubsample.ForCorrectedGapOfManyAgents(constants, constants.LargestValue / 2)
                : Magnitude.One,
            Recommendation = recommendation,
            WithinMinute = forecast.Largest(Minute, options.MemoryBytes),
            WithinHour = forecast.Largest(Hour, options.MemoryBytes),
            Speed = options.Speed ?? TrainingSpeed.Typical(game),
            Recommended = Row(constants, recommendation.Subsample ?? 1, forecast),
        };
    }

    private static IEnumerable<long> Ladder(long agents, TrainingForecast forecast)
    {
        for (long power = 1L; power <= agents; power *= 10)
        {
            foreach (long k in new[] { power, 2 * power, 5 * power })
            {
                if (k <= agents && (k == 1 || forecast.CanBeIndexed(k)))
                {
                    yield return k;
                }
            }
        }
    }

    private PlanRow Row(GameConstants game, long k, TrainingForecast forecast)
    {
        Magnitude entries = TableSizes.MeanField(game, k);
        Magnitude samples = BellmanNoise.SufficientSamples(game, k, entries, options.Delta);
        (double printed, double sharp) = (SubsamplingGap.AsPrinted(game, k), SubsamplingGap.Corrected(game, k, game.Span));
        return new PlanRow
        {
            Subsample = k,
            CountVectors = TableSizes.CountVectors(game.LocalStates, k),
            StandardTable = TableSizes.Standard(game, k),
            MeanFieldTable = entries,
            MeanFieldTableAsPrinted = TableSizes.MeanFieldAsPrinted(game, k),
            PrintedRegime = TableSizes.AsPrinted(game.LocalStates, k),
            AgentChain = ChainSizes.AgentChain(game, k),
            BinChainAsPrinted = ChainSizes.BinChainAsPrinted(game, k),
            BinChainReachable = ChainSizes.BinChainReachable(game, k),
            Log10GlobalPolicies = TableSizes.Log10GlobalPolicies(game, k),
            Iterations = IterationCount.AsPrinted(game, k),
            SufficientIterations = IterationCount.Sufficient(game, k),
            Samples = samples,
            Draws = BellmanNoise.Draws(entries, samples, IterationCount.AsPrinted(game, k)),
            DrawsIfKept = BellmanNoise.Draws(entries, samples, 1),
            PrintedGap = printed,
            CorrectedGap = SubsamplingGap.Corrected(game, k),
            SharpGap = sharp,
            PrintedEta = EquilibriumTolerance.AsPrinted(game, k),
            PrintedIsVacuous = EquilibriumTolerance.IsVacuous(game, printed),
            CorrectedIsVacuous = EquilibriumTolerance.IsVacuous(game, sharp),
            Cost = TotalCost.Least(game, k, options.Delta),
            MfqTable = SubsampleMfq.Table(game, k),
            AlternationTable = SubsampleMfq.TableOfAlternation(game, k),
            MfqSamples = SubsampleMfq.SufficientSamples(game, k),
            RewardDraws = Draws(constants: game, k, entries),
            Bytes = forecast.Bytes(k),
            Seconds = forecast.Seconds(k),
        };
    }

    private PlanRewardDraws? Draws(GameConstants constants, long k, Magnitude entries)
    {
        if (constants is not { GlobalDrawRange: { } global, LocalDrawRange: { } local })
        {
            return null;
        }

        double printed = RewardDraws.AsPrinted(global + local, k);
        double independent = RewardDraws.IndependentRange(global, local, k);
        return new PlanRewardDraws(
            global + local,
            printed,
            RewardDraws.DeviationAsPrinted(global + local, printed, options.Delta),
            RewardDraws.Deviation(independent, printed, options.Delta),
            independent,
            RewardDraws.ForRewards(independent, k, entries, options.Delta),
            RewardDraws.ForActionValues(independent, k, entries, options.Delta, constants.Discount)
        );
    }

    private PlanPromise Promise(GameConstants game, Magnitude k)
    {
        // Beyond 1e300 agents the number of count vectors is k^(S-1)/(S-1)!, whose logarithm the clamped k gives closely enough.
        Magnitude vectors = TableSizes.CountVectors(game.LocalStates, Math.Min(k.Value, 1e300));
        Magnitude entries = (double)game.GlobalStates * game.GlobalActions * vectors;
        Magnitude samples = BellmanNoise.SufficientSamples(game, k, entries, options.Delta);
        double iterations = IterationCount.AsPrinted(game, k);
        return new PlanPromise(k, k <= game.Agents, iterations, samples, BellmanNoise.Draws(entries, samples, iterations));
    }
}
