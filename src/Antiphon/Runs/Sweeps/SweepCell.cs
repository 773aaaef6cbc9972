using Antiphon.Equilibrium;
using Antiphon.Planning;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>One cell of a sweep, done: what training and evaluation gave, or why they failed.</summary>
public sealed record SweepCell
{
    /// <summary>k.</summary>
    public required int Subsample { get; init; }

    /// <summary>The seed it was trained with.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Why there is no result, for example that k does not fit in memory; null when there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>What came out; null when the cell failed.</summary>
    public SweepOutcome? Outcome { get; init; }

    /// <summary>What it took. Differs from run to run.</summary>
    public required SweepCost Cost { get; init; }

    /// <summary>The cell's name.</summary>
    /// <returns>k and seed.</returns>
    internal SweepKey Key() => new(Subsample, Seed);
}

/// <summary>The result of a cell; a function of game, options, k and seed alone.</summary>
public sealed record SweepOutcome
{
    /// <summary>Expected discounted return in the population model, horizon infinite.</summary>
    public required double Value { get; init; }

    /// <summary>Proved bound on the error of <see cref="Value"/> within the model.</summary>
    public required double ValueErrorBound { get; init; }

    /// <summary>What an oracle of the global side can still gain in the model; at least 0.</summary>
    public required double GlobalGain { get; init; }

    /// <summary>What an oracle of the local side can still gain in the model; at least 0.</summary>
    public required double LocalGain { get; init; }

    /// <summary>Proved first-order gap of the global side.</summary>
    public required double GlobalFirstOrderGap { get; init; }

    /// <summary>Proved first-order gap of the local side.</summary>
    public required double LocalFirstOrderGap { get; init; }

    /// <summary>Why training stopped.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>How many of <see cref="Proposals"/> were accepted, over all restarts.</summary>
    public required int Accepted { get; init; }

    /// <summary>Number of proposals, over all restarts.</summary>
    public required int Proposals { get; init; }

    /// <summary>Mean discounted return of the best pair of baselines; null without baselines.</summary>
    public required double? BestBaseline { get; init; }

    /// <summary>Mean discounted return of the trained pair, one number per evaluation seed.</summary>
    public required IReadOnlyList<double> Rewards { get; init; }

    /// <summary>What the steps after the horizon can add or take at most.</summary>
    public required double TruncationBound { get; init; }

    /// <summary>
    /// Fraction of steps whose global action pointed to the most occupied local state; null when the game declares no targets.
    /// </summary>
    public required double? ModeAccuracy { get; init; }

    // The first is the best; without a model the best is that of the highest mean.
    private static double? Best(AlternationOutcome run) =>
        run.Baselines.Count == 0 ? null
        : double.IsNaN(run.Value) ? run.Baselines.Max(baseline => baseline.Deployed.Mean)
        : run.Baselines[0].Deployed.Mean;

    // Where there is no model, what the judge found of a side's last proposal.
    private static double Gain(double inModel, DeployedGain? deployed) =>
        double.IsNaN(inModel) ? Math.Max(0, deployed?.Mean ?? double.NaN) : inModel;

    internal static SweepOutcome From(AlternationOutcome run, SimulationResult evaluation) =>
        new()
        {
            Value = run.Value,
            ValueErrorBound = run.ValueErrorBound,
            GlobalGain = Gain(run.GlobalGain, run.GlobalGainDeployed),
            LocalGain = Gain(run.LocalGain, run.LocalGainDeployed),
            GlobalFirstOrderGap = run.GlobalFirstOrderGap,
            LocalFirstOrderGap = run.LocalFirstOrderGap,
            StopReason = run.StopReason,
            Accepted = run.Accepted,
            Proposals = run.Proposals,
            BestBaseline = Best(run),
            Rewards = evaluation.PerSeed,
            TruncationBound = evaluation.TruncationBound,
            ModeAccuracy = evaluation.ModeAccuracy,
        };
}

/// <summary>What a cell took: the only figures of a sweep that differ from run to run.</summary>
/// <param name="TrainingSeconds">Wall-clock seconds of training, over all sessions that ended in good order.</param>
/// <param name="EvaluationSeconds">Wall-clock seconds of evaluation.</param>
/// <param name="PeakWorkingSetBytes">
/// The most memory that the process held at any time until the end of the cell, the runtime and earlier cells included: it never falls
/// from one cell to the next of a session. 0 where the system does not tell.
/// </param>
/// <param name="AllocatedBytes">All managed memory that the cell asked for in its last session, whether given back or not.</param>
public sealed record SweepCost(double TrainingSeconds, double EvaluationSeconds, long PeakWorkingSetBytes, long AllocatedBytes);
