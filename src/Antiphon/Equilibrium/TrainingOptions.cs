using System.Text.Json.Serialization;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>
/// What the options of every kind of training have in common; run folders and sweeps need nothing else. Properties are declared here and
/// defined by each kind, because columns of sweeps and fields of files follow the order of the definitions.
/// </summary>
public abstract record TrainingOptions
{
    /// <summary>k.</summary>
    public abstract int Subsample { get; init; }

    /// <summary>Root of all randomness.</summary>
    public abstract ulong Seed { get; init; }

    /// <summary>Episodes per seed when the result is deployed; at least 1.</summary>
    public abstract int Rollouts { get; init; }

    /// <summary>Seeds when the result is deployed; at least 2.</summary>
    public abstract int Seeds { get; init; }

    /// <summary>The most pairs of episodes per verdict by simulation; at least 64.</summary>
    public abstract int JudgeRollouts { get; init; }

    /// <summary>Confidence of each verdict by simulation, in (0, 1).</summary>
    public abstract double Confidence { get; init; }

    /// <summary>Whether to measure the baselines beside the result.</summary>
    public abstract bool Baselines { get; init; }

    /// <summary>
    /// Threads at work, at least 1. Results do not depend on it, no file stores it, and options that differ only in it are equal.
    /// </summary>
    [JsonIgnore]
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether they come from a file: unset options then mean what they meant when the file was written.</summary>
    [JsonIgnore]
    internal bool IsStored { get; init; }

    /// <summary>How the trained pair and the baselines are deployed.</summary>
    [JsonIgnore]
    public OnlineExecutionOptions Deployment =>
        new()
        {
            Horizon = Steps,
            Rollouts = Rollouts,
            Seeds = Seeds,
            Seed = Seed,
            Threads = Threads,
        };

    /// <summary>Steps of a deployed episode.</summary>
    protected abstract int Steps { get; }

    /// <summary>How pairs are compared: until at most 1 % of the discount's weight is left, and at least over an episode.</summary>
    /// <param name="discount">The game's.</param>
    internal PairedComparisonOptions Comparison(double discount) =>
        new()
        {
            Horizon = Math.Max(Steps, DiscountedHorizon.Fading(discount)),
            MaximumRollouts = JudgeRollouts,
            Confidence = Confidence,
            Seed = Seed,
            Threads = Threads,
        };

    /// <summary>Whether two records ask for the same training; threads may differ.</summary>
    /// <param name="other">Another.</param>
    public virtual bool Equals(TrainingOptions? other) => EqualityContract == other?.EqualityContract;

    /// <inheritdoc/>
    public override int GetHashCode() => EqualityContract.GetHashCode();
}
