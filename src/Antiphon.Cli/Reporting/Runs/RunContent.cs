using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>The report of a training run.</summary>
internal static class RunContent
{
    /// <summary>Reads a run folder and says what is in it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="shown">The folder as the user would type it.</param>
    /// <param name="cancellation">Cancels the episodes that are played for the pictures.</param>
    /// <exception cref="InvalidInputException">A file is damaged or was edited.</exception>
    public static ReportContent Read(StoredRun run, string shown, CancellationToken cancellation)
    {
        CooperativeGame game = run.LoadGame();
        JointPolicy? policy = File.Exists(run.Paths.Policy) ? run.LoadPolicy(game) : null;
        RunRecord record = run.Record;
        string lead =
            $"{Figures.Count(record.Agents, "local agent")}, of which the dispatcher sees {Figures.Count(record.Options.Subsample)} at "
            + $"each step{(record.Options.Memory is { } memory ? $" and remembers ({MemoryWords.Of(memory)})" : "")}. Trained by antiphon "
            + $"{record.Version}, seed {record.Options.Seed}.";
        return new ReportContent(
            $"{Figures.Printable(record.Game)}, k = {Figures.Count(record.Options.Subsample)}",
            lead,
            [
                OutcomeSection.Of(record, shown),
                .. BinnedSection.Of(run, shown),
                QuestionSection.Of(game, run),
                TrainingSection.Of(run.LoadTrace(), record.Outcome),
                .. policy is null ? Enumerable.Empty<ReportSection>() : PolicySections.Of(game, policy, record, cancellation),
                .. SimulationsSection.Of(run.LoadSimulations()),
                .. CertificateSection.Of(run.Paths.In("certificate.json"), game, policy),
            ]
        );
    }
}
