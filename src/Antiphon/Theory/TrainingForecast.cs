using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Populations;

namespace Antiphon.Theory;

/// <summary>
/// What training (<see cref="Alternation"/> with its ordinary options) takes at each k: memory by the same formulas that training checks before it starts, seconds by
/// a fit to a few measured runs.
/// </summary>
/// <remarks>
/// Seconds are 4 + 1.15e-4 C(k+S-1, S-1) (G/5) (S(S-1)/20), measured on two cores with `antiphon train`, seed 1: warehouse-flat took 3.7, 4.1, 7.3, 9.7, 19 and 46
/// seconds at k = 1, 10, 20, 30, 40 and 50, microgrid 4.2, 4.9 and 9.7 at k = 5, 20 and 40; the fit is within a factor of 1.4 of each. All of these have S = 5, so
/// that the dependence on S is that of the operations counted, not measured. Expect a factor of 3 either way.
/// </remarks>
public sealed class TrainingForecast
{
    private const double SecondsAtLeast = 4;
    private const double SecondsPerVector = 1.15e-4;
    private const double MeasuredGlobalStates = 5;
    private const double MeasuredMoves = 20;

    private readonly CooperativeGame game;
    private readonly int atOnce;
    private readonly double populationBytes;

    /// <summary>Prepares the forecast of a game.</summary>
    /// <param name="game">The game, with the number of agents it is to be trained for.</param>
    /// <param name="threads">Threads at work, at least 1: starts that are trained at the same time take memory each.</param>
    public TrainingForecast(CooperativeGame game, int threads)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        this.game = game;
        atOnce = Math.Min(threads, new AlternationOptions { Subsample = 1 }.Restarts);
        populationBytes = PopulationChooser.ExactFits(game)
            ? ExactPopulation.Bytes(game, game.Agents)
            : MeanFieldPopulation.Bytes(game, PopulationChooser.Resolution(game));
    }

    /// <summary>Whether the count vectors of k agents can be indexed, whatever the memory.</summary>
    /// <param name="subsample">k, at least 1.</param>
    public bool CanBeIndexed(long subsample) =>
        subsample <= int.MaxValue && Vectors(subsample) <= CountLattice.MaximumSize / game.GlobalStates;

    /// <summary>Bytes of training: G-LEARN, looks and population for each start at work; infinity where the count vectors cannot be indexed.</summary>
    /// <param name="subsample">k, at least 1.</param>
    public double Bytes(long subsample) => CanBeIndexed(subsample)
        ? atOnce * (GLearn.Bytes(game, (int)subsample) + ((double)Vectors(subsample) * Alternation.BytesPerHistogram(game)) + populationBytes)
        : double.PositiveInfinity;

    /// <summary>Seconds of training on two cores; an estimate (see the remarks); infinity where the count vectors cannot be indexed.</summary>
    /// <param name="subsample">k, at least 1.</param>
    public double Seconds(long subsample)
    {
        var moves = game.LocalStates * (game.LocalStates - 1) / MeasuredMoves;
        return CanBeIndexed(subsample) ? SecondsAtLeast + (SecondsPerVector * Vectors(subsample) * (game.GlobalStates / MeasuredGlobalStates) * moves) : double.PositiveInfinity;
    }

    private long Vectors(long subsample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subsample, 1);
        return LatticeSize.CountVectors(game, subsample);
    }
}
