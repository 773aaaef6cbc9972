using Antiphon.Numerics;

namespace Antiphon.Cli.Output;

/// <summary>What a pair that was trained in bins earned with continuous states.</summary>
/// <param name="Reward">Its discounted return.</param>
/// <param name="Horizon">Steps of an episode.</param>
/// <param name="ProbabilityError">Largest standard error of a probability of the finite game.</param>
/// <param name="Stored">The file as the user would type it; null where it could not be stored.</param>
internal sealed record BinnedResult(ConfidenceInterval Reward, int Horizon, double ProbabilityError, string? Stored)
{
    /// <summary>Writes it after the result of the training.</summary>
    public void Write(Report report)
    {
        report.Line();
        report.Fact(
            "Continuous states",
            Figures.Value(Reward.Mean),
            $"95% interval {Words.Interval(Reward)}: the pair deployed in the original game with continuous states, "
                + $"{Figures.Count(Horizon, "step")}"
        );
        report.Paragraph(
            $"The probabilities of the finite game have a standard error of at most {ProbabilityError:0.0e-0}. Compare the two "
                + "returns to see the effect of the bins."
        );
        report.Line($"Stored:     {Stored ?? ResultStore.NotStored}");
    }
}
