using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Equilibrium;

/// <summary>
/// A pair's value in the mean-field model of another resolution, to estimate the error that the lattice makes: of twice the resolution
/// where one evaluation there is cheap, else of half of it.
/// </summary>
/// <param name="Resolution">The other resolution.</param>
/// <param name="Value">The pair's value there.</param>
/// <param name="ErrorEstimate">
/// Estimate of the error of the value at the run's own resolution R, where it shrinks like 1/R: twice the distance to the value at 2 R, or
/// the distance to the value at R/2. Generous where the error shrinks faster. Where agents depend on the population the error can shrink
/// more slowly, since a node between two others counts rare states as a mixture: from R/2 and R/4 the rate is estimated, too.
/// </param>
internal sealed record ModelCheck(int Resolution, double Value, double ErrorEstimate)
{
    private const long LargestLattice = 12_000;

    // Nodes times observations, which the action law at the nodes takes to compute.
    private const double LargestLaw = 1.5e8;

    private const double SlowestShare = 2.0 / 3;

    /// <summary>Evaluates a pair at the other resolution; null where the model is exact, or has no other one.</summary>
    /// <param name="model">The model of the run.</param>
    /// <param name="observations">What the pair's global policy observes.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="value">Its value in the model of the run.</param>
    /// <param name="accuracy">How accurately, in units of the return.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    internal static ModelCheck? Of(
        PopulationModel model,
        CountLattice observations,
        JointPolicy pair,
        double value,
        double accuracy,
        CancellationToken cancellation
    )
    {
        // With memory the observations are the nodes themselves, and have no twin of another resolution.
        if (
            model is not MeanFieldPopulation own
            || ReferenceEquals(observations, model.Lattice)
            || OtherResolution(own.Game, own.Resolution, observations.Size) is not (> 0 and var resolution)
        )
        {
            return null;
        }

        double other = Value(resolution);
        double distance = Math.Abs(value - other);
        return new ModelCheck(
            resolution,
            other,
            resolution > own.Resolution ? 2 * distance
                : own.Game.Couplings is null || resolution < 2 ? distance
                : Remaining(distance, Math.Abs(other - Value(resolution / 2)))
        );

        double Value(int at)
        {
            using var workers = new Workers(1, cancellation);
            var evaluator = new PairEvaluation(new MeanFieldPopulation(own.Game, at, own.Game.Agents), observations, workers);
            evaluator.SetLocal(pair.Local);
            evaluator.SetGlobal(pair.Global);
            return evaluator.Evaluate(accuracy, cancellation);
        }
    }

    /// <summary>
    /// What is left of an error that falls to the same share with each doubling of the resolution: distance q / (1 - q), q the share that
    /// two doublings show, taken to lie between 1/2 (an error like 1/R) and 2/3.
    /// </summary>
    /// <param name="distance">Between the values at R/2 and R.</param>
    /// <param name="before">Between those at R/4 and R/2.</param>
    internal static double Remaining(double distance, double before)
    {
        double share = Math.Clamp(before > 0 ? distance / before : SlowestShare, 0.5, SlowestShare);
        return distance * share / (1 - share);
    }

    /// <summary>The resolution of the second model; 0 where there is none.</summary>
    /// <param name="game">The game.</param>
    /// <param name="resolution">R of the run's model.</param>
    /// <param name="observations">How many observations the dispatcher's policy tells apart.</param>
    internal static int OtherResolution(CooperativeGame game, int resolution, double observations)
    {
        long finer = MeanFieldPopulation.CountVectors(game, 2L * resolution);
        return finer <= LargestLattice && finer * observations <= LargestLaw ? 2 * resolution : resolution / 2;
    }
}
