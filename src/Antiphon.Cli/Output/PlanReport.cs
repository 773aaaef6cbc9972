using Antiphon.Paper;

namespace Antiphon.Cli.Output;

/// <summary>The result of plan for people.</summary>
internal static class PlanReport
{
    /// <summary>Prints a plan.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="game">The game as the user named it, with options that change it: words of the command line.</param>
    public static void Write(Report report, PlanDocument plan, string game)
    {
        report.Paragraph(
            $"{Figures.Printable(plan.Game.Name)}: {Figures.Count(plan.Game.Agents, "local agent")}; epsilon = {plan.Epsilon}, delta = "
                + $"{plan.Delta}"
        );
        report.Line();
        WriteConstants(report, plan);
        report.Line();
        WriteRows(report, plan);
        report.Line();
        WriteRewardDraws(report, plan);
        WritePromises(report, plan);
        report.Line();
        report.Paragraph(PlanWords.Meaning(plan));
        report.Line();
        WriteComparison(report, plan);
        report.Line();
        report.Paragraph(PlanWords.Recommendation(plan));
        report.Line();
        TrainingSizesReport.Write(
            report,
            new TrainingSizes(
                plan.WithinMinute,
                plan.WithinHour,
                (long)plan.MaximumBytes,
                plan.Rows.Count > 0 ? plan.Recommended.Bytes : 0,
                plan.Speed
            )
            {
                // Games in which it cannot are not planned.
                CanRemember = true,
            },
            plan.Game.Agents
        );
        if (plan.AlphaVectors)
        {
            report.Paragraph(
                "Memory and time above are for tables over count vectors (--population mean-field). By default `antiphon train` plans "
                    + "this game with alpha vectors, at any k up to n; compare k with `antiphon sweep`."
            );
        }

        report.Line();
        if (plan.Recommendation.Subsample is long k)
        {
            report.Line($"Next: antiphon train {game} --k {k}");
        }
    }

    private static void WriteConstants(Report report, PlanDocument plan)
    {
        GameConstants game = plan.Constants;
        report.Fact(
            "Range of values",
            Figures.Value(game.LargestValue),
            $"largest difference of two policies, r/(1-gamma) with r = {Figures.Value(game.Reward)}; epsilon is "
                + $"{PlanWords.Share(plan.Epsilon, game.LargestValue)} of it"
        );
        report.Fact("Global reward", Figures.Value(game.GlobalReward), PlanWords.Bound(game.GlobalShift));
        report.Fact(
            "Local reward",
            Figures.Value(game.LocalReward),
            $"{PlanWords.Bound(game.LocalShift)}; within one global state it varies by at most {Figures.Value(game.Span)}"
        );
        report.Fact("Horizon", PlanWords.Rounded(plan.Horizon), "steps; at most epsilon/2 of the return comes later");
        report.Fact("Local policies", plan.LocalPolicies.ToString(), "number of deterministic policies");
        if (!game.RewardsWereNonnegative)
        {
            report.Line();
            report.Paragraph(
                "Some rewards are negative, which Assumption 2.2 of the paper excludes. The bounds hold for rewards shifted to start at "
                    + "0: adding a constant shifts all returns equally and leaves the differences between policies unchanged."
            );
        }
    }

    private static void WriteRows(Report report, PlanDocument plan)
    {
        report.Paragraph(
            "For each k: vectors is the number of count vectors of k agents. T iterations, m samples per table entry and the total "
                + "draws are the requirements of the paper's sampled G-LEARN (Lemma 4.3); training here uses exact expectations and "
                + "draws none. Chain: states of the smaller process that the paper's L-LEARN solves. Gap: the global agent's largest "
                + "loss from observing only k agents, as printed in Theorem 4.2 and as proved. A bound with * is at least the range of "
                + "values and therefore vacuous."
        );
        report.Line();
        report.Table(
            [">k", ">vectors", ">chain", ">T", ">m", ">draws", ">gap, printed", ">gap, proved", ">memory", ">time"],
            plan.Rows.Select(row =>
                (IReadOnlyList<string>)
                    [
                        Figures.Count(row.Subsample),
                        row.CountVectors.ToString(),
                        Magnitude.Min(row.AgentChain, row.BinChainAsPrinted).ToString(),
                        PlanWords.Rounded(row.Iterations),
                        row.Samples.ToString(),
                        row.Draws.ToString(),
                        PlanWords.Gap(row.PrintedGap, row.PrintedIsVacuous),
                        PlanWords.Gap(row.SharpGap, row.CorrectedIsVacuous),
                        double.IsFinite(row.Bytes) ? Figures.Bytes(row.Bytes) : "too large",
                        double.IsFinite(row.Seconds) ? PlanWords.RoughDuration(row.Seconds) : "too large",
                    ]
            )
        );
    }

