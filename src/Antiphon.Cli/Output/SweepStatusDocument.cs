using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>The result of sweep --status --json, "antiphon-sweep-status/1".</summary>
internal sealed record SweepStatusDocument
{
    public string Format { get; init; } = "antiphon-sweep-status/1";

    public required string Version { get; init; }

    public required string Game { get; init; }

    public required string SweepFolder { get; init; }

    public required int Cells { get; init; }

    public required int Done { get; init; }

    public required int Failed { get; init; }

    public required int Running { get; init; }

    public required int Waiting { get; init; }

    public required double? SecondsLeft { get; init; }

    public required IReadOnlyList<WorkerStanding> Workers { get; init; }

    public required IReadOnlyList<FailureStanding> Failures { get; init; }

    public static SweepStatusDocument From(SweepStanding standing, string game, string version, string folder) =>
        new()
        {
            Version = version,
            Game = game,
            SweepFolder = folder,
            Cells = standing.Cells,
            Done = standing.Done,
            Failed = standing.Failed,
            Running = standing.Running,
            Waiting = standing.Waiting,
            SecondsLeft = standing.SecondsLeft,
            Workers = standing.Workers,
            Failures = standing.Failures,
        };
}
