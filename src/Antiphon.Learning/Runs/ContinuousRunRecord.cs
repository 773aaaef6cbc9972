using System.Text.Json.Serialization;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Learning;

/// <summary>The contents of run.json of a run in a game with continuous states.</summary>
public sealed record ContinuousRunRecord
{
    /// <summary>The format this program writes and reads.</summary>
    public const string CurrentFormat = RunFile.ContinuousFormat;

    /// <summary>Always <see cref="CurrentFormat"/>.</summary>
    public string Format { get; init; } = CurrentFormat;

    /// <summary>Version of the program that created the run; only that version resumes it.</summary>
    public required string Version { get; init; }

    /// <summary>Name of the game.</summary>
    public required string Game { get; init; }

    /// <summary>The population size n.</summary>
    public required int Agents { get; init; }

    /// <summary>Every option, as resolved; the seed among them.</summary>
    public required ContinuousOptions Options { get; init; }

    /// <summary>How far the run has come.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why training stopped; null while it runs.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>Wall-clock seconds of training, over all sessions that ended in good order.</summary>
    public double Seconds { get; init; }

    /// <summary>The results of a finished run; null before.</summary>
    public AlternationOutcome? Outcome { get; init; }
}
