using Antiphon.Equilibrium;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>The result of sweep for people.</summary>
internal static class SweepReport
{
    private const int FailuresShown = 10;

    /// <summary>Prints a sweep.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="result">The sweep.</param>
    /// <param name="folder">The sweep folder as the user would type it.</param>
    public static void Write<TOptions>(Report report, SweepResult<TOptions> result, string folder)
        where TOptions : TrainingOptions
    {
        SweepOptions<TOptions> options = result.Record.Options;
        report.Paragraph(Question(result.Record));
        report.Line();
        report.Table(
            [
                .. options.OverNames.Select(Figures.Printable),
                "> k",
                ">deployed",
                ">95% interval",
                ">global gain",
                ">local gain",
                "stopped",
                ">failed",
                ">seconds",
            ],
            result
                .Summary()
                .Select(row => (IReadOnlyList<string>)[.. options.ValuesOf(row.Variant).Select(Figures.Printable), .. Row(row)])
        );
        report.Line();
        report.Paragraph(
            options.TrainingSeeds == 1
                ? "Every figure is from one training. Use --seeds 2 or more for means with intervals over trainings."
                : "Figures, including seconds, are means over all finished training seeds, with Student's interval over these seeds."
        );
        if (result.Record.Cut is { } cut)
        {
            report.Paragraph(
                $"Returns are measured with the continuous states of {Figures.Printable(cut.Game)}; gains are those of the "
                    + "finite game."
            );
        }

        Failures(report, result.Cells, options.WordsOf);
        report.Line();
        report.Line($"Sweep folder: {folder} (cells.csv, evaluations.csv, summary.csv)");
        if (options.KeepRuns && result.Cells.FirstOrDefault(cell => cell.Failure is null) is SweepCell kept)
        {
            report.Line($"Next:         antiphon simulate {Figures.ShellWord(Path.Combine(folder, "cells", kept.Key().ToString()))}");
        }
    }

    /// <summary>What a sweep was asked for, in a line.</summary>
    /// <param name="record">The sweep.</param>
    public static string Question<TOptions>(SweepRecord<TOptions> record)
        where TOptions : TrainingOptions
    {
        SweepOptions<TOptions> options = record.Options;
        return $"{Figures.Printable(record.Game)}: {Figures.Count(record.Agents, "local agent")}; "
            + $"{Figures.Count(options.Subsamples.Count)} k with {Figures.Count(options.TrainingSeeds, "training seed")} each, from seed "
            + $"{options.Training.Seed}"
            + string.Concat((options.Over ?? []).Select(each => $"; {Figures.Printable(each)}"));
    }

    private static IReadOnlyList<string> Row(SweepSummary row) =>
        [
            Figures.Count(row.Subsample),
            row.Reward is null ? "" : Figures.Value(row.Reward.Mean),
            row.Reward is null ? ""
            : row.Reward.Count == 1 ? "one seed"
            : Words.Interval(row.Reward),
            Value(row.GlobalGain),
            Value(row.LocalGain),
            string.Join(", ", row.StopReasons.Select(stop => $"{Words.Brief(stop.Reason)} {Figures.Count(stop.Count)}")),
            row.Failed == 0 ? "" : Figures.Count(row.Failed),
            row.Seconds is double seconds ? $"{seconds:0.0}" : "",
        ];

    private static void Failures(Report report, IReadOnlyList<SweepCell> cells, Func<int, string> words)
    {
        var failed = cells
            .Where(cell => cell.Failure is not null)
            .GroupBy(cell => (cell.Variant, cell.Subsample, Reason: cell.Failure!))
            .ToList();
        foreach (IGrouping<(int Variant, int Subsample, string Reason), SweepCell>? group in failed.Take(FailuresShown))
        {
            string variant = Figures.Printable(words(group.Key.Variant));
            report.Line();
            report.Paragraph(
                $"Failed: {(variant.Length > 0 ? $"{variant}, " : "")}k = {Figures.Count(group.Key.Subsample)}, "
                    + $"{(group.Count() == 1 ? $"seed {group.First().Seed}" : Figures.Count(group.Count(), "seed"))}: "
                    + $"{Figures.Printable(group.Key.Reason)}"
            );
        }

        if (failed.Count > FailuresShown)
        {
            report.Line();
            report.Paragraph($"{Figures.Count(failed.Count - FailuresShown)} more failures; cells.csv lists them.");
        }
    }

    private static string Value(double? value) => value is double known && double.IsFinite(known) ? Figures.Value(known) : "";
}
