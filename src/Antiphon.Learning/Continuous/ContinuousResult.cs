using Antiphon.Equilibrium;
using Antiphon.Planning;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>What <see cref="ContinuousAlternation"/> found.</summary>
public sealed record ContinuousResult
{
    /// <summary>The trained pair, as deployed.</summary>
    public required ContinuousPair Pair { get; init; }

    /// <summary>What it earns when deployed.</summary>
    public required SimulationResult Deployed { get; init; }

    /// <summary>How often the action after the first observation is right for the whole population; null when the game knows no right
    /// action.</summary>
    public required double? SingleStepAccuracy { get; init; }

    /// <summary>
    /// <see cref="StopReason.NoImprovement"/> when <see cref="ContinuousOptions.Patience"/> alternations in a row brought no accepted
    /// proposal; <see cref="StopReason.MaximumSweeps"/> when the alternations allowed ended before that;
    /// <see cref="StopReason.ScheduleExhausted"/> when nothing was judged, which says nothing about an equilibrium.
    /// </summary>
    public required StopReason StopReason { get; init; }

    /// <summary>The last state, with all proposals.</summary>
    public required ContinuousState State { get; init; }

    /// <summary>All agents uniform; a uniform global agent with the trained local agents. Empty when not asked for.</summary>
    public required IReadOnlyList<BaselineResult> Baselines { get; init; }

    /// <summary>How proposals were judged, in words.</summary>
    public required string Judge { get; init; }

    /// <summary>What a reader of the result should know: policies that no step changed, proposals that the judge could not
    /// decide.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}
