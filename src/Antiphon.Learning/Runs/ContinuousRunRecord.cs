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
    public ContinuousOutcome? Outcome { get; init; }
}

/// <summary>What a training in a game with continuous states ended with.</summary>
public sealed record ContinuousOutcome
{
    /// <summary>Mean discounted return when deployed, with its interval over seeds.</summary>
    public required ConfidenceInterval Deployed { get; init; }

    /// <summary>Standard deviation of the seed means, divisor N.</summary>
    public required double Std { get; init; }

    /// <summary>What the steps after the horizon can add or take at most; NaN when the game states no bound.</summary>
    public required double TruncationBound { get; init; }

    /// <summary>Fraction of all deployed steps whose global action was the right one for the population; null when the game knows
    /// none.</summary>
    public required double? ModeAccuracy { get; init; }

    /// <summary>The same after the first observation of an episode alone.</summary>
    public required double? SingleStepAccuracy { get; init; }

    /// <summary>Why the alternation ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>How many of <see cref="Proposals"/> were accepted.</summary>
    public required int Accepted { get; init; }

    /// <summary>All proposals.</summary>
    public required int Proposals { get; init; }

    /// <summary>How they were judged, in words.</summary>
    public required string Judge { get; init; }

    /// <summary>Baselines, deployed alike.</summary>
    public required IReadOnlyList<BaselineResult> Baselines { get; init; }

    /// <summary>What a reader of the result should know; null when there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notices { get; init; }

    /// <summary>The outcome of a result.</summary>
    internal static ContinuousOutcome From(ContinuousResult result) =>
        new()
        {
            Deployed = result.Deployed.Reward,
            Std = result.Deployed.Std,
            TruncationBound = result.Deployed.TruncationBound,
            ModeAccuracy = result.Deployed.ModeAccuracy,
            SingleStepAccuracy = result.SingleStepAccuracy,
            StopReason = result.StopReason,
            Accepted = result.State.Proposals.Count(proposal => proposal.Accepted),
            Proposals = result.State.Proposals.Count,
            Judge = result.Judge,
            Baselines = result.Baselines,
            Notices = result.Notices.Count > 0 ? result.Notices : null,
        };
}
