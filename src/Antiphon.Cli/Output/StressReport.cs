namespace Antiphon.Cli.Output;

/// <summary>What is left of a pair's return in worlds that change, for people.</summary>
internal static class StressReport
{
    /// <summary>Prints the table.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="document">The result.</param>
    public static void Write(Report report, StressDocument document)
    {
        report.Paragraph(
            $"{Figures.Printable(document.Game)}: {Figures.Count(document.Agents, "local agent")}, of which the global agent observes "
                + $"{Figures.Count(document.Subsample)}{(document.Memory is null ? "" : $", memory {document.Memory}")}; per world "
                + $"{Figures.Count(document.Seeds, "seed")} of {Figures.Count(document.Rollouts, "episode")}, "
                + $"{Figures.Count(document.Horizon, "step")} each, seed {document.Seed}"
        );
        report.Line();
        report.Table(["world", ">return", ">95% interval", ">change", ">lead", ">left"], document.Worlds.Select(Row));
        report.Line();
        foreach (StressedWorld world in document.Worlds.Where(world => world.Refusal is not null))
        {
            report.Paragraph($"Not simulated, {world.World}: {Figures.Printable(world.Refusal!)}.");
        }

        report.Paragraph(
            "The pair does not know that the world has changed. Change: return minus that of the first row, on the same random numbers "
                + "(95% interval). Lead: return minus that of the best dispatcher found in that world that observes only the global "
                + "state (with a clock: also the time), with the same agents (95% interval). Left: share of the first row's lead. Worst "
                + $"kernels: found by an adversary within an L1 distance of {document.Distance:0.###} per row; not proved to be the "
                + $"worst. {Intervals(document)}"
        );
    }

    private static string Intervals(StressDocument document) =>
        (document.Seeds, document.Rollouts) switch
        {
            (1, 1) => "One episode gives no intervals.",
            (1, _) => "With one seed, intervals are over its episodes.",
            _ => "Intervals are over the seeds.",
        };

    private static IReadOnlyList<string> Row(StressedWorld world) =>
        [
            world.World,
            world.Deployed is { } deployed ? Figures.Value(deployed.Mean) : "-",
            world.Deployed is { Low: double.NegativeInfinity } ? "-" : Between(world.Deployed),
            Between(world.Change),
            Between(world.Lead),
            world.ShareLeft is double share ? $"{100 * share:0}%" : "-",
        ];

    private static string Between(DeployedDocument? interval) =>
        interval is null ? "-"
        : double.IsFinite(interval.Low) ? $"{Figures.Value(interval.Low)} to {Figures.Value(interval.High)}"
        : Figures.Value(interval.Mean);
}
