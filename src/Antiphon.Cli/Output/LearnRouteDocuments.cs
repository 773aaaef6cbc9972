using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Paper;

namespace Antiphon.Cli.Output;

/// <summary>What Q-learning did, and what the paper's theorem says of it.</summary>
internal sealed record QLearningDocument(
    StepSize Step,
    double StartValue,
    long Updates,
    long Dropped,
    double Contraction,
    double? ErrorBound,
    IReadOnlyList<string> Reservations
)
{
    public static QLearningDocument From(QLearningResult result, LogAudit audit, CooperativeGame game)
    {
        string[] reservations = [.. Reserve(result, audit)];
        double reward = Math.Max(Math.Abs(audit.SmallestReward), Math.Abs(audit.LargestReward));
        double largest = reward / (1 - game.Discount);
        var theorem = new OffPolicyBounds(
            game.Discount,
            Math.Max(audit.MinimumFrequency, double.Epsilon),
            Math.Abs(result.StartValue),
            Math.Abs(result.StartValue) + largest,
            largest,
            reward
        );
        return new QLearningDocument(
            result.Step,
            result.StartValue,
            result.Updates,
            result.Dropped,
            theorem.Contraction,
            reservations.Length == 0
                ? Math.Sqrt(
                    theorem.SquaredError(
                        audit.Entries,
                        result.Step.Alpha,
                        audit.MixingTime(Math.Min(result.Step.Alpha, 0.5)),
                        result.Updates
                    )
                )
                : null,
            reservations
        );
    }

    private static IEnumerable<string> Reserve(QLearningResult result, LogAudit audit)
    {
        if (result.Step.Rule != StepRule.Constant)
        {
            yield return "its bound is computed only for constant step sizes";
        }

        if (!audit.IsComplete)
        {
            yield return "it requires visits to every table entry, and some have none";
        }

        if (audit.Tracked == TrackedSet.Fresh || !audit.AgreesWithFixedSet)
        {
            yield return "it requires the same agents to be tracked throughout";
        }

        if (audit.Episodes > 1)
        {
            yield return "it requires one trajectory, and the log has several episodes";
        }

        if (result.Updates < audit.MixingTime(Math.Min(result.Step.Alpha, 0.5)))
        {
            yield return "the log is shorter than its mixing time";
        }
    }
}

/// <summary>What the model-based route did.</summary>
internal sealed record ModelDocument(
    double Delta,
    double? ErrorBound,
    IReadOnlyList<string> Reservations,
    double RewardResidual,
    long LeastVisitsOfALaw,
    double LargestRadius
)
{
    public static ModelDocument From(ModelLearningResult result, double delta) =>
        new(
            delta,
            result.ErrorBound,
            result.Reservations,
            result.RewardResidual,
            result.Rows.Min(row => row.Visits),
            result.Rows.Max(row => row.Radius)
        );
}
