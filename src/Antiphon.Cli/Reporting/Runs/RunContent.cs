using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>The report of a training run.</summary>
internal static class RunContent
{
    private const int MostBaselines = 12;

    /// <summary>Reads a run folder in a finite game and says what is in it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="shown">The folder as the user would type it.</param>
    /// <param name="cancellation">Cancels the episodes that are played for the pictures.</param>
    /// <exception cref="InvalidInputException">A file is damaged or was edited.</exception>
    public static ReportContent Read(StoredRun run, string shown, CancellationToken cancellation)
    {
        CooperativeGame game = run.LoadGame();
        JointPolicy? policy = Disk.Current.IsFile(run.Paths.Policy) ? run.LoadPolicy(game) : null;
        return Read(
            run,
            new FiniteRunWords(),
            [.. BinnedSection.Of(run, shown), QuestionSection.Of(game, run)],
            shown,
            policy is null ? [] : PolicySections.Of(game, policy, run.Record, cancellation),
            [
                .. CertificateSection.Of(run.Paths.In("certificate.json"), game, policy),
                .. BoundsSection.Of(run.Paths.In(BoundsDocument.FileName), game, policy),
            ]
        );
    }

    /// <summary>Reads a run folder in a game with continuous states and says what is in it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="shown">The folder as the user would type it.</param>
    /// <exception cref="InvalidInputException">A file is damaged or was edited.</exception>
    public static ReportContent Read(ContinuousRun run, string shown) =>
        Read(
            run,
            new ContinuousRunWords(),
            [QuestionSection.Of(QuestionSection.Game(run.LoadGame()), run.Paths)],
            shown,
            [],
            GapEstimateSection.Of(run.Paths.In(GapEstimateDocument.FileName))
        );

    private static ReportContent Read<TGame, TPair, TOptions>(
        StoredRun<TGame, TPair, TOptions> run,
        RunWords<TOptions> words,
        IEnumerable<ReportSection> question,
        string shown,
        IEnumerable<ReportSection> policies,
        IEnumerable<ReportSection> certificate
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        RunRecord<TOptions> record = run.Record;
        return new ReportContent(
            $"{Figures.Printable(record.Game)}, k = {Figures.Count(record.Options.Subsample)}",
            $"{Figures.Count(record.Agents, "local agent")}, of which the dispatcher observes {Figures.Count(record.Options.Subsample)} in "
                + $"each step{words.Manner(record.Options)}.{(record.Kind == RunKind.Learned ? " Learned from a log." : "")}",
            [
                new ReportSection(
                    "Outcome",
                    record.Outcome is { } outcome ? [.. Finished(record, outcome, words)] : [Unfinished(record.Status, shown)]
                ),
                .. question,
                TrainingSection.Of(run.LoadTrace(), record.Outcome),
                .. policies,
                .. SimulationsSection.Of(run.LoadSimulations()),
                .. certificate,
            ]
        )
        {
            Head = ReportHead.Of(
                record.Origin,
                new GameIdentity(record.Game, record.GameHash, record.Agents),
                record.Version,
                record.Options.Seed,
                new Fact("Took", Figures.Duration(record.Seconds), Work(record))
            ),
        };
    }

    private static string Work<TOptions>(RunRecord<TOptions> record)
        where TOptions : TrainingOptions =>
        record.Kind == RunKind.Learned ? "of measuring what was learned"
        : record.Outcome is null ? "of training so far"
        : "of training";

    private static Caution Unfinished(RunStatus status, string shown) =>
        new(
            $"The training of this run {(status == RunStatus.Cancelled ? "was cancelled" : "is not finished")}. This page shows its "
                + $"state at the last checkpoint. Resume it with `antiphon train --resume {Figures.ShellWord(shown)}`."
        );

    private static IEnumerable<ReportBlock> Finished<TOptions>(
        RunRecord<TOptions> record,
        AlternationOutcome outcome,
        RunWords<TOptions> words
    )
        where TOptions : TrainingOptions
    {
        yield return new Paragraph(
            $"Training stopped: {words.Stopped(record)}. {outcome.Accepted} of {Figures.Count(outcome.Proposals, "proposal")} were "
                + $"accepted."
        );
        if (outcome.Baselines.Count > 0 && words.AgainstBaselines(record) is { } comparison)
        {
            yield return new Paragraph(comparison);
        }

        yield return new Facts([.. words.Report(record)]);
        foreach (string notice in outcome.Notices)
        {
            yield return new Caution(Figures.Printable(notice));
        }

        if (outcome.Baselines.Count > 0)
        {
            yield return new FigureBlock(
                ReturnsFigure.Of(
                    Measured("trained pair", outcome.Deployed),
                    [
                        .. outcome
                            .Baselines.Take(MostBaselines)
                            .Select(baseline => Measured($"{baseline.Global} + {baseline.Local}", baseline.Deployed)),
                    ]
                )
            );
        }
    }

    private static MeasuredReturn Measured(string label, Numerics.ConfidenceInterval deployed) =>
        new(label, deployed.Mean, deployed.Low, deployed.High);
}
