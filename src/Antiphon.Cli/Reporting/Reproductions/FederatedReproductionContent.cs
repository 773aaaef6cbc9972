using Antiphon.Cli.Output;
using Antiphon.Paper;

namespace Antiphon.Cli.Reporting;

/// <summary>The report of federated training: for each data set and cost weight what was earned, then at which budgets.</summary>
internal static class FederatedReproductionContent
{
    private const double Kilo = 1e3;

    /// <summary>Says what was measured.</summary>
    public static ReportContent Of(FederatedReproductionDocument document) =>
        new(
            "Federated training",
            $"The paper's Example 2.6 with real training, by antiphon {document.Version}. The reward is 100 times the decrease of the "
                + "validation loss minus the cost of work, discounted over rounds. See docs/federated.md for the method.",
            [.. document.Rows.Select((row, number) => Section(row, number + 1))]
        );

    private static ReportSection Section(FederatedReproductionRow row, int number)
    {
        string subject =
            $"{FederatedReproductionReport.Subject(row)}, {FederatedReproductionReport.Model(row)}, {Figures.Count(row.Clients, "client")}";
        return new ReportSection(
            subject,
            [
                new FigureBlock(Rewards(row, subject, number)),
                new TableBlock("What was earned", Table(row)),
                .. FederatedReproductionReport.Findings(row).Select(finding => new Paragraph(finding)),
                .. row.Fit.Notices.Select(notice => new Caution(notice)),
                new FigureGrid([
                    Course(row, number, "round", ("rounds", "rounds"), point => point.Round),
                    Course(row, number, "bytes", ("kilobytes sent and received", "kB"), point => point.Bytes / Kilo),
                    Course(row, number, "work", ("thousands of samples", "1,000 samples"), point => point.Samples / Kilo),
                ]),
            ]
        );
    }

    private static Figure Rewards(FederatedReproductionRow row, string subject, int number)
    {
        int[] ends = [row.Subsamples.Min(), row.Subsamples.Max()];
        IEnumerable<CurvePoint> points = row
            .Policies.Where(policy => policy.K is not null)
            .Select(policy => new CurvePoint("pair", policy.K!.Value, policy.Reward.Mean, policy.Reward.Low, policy.Reward.High))
            .Concat(
                from policy in row.Policies
                where policy.K is null
                from k in ends.Distinct()
                select new CurvePoint(policy.Name, k, policy.Reward.Mean, policy.Reward.Low, policy.Reward.High)
            );
        return new CurveFigure($"reward-per-k-{number}", "Value of observing", "discounted reward")
        {
            Subtitle = $"{subject}; 95% intervals over {Figures.Count(row.Seeds, "seed")}",
        }.Of([.. points], string.Join(" ", FederatedReproductionReport.Findings(row)));
    }

    private static Figure Course(
        FederatedReproductionRow row,
        int number,
        string name,
        (string Title, string Short) budget,
        Func<FederatedProgress, double> spent
    ) =>
        new CurveFigure($"loss-per-{name}-{number}", $"Validation loss against {budget.Title}", "validation loss")
        {
            Argument = budget,
            Interval = null,
            Write = value => Cell.Of(value, value.ToString("0.000")),
        }.Of(
            [
                .. from policy in row.Policies
                where policy.Kind != FederatedPolicyKind.Pair || policy.K == row.Subsamples[row.Subsamples.Count / 2]
                from point in policy.Course
                select new CurvePoint(policy.Name, (long)Math.Round(spent(point)), point.Loss),
            ],
            $"Mean validation loss over all episodes against {budget.Title} so far, a point every few rounds."
        );

    private static DataTable Table(FederatedReproductionRow row) =>
        new(
            [
                new DataColumn("policy", "Policy"),
                new DataColumn("tuned", "Tuned to"),
                DataColumn.Number("reward", "Reward"),
                DataColumn.Number("low", "95% interval from"),
                DataColumn.Number("high", "to"),
                DataColumn.Number("promised", "Promised by the fitted game"),
                DataColumn.Number("accuracy", "Accuracy at the end"),
                DataColumn.Number("loss", "Loss at the end"),
            ],
            [
                .. row.Policies.Select(policy =>
                    (IReadOnlyList<Cell>)
                        [
                            policy.Name,
                            policy.Tuned ?? "",
                            policy.Reward.Mean,
                            policy.Reward.Low,
                            policy.Reward.High,
                            policy.Promised.Mean,
                            Cell.Share(policy.Accuracy),
                            Cell.Of(policy.Course[^1].Loss, policy.Course[^1].Loss.ToString("0.000")),
                        ]
                ),
            ]
        );
}
