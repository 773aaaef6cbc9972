using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>
/// What training (<see cref="Alternation"/> with its ordinary options) takes at each k: memory by the same formulas that training checks
/// before it starts, seconds by a <see cref="TrainingSpeed"/>.
/// </summary>
internal sealed class TrainingForecast
{
    private readonly CooperativeGame game;
    private readonly TrainingMemory memory;
    private readonly TrainingSpeed speed;

    /// <summary>Prepares the forecast of a game.</summary>
    /// <param name="game">The game, with the number of agents it is to be trained for.</param>
    /// <param name="threads">Threads at work, at least 1: starts that are trained at the same time take memory each.</param>
    /// <param name="speed">How fast it trains; null: <see cref="TrainingSpeed.Typical"/>.</param>
    public TrainingForecast(CooperativeGame game, int threads, TrainingSpeed? speed = null)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        this.game = game;
        this.speed = speed ?? TrainingSpeed.Typical(game);
        memory = new TrainingMemory(game, new AlternationOptions { Subsample = 1, Threads = threads });
    }

    /// <summary>Whether the count vectors of k agents can be indexed, whatever the memory.</summary>
    /// <param name="subsample">k, at least 1.</param>
    public bool CanBeIndexed(long subsample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subsample, 1);
        return memory.CanBeIndexed(subsample);
    }

    /// <summary>Bytes of training with all its oracles; infinity where the count vectors cannot be indexed.</summary>
    /// <param name="subsample">k, at least 1.</param>
    public double Bytes(long subsample) => CanBeIndexed(subsample) ? memory.Bytes((int)subsample) : double.PositiveInfinity;

    /// <summary>Seconds of training, an estimate; infinity where the count vectors cannot be indexed.</summary>
    /// <param name="subsample">k, at least 1.</param>
    public double Seconds(long subsample) =>
        CanBeIndexed(subsample)
            ? speed.SecondsAtLeast + (speed.SecondsPerVector * LatticeSize.CountVectors(game, subsample))
            : double.PositiveInfinity;

    /// <summary>The largest k whose training fits within limits, and what keeps it from being larger.</summary>
    /// <param name="seconds">How long it may take.</param>
    /// <param name="bytes">How much memory it may take.</param>
    public PlanRecommendation Largest(double seconds, double bytes)
    {
        // All that training takes grows with k: the largest that fits lies between one that does and one that does not.
        (long fits, long exceeds) = ((long)game.Types.Count, game.Agents);
        if (Exceeded(fits, seconds, bytes) is { } atOnce)
        {
            return new PlanRecommendation(null, atOnce);
        }

        if (Exceeded(exceeds, seconds, bytes) is null)
        {
            return new PlanRecommendation(exceeds, PlanLimit.Agents);
        }

        while (exceeds - fits > 1)
        {
            long middle = fits + ((exceeds - fits) / 2);
            (fits, exceeds) = Exceeded(middle, seconds, bytes) is null ? (middle, exceeds) : (fits, middle);
        }

        return new PlanRecommendation(fits, Exceeded(exceeds, seconds, bytes)!.Value);
    }

    private PlanLimit? Exceeded(long subsample, double seconds, double bytes)
    {
        if (!CanBeIndexed(subsample))
        {
            return PlanLimit.Index;
        }

        return Bytes(subsample) > bytes ? PlanLimit.Memory
            : Seconds(subsample) > seconds ? PlanLimit.Time
            : null;
    }
}
