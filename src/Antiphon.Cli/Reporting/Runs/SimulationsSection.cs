using Antiphon.Cli.Output;
using Antiphon.Numerics;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>What was simulated since.</summary>
internal static class SimulationsSection
{
    /// <summary>Says it; no section when nothing was.</summary>
    public static IEnumerable<ReportSection> Of(IReadOnlyList<StoredSimulation> simulations)
    {
        if (simulations.Count > 0)
        {
            yield return new ReportSection(
                "Simulations",
                [
                    new Paragraph("Results of `antiphon simulate`. Intervals are over the means of the seeds."),
                    new TableBlock("Simulations", Table(simulations)),
                    .. simulations.Select(simulation => new TableBlock(
                        $"{simulation.File}: each seed",
                        PerSeed(simulation),
                        IsFolded: true
                    )),
                ]
            );
        }
    }

    private static DataTable Table(IReadOnlyList<StoredSimulation> simulations) =>
        new(
            [
                DataColumn.Number("agents", "Agents"),
                DataColumn.Number("horizon", "Steps"),
                DataColumn.Number("seeds", "Seeds"),
                DataColumn.Number("rollouts", "Episodes of each"),
                DataColumn.Number("seed", "Seed"),
                DataColumn.Number("mean", "Discounted return"),
                DataColumn.Number("low", "95% interval from"),
                DataColumn.Number("high", "to"),
            ],
            [
                .. from simulation in simulations
                let reward = StudentInterval.FromSamples([.. simulation.PerSeed])
                select (IReadOnlyList<Cell>)
                    [
                        simulation.Agents,
                        (long)simulation.Horizon,
                        (long)simulation.PerSeed.Count,
                        (long)simulation.Rollouts,
                        Cell.Of(simulation.Seed, $"{simulation.Seed}"),
                        reward.Mean,
                        reward.Low,
                        reward.High,
                    ],
            ]
        );

    private static DataTable PerSeed(StoredSimulation simulation) =>
        new(
            [DataColumn.Number("seed", "Seed number"), DataColumn.Number("meanReward", "Mean discounted return")],
            [.. simulation.PerSeed.Select((reward, seed) => (IReadOnlyList<Cell>)[(long)seed, reward])]
        );
}
