using Antiphon.Equilibrium;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>The result of sweep --json, "antiphon-sweep-result/1".</summary>
/// <typeparam name="TOptions">The options of a training.</typeparam>
internal sealed record SweepDocument<TOptions>
    where TOptions : TrainingOptions
{
    public string Format { get; init; } = "antiphon-sweep-result/1";

    public required string Version { get; init; }

    public required string Game { get; init; }

    public required string GameHash { get; init; }

    public required long Agents { get; init; }

    public required string SweepFolder { get; init; }

    public required int Finished { get; init; }

    public required int Failed { get; init; }

    public required SweepOptions<TOptions> Options { get; init; }

    public required IReadOnlyList<SweepSummary> Summary { get; init; }

    public required IReadOnlyList<SweepCell> Cells { get; init; }

    public static SweepDocument<TOptions> From(SweepResult<TOptions> result, string folder) =>
        new()
        {
            Version = result.Record.Version,
            Game = result.Record.Game,
            GameHash = result.Record.GameHash,
            Agents = result.Record.Agents,
            SweepFolder = folder,
            Finished = result.Cells.Count(cell => cell.Failure is null),
            Failed = result.Cells.Count(cell => cell.Failure is not null),
            Options = result.Record.Options,
            Summary = result.Summary(),
            Cells = result.Cells,
        };
}
