using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>The result of train for people.</summary>
internal static class TrainReport
{
    private const int BaselinesShown = 12;

    /// <summary>Prints a finished run.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="record">The run, with its outcome.</param>
    /// <param name="words">The words for runs of its kind.</param>
    /// <param name="folder">The run folder as the user would type it.</param>
    /// <param name="next">The verbs to suggest.</param>
    public static void Write<TOptions>(
        Report report,
        RunRecord<TOptions> record,
        RunWords<TOptions> words,
        string folder,
        IEnumerable<string> next
    )
        where TOptions : TrainingOptions
    {
        AlternationOutcome outcome = record.Outcome!;
        report.Paragraph(Question(record, words));
        report.Line();
        foreach (Reporting.Fact fact in words.Summary(record))
        {
            report.Fact(fact.Name, fact.Value, fact.Meaning);
        }

        report.Line();
        report.Paragraph(
            $"Stopped: {words.Stopped(record)}. {outcome.Accepted} of {Figures.Count(outcome.Proposals, "proposal")} accepted, "
                + $"{Figures.Duration(record.Seconds)}."
        );
        if (words.Remark(record) is { } remark)
        {
            report.Paragraph(remark);
        }

        if (outcome.Baselines.Count > 0)
        {
            Comparison(report, outcome.Baselines, words.AgainstBaselines(record));
        }

        if (outcome.Restarts.Count >= words.ListedRestarts)
        {
            Restarts(report, outcome);
        }

        foreach (string notice in outcome.Notices)
        {
            report.Line();
            report.Paragraph($"Note: {Figures.Printable(notice)}");
        }

        report.Line();
        report.Line($"Run folder: {folder}");
        string before = "Next:       ";
        foreach (string verb in next)
        {
            report.Line($"{before}antiphon {verb} {Figures.ShellWord(folder)}  # {Purpose(verb)}");
            before = new string(' ', before.Length);
        }
    }

    // As a comment of the shell, so that the line can be copied whole.
    private static string Purpose(string verb) =>
        verb switch
        {
            "simulate" => "simulate it, also with other numbers of agents",
            "certify" => "bound its distance from an equilibrium",
            _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, "has no words"),
        };

    /// <summary>What a run was asked for, in a line.</summary>
    /// <param name="record">The run.</param>
    /// <param name="words">The words for runs of its kind.</param>
    public static string Question<TOptions>(RunRecord<TOptions> record, RunWords<TOptions> words)
        where TOptions : TrainingOptions
    {
        string manner = record.Options is AlternationOptions ? words.Manner(record.Options) : "";
        return $"{Figures.Printable(record.Game)}: {Figures.Count(record.Agents, "local agent")}, of which the global agent observes "
            + $"{Figures.Count(record.Options.Subsample)}{manner}; {words.Effort(record.Options)}, seed {record.Options.Seed}";
    }

    private static void Comparison(Report report, IReadOnlyList<BaselineResult> baselines, string? words)
    {
        if (words is not null)
        {
            report.Line();
            report.Paragraph(words);
        }

        report.Line();
        report.Table(["Baseline: global agent", "local agents", ">deployed", ">95% interval"], baselines.Take(BaselinesShown).Select(Row));
    }

    private static IReadOnlyList<string> Row(BaselineResult baseline)
    {
        ConfidenceInterval deployed = baseline.Deployed;
        return [baseline.Global, baseline.Local, Figures.Value(deployed.Mean), Words.Interval(deployed)];
    }

    /// <summary>Prints how each restart ended, and how the best was chosen.</summary>
    internal static void Restarts(Report report, AlternationOutcome outcome)
    {
        bool hasModel = double.IsFinite(outcome.Value);
        bool measured = outcome.Restarts.Any(restart => restart.Deployed is not null);
        report.Line();
        report.Table(
            [
                "Restart",
                "start",
                .. hasModel ? [">model value"] : Array.Empty<string>(),
                .. measured ? [">deployed", ">95% interval"] : Array.Empty<string>(),
                ">accepted",
                "stopped",
            ],
            outcome.Restarts.Select(restart =>
                (IReadOnlyList<string>)
                    [
                        $"{restart.Restart + 1}{(restart.Restart == outcome.BestRestart ? " best" : "")}",
                        restart.Start,
                        .. hasModel ? [Figures.Measured(restart.Value)] : Array.Empty<string>(),
                        .. restart.Deployed is { } deployed
                            ? [Figures.Value(deployed.Mean), Words.Interval(deployed)]
                            : Array.Empty<string>(),
                        $"{restart.Accepted} of {restart.Proposals}",
                        restart.StopReason is Planning.StopReason reason ? Words.Brief(reason) : "not yet",
                    ]
            )
        );
        if (OutcomeWords.Best(outcome) is { Length: > 0 } best)
        {
            report.Paragraph(best);
        }
    }
}
