using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>What the options of every kind of training have in common; run folders and sweeps need no more of them.</summary>
/// <typeparam name="TSelf">The options.</typeparam>
public interface ITrainingOptions<TSelf>
    where TSelf : ITrainingOptions<TSelf>
{
    /// <summary>k.</summary>
    int Subsample { get; }

    /// <summary>Root of all randomness.</summary>
    ulong Seed { get; }

    /// <summary>Threads at work; results do not depend on it.</summary>
    int Threads { get; }

    /// <summary>How the trained pair is deployed: horizon, episodes, seeds, seed and threads.</summary>
    OnlineExecutionOptions Deployment { get; }

    /// <summary>The same question with another k and seed.</summary>
    /// <param name="subsample">k.</param>
    /// <param name="seed">Root of all randomness.</param>
    TSelf With(int subsample, ulong seed);

    /// <summary>The same with another number of threads, which changes no result.</summary>
    /// <param name="threads">Threads.</param>
    TSelf With(int threads);
}
