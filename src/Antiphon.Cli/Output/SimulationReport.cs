using Antiphon.Numerics;

namespace Antiphon.Cli.Output;

/// <summary>The result of simulate for people.</summary>
internal static class SimulationReport
{
    /// <summary>Prints a simulation.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="result">The simulation.</param>
    /// <param name="shown">Shortens a path for the user.</param>
    public static void Write(Report report, SimulationDocument result, Func<string, string> shown)
    {
        RewardDocument reward = result.Reward;
        var interval = new ConfidenceInterval(reward.Mean, reward.Low, reward.High, StandardError: double.NaN, result.Seeds);
        report.Paragraph(
            $"{Figures.Printable(result.Game)}: {Figures.Count(result.Agents, "local agent")}, of which the global agent observes "
                + $"{Figures.Count(result.Subsample)}{(result.Memory is null ? "" : $", memory {result.Memory}")}; "
                + $"{Figures.Count(result.Seeds, "seed")} of {Figures.Count(result.Rollouts, "episode")}, "
                + $"{Figures.Count(result.Horizon, "step")} each, seed {result.Seed}"
        );
        report.Line();
        report.Fact("Discounted return", Figures.Measured(reward.Mean), $"95% interval {Words.Interval(interval)}{Spread(result)}");
        if (result.Continuous is { } continuous)
        {
            report.Fact(
                "Continuous states",
                Figures.Measured(continuous.Mean),
                $"95% interval {Figures.Value(continuous.Low)} to {Figures.Value(continuous.High)}: the pair deployed in the original "
                    + "game with continuous states"
            );
        }

        report.Fact("Truncation error", Figures.Value(result.TruncationBound), OutcomeWords.Truncation(result.Horizon));
        if (result.Sampling is string sampling)
        {
            string corrected = result.CorrectedSampling is true ? " and corrected for the weights" : "";
            string training = result.TrainedSampling is string trained
                ? $"; the policy was trained under {Figures.Printable(trained)}{corrected}"
                : ", as in training";
            report.Fact("Sampling", $"{Figures.Printable(sampling)}{training}");
        }

        if (result.ModeAccuracy is double accuracy)
        {
            report.Fact(
                "Aimed at the mode",
                $"{100 * accuracy:0.0}%",
                "of the steps: the global action points to the local state with most agents"
            );
        }

        if (result.EstimateError is double off)
        {
            report.Fact(
                "Estimate error",
                $"{off:0.000}",
                "mean total variation distance between the dispatcher's estimate and the population"
            );
            report.Fact(
                "Model doubted",
                $"{100 * result.AlarmShare:0.0}%",
                "of the steps: observations contradicted the model, which increased the estimate's uncertainty"
            );
        }

        report.Fact("Speed", Figures.Count((long)result.StepsPerSecond), "steps per second");
        report.Line();
        report.Line($"Results: {Stored(result, shown)}");
        if (result.TraceFile is string trace)
        {
            report.Line($"Trace:   {shown(trace)}");
        }
    }

    private static string Stored(SimulationDocument result, Func<string, string> shown) =>
        result.ResultsFile is string results ? shown(results)
        : result.RunFolder is null ? $"{ResultStore.NotStored}; a policy file has no run folder"
        : ResultStore.NotStored;

    private static string Spread(SimulationDocument result) =>
        result.Seeds == 1
            ? " over the episodes of one seed"
            : $"; standard deviation of the seed means {Figures.Value(result.Reward.Std)}";
}
