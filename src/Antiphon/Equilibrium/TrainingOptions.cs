using System.Text.Json.Serialization;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>
/// What the options of every kind of training have in common; run folders and sweeps need no more of them. Properties are declared here
/// and defined by each kind: columns of sweeps and fields of files stand in the order of the definitions.
/// </summary>
public abstract record TrainingOptions
{
    private readonly Compute compute = new(Environment.ProcessorCount);

    /// <summary>k.</summary>
    public abstract int Subsample { get; init; }

    /// <summary>Root of all randomness.</summary>
    public abstract ulong Seed { get; init; }

    /// <summary>Episodes per seed when the result is deployed; at least 1.</summary>
    public abstract int Rollouts { get; init; }

    /// <summary>Seeds when the result is deployed; at least 2.</summary>
    public abstract int Seeds { get; init; }

    /// <summary>Whether to measure the baselines beside the result.</summary>
    public abstract bool Baselines { get; init; }

    /// <summary>
    /// Threads at work, at least 1. No part of the question: results do not depend on it, no file stores it, and equal options may differ
    /// in it.
    /// </summary>
    [JsonIgnore]
    public int Threads
    {
        get => compute.Threads;
        init => compute = new Compute(value);
    }

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

    // What a training computes with. Any two are equal, so that records that hold them are compared by the question alone.
    private sealed class Compute(int threads)
    {
        public int Threads => threads;

        public override bool Equals(object? obj) => obj is Compute;

        public override int GetHashCode() => 0;
    }
}
