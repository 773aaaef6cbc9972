using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Server;

/// <summary>A run as its files are, whatever its kind of game.</summary>
internal sealed record RunView
{
    private const string ContinuousFamily = "antiphon-continuous-";

    /// <summary>Name of its game.</summary>
    public required string Game { get; init; }

    /// <summary>Hash of its game; empty where it is not known.</summary>
    public required string GameHash { get; init; }

    /// <summary>n.</summary>
    public required long Agents { get; init; }

    /// <summary>What made it.</summary>
    public required RunKind Kind { get; init; }

    /// <summary>The version of the program that began it.</summary>
    public required string Version { get; init; }

    /// <summary>How far it has come.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why it stopped; null while it runs.</summary>
    public required StopReason? StopReason { get; init; }

    /// <summary>Seconds of training.</summary>
    public required double Seconds { get; init; }

    /// <summary>What came out; null before the end.</summary>
    public required AlternationOutcome? Outcome { get; init; }

    /// <summary>What all kinds of training have in common.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>Whether its game has continuous states.</summary>
    public required bool IsContinuous { get; init; }

    /// <summary>run.json, under the names of this version.</summary>
    public required Lazy<JsonElement> Record { get; init; }

    /// <summary>Reads the proposals.</summary>
    public required Func<IReadOnlyList<Proposal>> LoadTrace { get; init; }

    /// <summary>Reads the simulations.</summary>
    public required Func<IReadOnlyList<StoredSimulation>> LoadSimulations { get; init; }

    /// <summary>Opens a run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="InvalidInputException">There is none, or its record is damaged or of another format.</exception>
    public static RunView Open(string folder) =>
        IsOfContinuous(new RunPaths(folder).Record)
            ? Of(ContinuousCodec.Instance.Open(folder), isContinuous: true)
            : Of(FiniteCodec.Instance.Open(folder), isContinuous: false);

    /// <summary>Whether a record of a run or a sweep is of a game with continuous states.</summary>
    /// <param name="record">The file.</param>
    public static bool IsOfContinuous(string record) =>
        RunFile.Field(record, "format")?.StartsWith(ContinuousFamily, StringComparison.Ordinal) == true;

    private static RunView Of<TGame, TPair, TOptions>(StoredRun<TGame, TPair, TOptions> run, bool isContinuous)
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions =>
        new()
        {
            Game = run.Record.Game,
            GameHash = run.Record.GameHash,
            Agents = run.Record.Agents,
            Kind = run.Record.Kind,
            Version = run.Record.Version,
            Status = run.Record.Status,
            StopReason = run.Record.StopReason,
            Seconds = run.Record.Seconds,
            Outcome = run.Record.Outcome,
            Options = run.Record.Options,
            IsContinuous = isContinuous,
            Record = new Lazy<JsonElement>(() =>
                JsonSerializer.SerializeToElement(run.Record, run.Codec.Style.TypeOf<RunRecord<TOptions>>())
            ),
            LoadTrace = run.LoadTrace,
            LoadSimulations = run.LoadSimulations,
        };
}
