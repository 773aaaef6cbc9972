using Antiphon.Learning;

namespace Antiphon.Cli.Output;

/// <summary>The result of learn for people.</summary>
internal static class LearnReport
{
    /// <summary>Prints an audit, and what was learned.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="learned">The result.</param>
    /// <param name="shown">How a path is shown.</param>
    public static void Write(Report report, LearnDocument learned, Func<string, string> shown)
    {
        AuditDocument audit = learned.Audit;
        report.Paragraph(
            $"{Figures.Printable(shown(learned.LogFile))}: {Figures.Count(audit.Steps, "step")} of {Figures.Printable(learned.Game)} in "
                + $"{Figures.Count(audit.Episodes, "episode")}, {Figures.Count(audit.Subsample, "agent")} tracked "
                + $"({(audit.Tracked == TrackedSet.Fixed ? "the same throughout" : "new ones in every step")}, as "
                + $"{(audit.Columns == TrackedColumns.States ? "states" : "counts")})"
        );
        report.Line();
        Coverage(report, audit);
        foreach (string notice in audit.Notices)
        {
            report.Line();
            report.Paragraph($"Note: {Figures.Printable(notice)}");
        }

        if (learned.RunFolder is string folder)
        {
            Learned(report, learned, shown(folder));
        }
        else
        {
            report.Line();
            report.Line($"Next: antiphon learn {Figures.ShellWord(shown(learned.LogFile))}");
        }
    }

    private static void Coverage(Report report, AuditDocument audit)
    {
        report.Fact(
            "Entries covered",
            Figures.Count(audit.EntriesSeen),
            $"of {Figures.Count(audit.Entries)} (global state, counts, global action)"
        );
        report.Fact(
            "Cells covered",
            Figures.Count(audit.CellsSeen),
            $"of {Figures.Count(audit.Cells)} (global state, counts); every action in {Figures.Count(audit.CellsComplete)}"
        );
        report.Fact(
            "Fewest visits",
            Figures.Count(audit.LeastVisits),
            $"of an entry, a share of {Figures.Value(audit.MinimumFrequency)}; {Figures.Count(audit.LeastVisitsSeen)} of a covered entry"
        );
        report.Fact(
            "Relaxation time",
            Figures.Value(audit.RelaxationTime),
            $"steps, estimated{(audit.RelaxationIsOpen ? ", may be longer" : "")}; correlations fall to a quarter in "
                + $"{Figures.Count((long)audit.MixingTimeQuarter)}"
        );
        report.Fact(
            "Tracked agents",
            Deviation(audit.LocalDeviation),
            "standard deviations from the game's distribution for the same agents throughout; below "
                + $"{Figures.Value(audit.DeviationTolerance)} by chance"
        );
        report.Fact("Global state", Deviation(audit.GlobalDeviation), "standard deviations from the game's distribution");
    }

    private static void Learned(Report report, LearnDocument learned, string folder)
    {
        report.Line();
        if (learned.QLearning is QLearningDocument q)
        {
            report.Fact(
                "Q-learning",
                Figures.Count(q.Updates),
                $"updates from an initial value of {Figures.Value(q.StartValue)}, {Step(q.Step)}{Dropped(q.Dropped)}"
            );
            report.Fact(
                "Proved error",
                q.ErrorBound is double bound ? Figures.Value(bound) : "none",
                q.ErrorBound is null
                    ? $"Theorem E.4 does not apply: {string.Join("; ", q.Reservations)}"
                    : "bound of the expected largest error of a value by Theorem E.4 (39), if alpha is as small as it requires; with "
                        + $"estimated N_min and mixing time{Vacuous(q.ErrorBound.Value, learned)}"
            );
        }

        if (learned.Model is ModelDocument model)
        {
            report.Fact(
                "Model",
                Figures.Count(model.LeastVisitsOfALaw),
                $"samples of every distribution, at least; {Confidence(model.LargestRadius)}"
            );
            report.Fact(
                "Proved error",
                model.ErrorBound is double bound ? Figures.Value(bound) : "none",
                model.ErrorBound is null
                    ? $"no bound: {string.Join(" ", model.Reservations)}"
                    : "bound of the error of every value of the surrogate, with probability "
                        + $"{1 - model.Delta:G6}{Vacuous(model.ErrorBound.Value, learned)}"
            );
        }

        CoverageDocument policy = learned.Policy!;
        report.Fact(
            "Policy",
            Figures.Count(policy.AllActionsKnown),
            $"cells use the best of all actions, {Figures.Count(policy.SomeActionsKnown)} the best of the known actions, "
                + $"{Figures.Count(policy.NoActionKnown)} the fallback '{Figures.Printable(policy.Fallback)}' (listed in unknown.csv)"
        );
        report.Fact(
            "Value in the model",
            Figures.Value(learned.Value!.Value),
            $"expected return in the declared game; error at most {Figures.Value(learned.ValueErrorBound!.Value)}"
        );
        report.Fact(
            "Deployed",
            Figures.Value(learned.Deployed!.Mean),
            $"95% interval {Figures.Value(learned.Deployed.Low)} to {Figures.Value(learned.Deployed.High)}; n = "
                + $"{Figures.Count(learned.Agents)}"
        );
        report.Fact(
            "Gain left, global",
            Figures.Value(learned.GlobalGain!.Value),
            "what a global agent that knows the game could still gain"
        );
        report.Line();
        report.Line($"Run folder: {folder}");
        report.Line($"Next:       antiphon simulate {Figures.ShellWord(folder)}");
        report.Line($"            antiphon certify {Figures.ShellWord(folder)}");
    }

    private static string Vacuous(double bound, LearnDocument learned) =>
        bound >= learned.ValueRange ? $". It is vacuous: all values lie within {Figures.Value(learned.ValueRange)} of each other" : "";

    private static string Deviation(double? deviation) =>
        deviation switch
        {
            null => "unknown",
            double.PositiveInfinity => "infinite",
            double known => Figures.Value(known),
        };

    private static string Step(StepSize step)
    {
        string clock = step.Clock == StepClock.Visits ? "N" : "t";
        string time = step.Offset > 0 ? $"({clock} + {step.Offset:G4})" : clock;
        string size = step.Rule switch
        {
            StepRule.Constant => $"{step.Alpha:G4}",
            StepRule.Linear => $"{step.Alpha:G4}/{time}",
            _ => $"{step.Alpha:G4}/{time}^{step.Exponent:G4}",
        };
        string entries = step.Clock == StepClock.Visits ? ", where N is the visits of the entry" : ", where t counts all updates";
        return $"step sizes {size}{(step.Rule == StepRule.Constant ? "" : entries)}";
    }

    private static string Dropped(long steps) => steps > 0 ? $"; {Figures.Count(steps, "step")} led to cells without data" : "";

    private static string Confidence(double radius) =>
        radius < 2 ? $"confidence sets with an L1 radius of at most {Figures.Value(radius)}" : "some have no confidence set";
}