    private static void WriteRewardDraws(Report report, PlanDocument plan)
    {
        if (plan.Rows.All(row => row.RewardDraws is null))
        {
            return;
        }

        report.Paragraph(
            "Rewards are random: reward samples per table entry (Xi, --reward-samples) for which the error of a sampled G-LEARN is "
                + $"within 1/sqrt(k). Printed: Lemma F.4 for one entry, with the promised and the actual error, delta = {plan.Delta}. "
                + "Enough: all mean rewards, or all action values, are within 1/sqrt(k). By default training uses the means and draws "
                + "no samples."
        );
        report.Line();
        report.Table(
            [">k", ">1/sqrt(k)", ">Xi, printed", ">promised", ">kept", ">enough, rewards", ">enough, values"],
            plan.Rows.Where(row => row.RewardDraws is not null)
                .Select(row =>
                    (IReadOnlyList<string>)
                        [
                            Figures.Count(row.Subsample),
                            Figures.Value(1 / Math.Sqrt(row.Subsample)),
                            PlanWords.Rounded(Math.Ceiling(row.RewardDraws!.AsPrinted)),
                            Magnitude.From(row.RewardDraws.Promised).ToString(),
                            Magnitude.From(row.RewardDraws.Kept).ToString(),
                            row.RewardDraws.ForRewards.ToString(),
                            row.RewardDraws.ForActionValues.ToString(),
                        ]
                )
        );
        report.Line();
    }

    private static void WritePromises(Report report, PlanDocument plan)
    {
        report.Paragraph($"Requirements of a gap of at most epsilon = {plan.Epsilon}:");
        report.Line();
        report.Table(
            ["By", ">k", "agents", ">T", ">m", ">draws"],
            [
                Row("Theorem 4.2 as printed, n ignored", plan.Printed, plan.Printed.WithinAgents ? "enough" : "too few"),
                Row("proved, n ignored", plan.CorrectedOfManyAgents, plan.CorrectedOfManyAgents.WithinAgents ? "enough" : "too few"),
                Row(
                    $"proved, n = {Figures.Count(plan.Game.Agents)}",
                    plan.Corrected,
                    plan.Corrected.Subsample.Value == plan.Game.Agents ? "all" : "enough"
                ),
            ]
        );

        static IReadOnlyList<string> Row(string statement, PlanPromise promise, string agents) =>
            [
                statement,
                promise.Subsample.ToString(),
                agents,
                PlanWords.Rounded(promise.Iterations),
                promise.Samples.ToString(),
                promise.Draws.ToString(),
            ];
    }

    private static void WriteComparison(Report report, PlanDocument plan)
    {
        PlanRow row = plan.Recommended;
        report.Paragraph($"Compared with SUBSAMPLE-MFQ (Table 2) at k = {Figures.Count(row.Subsample)}:");
        report.Line();
        report.Table(
            ["", ">table", ">samples per entry", "promises", "a local agent observes"],
            [
                ["SUBSAMPLE-MFQ", row.MfqTable.ToString(), row.MfqSamples.ToString(), "optimum within a gap", "itself, k peers"],
                [
                    "ALTERNATING-MARL",
                    row.AlternationTable.ToString(),
                    row.Samples.ToString(),
                    "2 eta equilibrium",
                    "itself, the global state",
                ],
            ]
        );
        report.Line();
        report.Paragraph(
            "Cost of the whole alternation by the paper's count (Theorem D.16): at most "
                + $"{Figures.Count((long)Math.Ceiling(Math.Min(row.Cost.Sweeps, 1e15)), "sweep")} at eta = "
                + $"{Figures.Value(row.PrintedEta)}; about {row.Cost.Total} draws and micro-steps."
        );
    }
}
