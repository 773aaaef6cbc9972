using System.Text.Json.Serialization;
using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Runs;

/// <summary>
/// All training seeds of one k in one variant together. Means are over all seeds that finished, never over the best ones.
/// </summary>
public sealed record SweepSummary
{
    /// <summary>k.</summary>
    public required int Subsample { get; init; }

    /// <summary>The number of the variant, from 1; 0 where the sweep varies k and seed alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Variant { get; init; }

    /// <summary>Number of training seeds with a result.</summary>
    public required int Finished { get; init; }

    /// <summary>Number of training seeds that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>
    /// Mean over training seeds of their mean discounted returns, with Student's 95 % interval over training seeds; null without a result.
    /// With one seed the interval is infinite: a single training has no information about others.
    /// </summary>
    public required ConfidenceInterval? Reward { get; init; }

    /// <summary>Standard deviation of the training seeds' mean returns, divisor N - 1; null with less than two.</summary>
    public required double? Spread { get; init; }

    /// <summary>The same interval for the value in the population model; null without a result.</summary>
    public required ConfidenceInterval? Value { get; init; }

    /// <summary>Mean over training seeds of what the global side can still gain; null without a result.</summary>
    public required double? GlobalGain { get; init; }

    /// <summary>The largest of these gains.</summary>
    public required double? LargestGlobalGain { get; init; }

    /// <summary>Mean over training seeds of what the local side can still gain; null without a result.</summary>
    public required double? LocalGain { get; init; }

    /// <summary>The largest of these gains.</summary>
    public required double? LargestLocalGain { get; init; }

    /// <summary>How many training seeds stopped for which reason.</summary>
    public required IReadOnlyList<StopCount> StopReasons { get; init; }

    /// <summary>Mean wall-clock seconds of training and evaluation; null without a result. Differs from run to run.</summary>
    public required double? Seconds { get; init; }

    /// <summary>Summarises cells.</summary>
    /// <param name="cells">Cells of one sweep, in any order.</param>
    /// <returns>One summary per variant and k that has a cell, ascending.</returns>
    internal static IReadOnlyList<SweepSummary> Of(IEnumerable<SweepCell> cells) =>
        [
            .. cells
                .GroupBy(cell => (cell.Variant, cell.Subsample))
                .OrderBy(group => group.Key)
                .Select(group => OfOne(group.Key.Variant, group.Key.Subsample, [.. group.OrderBy(cell => cell.Seed)])),
        ];

    private static SweepSummary OfOne(int variant, int subsample, IReadOnlyList<SweepCell> cells)
    {
        SweepOutcome[] outcomes = [.. cells.Select(cell => cell.Outcome).OfType<SweepOutcome>()];
        ConfidenceInterval? reward = Interval(outcomes, outcome => StudentInterval.Mean([.. outcome.Rewards]));
        return new SweepSummary
        {
            Subsample = subsample,
            Variant = variant,
            Finished = outcomes.Length,
            Failed = cells.Count - outcomes.Length,
            Reward = reward,
            Spread = reward is { Count: > 1 } known ? known.StandardError * Math.Sqrt(known.Count) : null,
            Value = Interval([.. Known(outcomes, outcome => outcome.Value)], outcome => outcome.Value),
            GlobalGain = Mean([.. Known(outcomes, outcome => outcome.GlobalGain)], outcome => outcome.GlobalGain),
            LargestGlobalGain = Known(outcomes, outcome => outcome.GlobalGain).Max(outcome => (double?)outcome.GlobalGain),
            LocalGain = Mean([.. Known(outcomes, outcome => outcome.LocalGain)], outcome => outcome.LocalGain),
            LargestLocalGain = Known(outcomes, outcome => outcome.LocalGain).Max(outcome => (double?)outcome.LocalGain),
            StopReasons =
            [
                .. outcomes
                    .GroupBy(outcome => outcome.StopReason)
                    .OrderBy(group => group.Key)
                    .Select(group => new StopCount(group.Key, group.Count())),
            ],
            Seconds = Mean([.. cells.Where(cell => cell.Outcome is not null)], cell =>
                cell.Cost.TrainingSeconds + cell.Cost.EvaluationSeconds
            ),
        };
    }

    // Games without a population model have no value in one, and a side whose last proposal was taken no gain that is left.
    private static IEnumerable<SweepOutcome> Known(SweepOutcome[] outcomes, Func<SweepOutcome, double> figure) =>
        outcomes.Where(outcome => double.IsFinite(figure(outcome)));

    private static ConfidenceInterval? Interval(SweepOutcome[] outcomes, Func<SweepOutcome, double> figure) =>
        outcomes.Length == 0 ? null : StudentInterval.FromSamples([.. outcomes.Select(figure)]);

    private static double? Mean<T>(T[] from, Func<T, double> figure) =>
        from.Length == 0 ? null : StudentInterval.Mean([.. from.Select(figure)]);
}

/// <summary>How often training stopped for one reason.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Count">Number of training seeds.</param>
public sealed record StopCount(StopReason Reason, int Count);
