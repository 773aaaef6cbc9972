using Antiphon.Simulation;

namespace Antiphon.Cli.Output;

/// <summary>What memory is worth, for people.</summary>
internal static class MemoryCurveReport
{
    /// <summary>Prints the curve.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="document">The curve.</param>
    public static void Write(Report report, MemoryDocument document)
    {
        report.Paragraph(
            $"{Figures.Printable(document.Game)}: {Figures.Count(document.Agents, "local agent")} with local policy "
                + $"\"{document.Local}\"; plan {Figures.Printable(document.Plan)}, read {document.Read}; memory "
                + $"{document.Memory}{(document.Watch ? "" : ", not watched")}; {Figures.Count(document.Seeds, "seed")} of "
                + $"{Figures.Count(document.Rollouts, "episode")}, {Figures.Count(document.Horizon, "step")} each, seed {document.Seed}"
        );
        if (document.Disturbances is { } wrong)
        {
            report.Paragraph($"Disturbances: {Words(wrong)}");
        }

        report.Line();
        report.Table(
            ["memory", ">k", ">return", ">95% interval", ">estimate error", ">doubted"],
            [.. document.With.Select(row => Row("with", row)), .. document.Without.Select(row => Row("without", row)), Everyone(document)]
        );
        report.Line();
        report.Paragraph(
            "Estimate error: mean total variation distance between the dispatcher's estimate and the population. Doubted: share of "
                + "steps in which observations contradicted the model, which increased the estimate's uncertainty."
        );
        if (document.Without.Count == 0)
        {
            return;
        }

        report.Line();
        report.Table(
            [">k with memory", ">same return at k without", ">no significant difference at k", ">difference"],
            document.Matches.Select(Match)
        );
        report.Line();
        report.Paragraph(
            "Same return: the smallest k without memory whose mean return is at least as high. No significant difference: the smallest "
                + "k without memory whose return is not significantly lower (95% interval of the paired difference over seeds). "
                + "Difference: return with memory minus return without, 95% interval, at the k of the second column (at the largest k, "
                + $"{Figures.Count(document.Without[^1].Subsample)}, if none earns as much)."
        );
    }

    private static IReadOnlyList<string> Row(string kind, MemoryRow row) =>
        [
            kind,
            Figures.Count(row.Subsample),
            Figures.Value(row.Reward.Mean),
            $"{Figures.Value(row.Reward.Low)} to {Figures.Value(row.Reward.High)}",
            row.EstimateError is double off ? $"{off:0.000}" : "",
            kind == "with" && row.AlarmShare is double share ? $"{100 * share:0.0}%" : "",
        ];

    private static IReadOnlyList<string> Everyone(MemoryDocument document) =>
        [
            "observes all",
            Figures.Count(document.Agents),
            Figures.Value(document.FullInformation.Mean),
            $"{Figures.Value(document.FullInformation.Low)} to {Figures.Value(document.FullInformation.High)}",
            "",
            "",
        ];

    private static IReadOnlyList<string> Match(MatchRow match) =>
        [
            Figures.Count(match.Subsample),
            match.Equal is int equal ? Figures.Count(equal) : "none",
            match.Indistinct is int other ? Figures.Count(other) : "none",
            match.Difference is { } ends ? $"{Figures.Value(ends[0])} to {Figures.Value(ends[1])}" : "",
        ];

    private static string Words(Disturbances wrong)
    {
        List<string> parts = [];
        Add(wrong.KernelError > 0, $"{100 * wrong.KernelError:0.##}% error in the memory's transitions");
        Add(wrong.AgentsFactor != 1, $"the memory assumes {wrong.AgentsFactor:0.##} times as many agents");
        Add(wrong.LostObservations > 0, $"{100 * wrong.LostObservations:0.##}% of the observations lost");
        Add(wrong.Delay > 0, $"observations delayed by {Figures.Count(wrong.Delay, "step")}");
        Add(
            wrong.ShockShare > 0,
            $"{100 * wrong.ShockShare:0.##}% of the agents moved to one state every {Figures.Count(wrong.ShockEvery, "step")}"
        );
        return string.Join("; ", parts);

        void Add(bool applies, string text)
        {
            if (applies)
            {
                parts.Add(text);
            }
        }
    }
}
