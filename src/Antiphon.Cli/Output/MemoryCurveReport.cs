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
            $"{Figures.Printable(document.Game)}: {Figures.Count(document.Agents, "local agent")} that do \"{document.Local}\"; plan "
                + $"{Figures.Printable(document.Plan)}, read {document.Read}; "
                + $"memory {document.Memory}{(document.Watch ? "" : ", not watched")}; {Figures.Count(document.Seeds, "seed")} of "
                + $"{Figures.Count(document.Rollouts, "episode")}, {Figures.Count(document.Horizon, "step")} each, seed {document.Seed}"
        );
        if (document.Disturbances is { } wrong)
        {
            report.Paragraph($"What goes wrong: {Words(wrong)}");
        }

        report.Line();
        report.Table(
            ["memory", ">k", ">return", ">95% interval", ">estimate off", ">doubted"],
            [.. document.With.Select(row => Row("with", row)), .. document.Without.Select(row => Row("without", row)), Everyone(document)]
        );
        report.Line();
        report.Paragraph(
            "Estimate off: mean total variation between the estimate that was acted on and the population. Doubted: steps in which "
                + "observations contradicted the model, so that the estimate was made less sure."
        );
        if (document.Without.Count == 0)
        {
            return;
        }

        report.Line();
        report.Table([">k with memory", ">earns as k without", ">not told apart from k", ">difference"], document.Matches.Select(Match));
        report.Line();
        report.Paragraph(
            $"Earns as: the smallest k without memory whose mean is not below. Not told apart: the smallest k without whose seed means "
                + "are not shown to be lower (95% interval of the paired difference). "
                + "Difference: with memory less without, 95% interval, at the k of the second column (at "
                + $"{Figures.Count(document.Without[^1].Subsample)}, the largest tried, where none earns as much)."
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
            "sees all",
            Figures.Count(document.Agents),
            Figures.Value(document.FullInformation.Mean),
            $"{Figures.Value(document.FullInformation.Low)} to {Figures.Value(document.FullInformation.High)}",
            "",
            "",
        ];

    private static IReadOnlyList<string> Match(MatchRow match) =>
        [
            Figures.Count(match.Subsample),
            match.Equal is int equal ? Figures.Count(equal) : "none tried",
            match.Indistinct is int other ? Figures.Count(other) : "none tried",
            match.Difference is { } ends ? $"{Figures.Value(ends[0])} to {Figures.Value(ends[1])}" : "",
        ];

    private static string Words(Disturbances wrong)
    {
        List<string> parts = [];
        Add(wrong.KernelError > 0, $"moves off by {100 * wrong.KernelError:0.##}%");
        Add(wrong.AgentsFactor != 1, $"a belief in {wrong.AgentsFactor:0.##} times as many agents");
        Add(wrong.LostObservations > 0, $"{100 * wrong.LostObservations:0.##}% of the observations lost");
        Add(wrong.Delay > 0, $"observations {Figures.Count(wrong.Delay, "step")} late");
        Add(
            wrong.ShockShare > 0,
            $"{100 * wrong.ShockShare:0.##}% of the agents teleported every {Figures.Count(wrong.ShockEvery, "step")}"
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
