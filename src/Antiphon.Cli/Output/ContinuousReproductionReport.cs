using Antiphon.Numerics;
using Antiphon.Paper;

namespace Antiphon.Cli.Output;

/// <summary>A reproduction of the continuous experiment for people: a line per configuration and k.</summary>
internal static class ContinuousReproductionReport
{
    /// <summary>Prints the document.</summary>
    public static void Write(Report report, ContinuousReproductionDocument document, string folder)
    {
        foreach (
            IGrouping<ReproductionConfiguration, ContinuousReproductionSummary> configuration in document.Summary.GroupBy(each =>
                each.Configuration
            )
        )
        {
            ContinuousReproductionRow first = document.Rows.First(row => row.Configuration == configuration.Key);
            report.Paragraph(
                $"As {ReproductionReport.Word(configuration.Key)}: {first.Algorithm.ToUpperInvariant()}, "
                    + $"{Figures.Count(first.Agents, "agent")}, {Figures.Count(first.Horizon, "step")}. Mean discounted return over all "
                    + "trainings with its 95% interval; and the return of the one training that the authors' rule selects, with the "
                    + "standard deviation of its evaluation seeds (selection biases this upward)."
            );
            report.Line();
            report.Table(
                [">k", ">trainings", ">return", ">95% interval", ">best", ">std", ">right at first observation", ">train"],
                configuration.Select(each =>
                    (IReadOnlyList<string>)
                        [
                            Figures.Count(each.K),
                            Figures.Count(each.Trainings),
                            Figures.Value(each.Reward.Mean),
                            Interval(each.Reward),
                            Figures.Value(each.Best.Mean),
                            Figures.Value(each.Best.Std),
                            $"{100 * each.SingleStepAccuracy.Mean:0.0}%",
                            Figures.Duration(each.TrainSeconds),
                        ]
                )
            );
            report.Line();
        }

        ContinuousReproductionSummary[] measured = [.. document.Summary.Where(each => each.RandomDispatcher is not null)];
        if (measured.Length > 0)
        {
            report.Paragraph(
                $"Baselines: all uniform {Range(measured.Select(each => each.AllUniform!.Value))}; uniform dispatcher with trained robots "
                    + $"{Range(measured.Select(each => each.RandomDispatcher!.Value))}."
            );
            report.Line();
        }

        report.Line($"Results: {folder}");
    }

    private static string Interval(ConfidenceInterval interval) => interval.Count == 1 ? "one training" : Words.Interval(interval);

    private static string Range(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return Figures.Value(all.Min()) == Figures.Value(all.Max())
            ? Figures.Value(all.Min())
            : $"{Figures.Value(all.Min())} to {Figures.Value(all.Max())}";
    }
}
