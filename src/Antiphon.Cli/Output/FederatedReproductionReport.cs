using Antiphon.Paper;

namespace Antiphon.Cli.Output;

/// <summary>The reproduction of federated training for people: a table for each data set and cost weight.</summary>
internal static class FederatedReproductionReport
{
    /// <summary>Prints the document.</summary>
    public static void Write(Report report, FederatedReproductionDocument document, string folder)
    {
        foreach (FederatedReproductionRow row in document.Rows)
        {
            report.Paragraph(
                $"{Subject(row)}: {Model(row)}, {Figures.Count(row.Clients, "client")}, one random data set. Mean reward over "
                    + $"{Figures.Count(row.Seeds, "seed")} of {Figures.Count(row.Rollouts, "training")} with its 95% interval, and the "
                    + "reward that the fitted game promises. The game was fitted to "
                    + $"{Figures.Count(row.Fit.Episodes, "logged training")}; on the fifth of them that was held out it explains "
                    + $"{100 * Math.Max(0, row.Fit.ExplainedReward):0}% of the variance of rewards."
            );
            report.Line();
            report.Table(
                ["policy", ">reward", ">95% interval", ">promised", ">loss", ">accuracy", "tuned to"],
                row.Policies.Select(policy =>
                    (IReadOnlyList<string>)
                        [
                            policy.Name,
                            Figures.Value(policy.Reward.Mean),
                            Words.Interval(policy.Reward),
                            Figures.Value(policy.Promised.Mean),
                            policy.Course[^1].Loss.ToString("0.000"),
                            $"{100 * policy.Accuracy:0.0}%",
                            policy.Tuned ?? "",
                        ]
                )
            );
            report.Line();
            foreach (string finding in Findings(row))
            {
                report.Item(finding);
            }

            report.Line();
        }

        report.Line($"Results: {folder}");
    }

    /// <summary>The data set and the cost weight in words.</summary>
    public static string Subject(FederatedReproductionRow row) =>
        FormattableString.Invariant($"synthetic({row.DataSet}, {row.DataSet}), cost weight {row.CostWeight}");

    /// <summary>The classifier in words.</summary>
    public static string Model(FederatedReproductionRow row) =>
        row.Hidden == 0 ? "softmax regression" : $"a network with {Figures.Count(row.Hidden, "hidden unit")}";

    /// <summary>How each pair stands beside the best fixed policy, the blind pair and full observation.</summary>
    public static IEnumerable<string> Findings(FederatedReproductionRow row)
    {
        FederatedMeasurement best = row
            .Policies.Where(policy => policy.Kind == FederatedPolicyKind.Fixed)
            .MaxBy(policy => policy.Reward.Mean)!;
        foreach (FederatedLead lead in row.Leads().Where(lead => lead.Fixed == best.Name))
        {
            string who = $"The pair with k = {lead.K} earns {Words.Interval(lead.Lead)} more than {best.Name}, the best fixed policy";
            yield return lead.Lead.Low > 0 ? $"{who} (95% interval over equal seeds); {Standing(row, lead.K)}."
            : lead.Lead.High < 0
                ? $"The pair with k = {lead.K} earns less than {best.Name}, the best fixed policy, by {Negated(lead)} (95% interval "
                    + "over equal seeds)."
            : $"The pair with k = {lead.K} and {best.Name}, the best fixed policy, do not differ significantly: the 95% interval of the "
                + $"difference is {Words.Interval(lead.Lead)}.";
        }

        FederatedMeasurement blind = row.Policies.First(policy => policy.Kind == FederatedPolicyKind.Blind);
        FederatedMeasurement full = row.Policies.First(policy => policy.Kind == FederatedPolicyKind.Full);
        yield return $"The blind pair earns {Figures.Value(blind.Reward.Mean)}. A dispatcher that observes all clients, with the local "
            + $"policy of the pair with k = {row.Subsamples[^1]}, earns {Figures.Value(full.Reward.Mean)}.";
    }

    private static string Standing(FederatedReproductionRow row, int subsample) =>
        row.Leads().Where(lead => lead.K == subsample).All(lead => lead.IsSeparated)
            ? "its interval lies above the intervals of all fixed policies"
            : "their intervals overlap";

    private static string Negated(FederatedLead lead) => $"{Figures.Measured(-lead.Lead.High)} to {Figures.Measured(-lead.Lead.Low)}";
}
