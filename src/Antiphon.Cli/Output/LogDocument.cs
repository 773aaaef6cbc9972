using Antiphon.Games;
using Antiphon.Learning;

namespace Antiphon.Cli.Output;

/// <summary>The result of log --json, "antiphon-recording/1".</summary>
internal sealed record LogDocument(
    string Format,
    string Version,
    string Game,
    string GameHash,
    long Agents,
    int Subsample,
    long Steps,
    long Episodes,
    TrackedSet Tracked,
    TrackedColumns Columns,
    string Behaviour,
    ulong Seed,
    double MeanReward,
    long Bytes,
    string LogFile,
    string DescriptionFile
)
{
    public static LogDocument From(
        CooperativeGame game,
        int subsample,
        LogOptions options,
        string behaviour,
        LogSummary summary,
        string log,
        string description
    ) =>
        new(
            "antiphon-recording/1",
            AntiphonVersion.Current,
            game.Name,
            game.Hash,
            game.Agents,
            subsample,
            summary.Steps,
            summary.Episodes,
            options.Tracked,
            options.Columns,
            behaviour,
            options.Seed,
            summary.MeanReward,
            Disk.Current.LengthOf(log),
            log,
            description
        );
}
