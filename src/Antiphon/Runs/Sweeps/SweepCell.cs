using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Antiphon.Equilibrium;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>One cell of a sweep, done: what training and evaluation gave, or why they failed.</summary>
public sealed record SweepCell
{
    /// <summary>k.</summary>
    public required int Subsample { get; init; }

    /// <summary>The seed it was trained with.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The number of its variant, from 1; 0 where the sweep varies k and seed alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Variant { get; init; }

    /// <summary>Why there is no result, for example that k does not fit in memory; null when there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>What came out; null when the cell failed.</summary>
    public SweepOutcome? Outcome { get; init; }

    /// <summary>What it took. Differs from run to run.</summary>
    public required SweepCost Cost { get; init; }

    /// <summary>
    /// The number of the claim under which it was made. Of two results of one cell that with the higher number counts, so that a process
    /// which lost its claim while it stood still changes nothing.
    /// </summary>
    [JsonIgnore]
    internal int Fence { get; init; } = 1;

    /// <summary>The cell's name.</summary>
    /// <returns>k, seed and variant.</returns>
    internal SweepKey Key() => new(Subsample, Seed, Variant);
}

/// <summary>
/// The result of a cell, a function of game, options, k and seed alone. It is the outcome of training, except that figures of the deployed
/// pair come from the evaluation. Where there is no population model, gains are those that the judge found for a side's last proposal.
/// </summary>
public sealed record SweepOutcome : AlternationOutcome
{
    /// <summary>An outcome whose every field is set.</summary>
    public SweepOutcome() { }

    /// <summary>Puts together what training and evaluation gave.</summary>
    /// <param name="run">What training gave.</param>
    /// <param name="evaluation">The deployed pair.</param>
    [SetsRequiredMembers]
    internal SweepOutcome(AlternationOutcome run, SimulationResult evaluation)
        : base(run)
    {
        GlobalGain = Gain(run.GlobalGain, run.GlobalGainDeployed);
        LocalGain = Gain(run.LocalGain, run.LocalGainDeployed);
        BestBaseline = Best(run);
        Rewards = evaluation.PerSeed;
        Deployed = evaluation.Reward;
        Std = evaluation.Std;
        TruncationBound = evaluation.TruncationBound;
        ModeAccuracy = evaluation.ModeAccuracy;
    }

    /// <summary>Mean discounted return of the best pair of baselines; null without baselines.</summary>
    public required double? BestBaseline { get; init; }

    /// <summary>Mean discounted return of the trained pair, one number per evaluation seed.</summary>
    public required IReadOnlyList<double> Rewards { get; init; }

    // The first is the best; without a model the best is that of the highest mean.
    private static double? Best(AlternationOutcome run) =>
        run.Baselines.Count == 0 ? null
        : double.IsNaN(run.Value) ? run.Baselines.Max(baseline => baseline.Deployed.Mean)
        : run.Baselines[0].Deployed.Mean;

    private static double Gain(double inModel, DeployedGain? deployed) =>
        double.IsNaN(inModel) ? Math.Max(0, deployed?.Mean ?? double.NaN) : inModel;
}

/// <summary>What a cell took: the only figures of a sweep that differ from run to run.</summary>
/// <param name="TrainingSeconds">Wall-clock seconds of training, over all sessions that ended in good order.</param>
/// <param name="EvaluationSeconds">Wall-clock seconds of evaluation.</param>
/// <param name="PeakWorkingSetBytes">
/// The most memory that the process held at any time until the end of the cell, the runtime and earlier cells included: it never falls
/// from one cell to the next of a session. 0 where the system does not tell.
/// </param>
/// <param name="AllocatedBytes">All managed memory that the cell allocated in its last session, including memory that was freed.</param>
public sealed record SweepCost(double TrainingSeconds, double EvaluationSeconds, long PeakWorkingSetBytes, long AllocatedBytes);
