using System.Text.Json.Serialization;
using Antiphon.Equilibrium;
using Antiphon.Planning;

namespace Antiphon.Runs;

/// <summary>The contents of run.json: what was asked, by which program, and how it ended.</summary>
/// <typeparam name="TOptions">The options of the training.</typeparam>
public sealed record RunRecord<TOptions>
    where TOptions : TrainingOptions
{
    /// <summary>The format, which says what kind of game the run is in.</summary>
    public required string Format { get; init; }

    /// <summary>What made the run; <see cref="RunKind.Trained"/> where an older version wrote no kind.</summary>
    public RunKind Kind { get; init; }

    /// <summary>What the game was cut from where <see cref="Kind"/> is <see cref="RunKind.Binned"/>; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CutGame? Cut { get; init; }

    /// <summary>
    /// Version of the program that created the run. Only that version resumes it, since only that version is sure to give the same bits.
    /// </summary>
    public required string Version { get; init; }

    /// <summary>Name of the game.</summary>
    public required string Game { get; init; }

    /// <summary>SHA-256 of the game, which game.json must match.</summary>
    public required string GameHash { get; init; }

    /// <summary>The population size n.</summary>
    public required long Agents { get; init; }

    /// <summary>Every option, as resolved; the seed among them.</summary>
    public required TOptions Options { get; init; }

    /// <summary>The pair that the first start began from; null where there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunStart? From { get; init; }

    /// <summary>How far the run has come.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why training stopped; null while it runs.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>When and by which command the run was begun; null where that is not known, as in records of older versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunOrigin? Origin { get; init; }

    /// <summary>
    /// Wall-clock seconds of training, over all sessions that ended in good order. Two equal runs differ only in this and in
    /// <see cref="Origin"/>.
    /// </summary>
    public double Seconds { get; init; }

    /// <summary>The results of a finished run; null before.</summary>
    public AlternationOutcome? Outcome { get; init; }
}
