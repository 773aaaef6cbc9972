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
/// Estimate of the error of the value at the run's own resolution R: with an error that falls to the share q with each doubling of R, the
/// distance d to the value at 2 R times 1/(1 - q), or d to the value at R/2 times q/(1 - q). An error like 1/R has q = 1/2; generous where
/// it shrinks faster. Where agents depend on the population it can shrink more slowly, since a node between two others counts rare
/// states as a mixture: then q is estimated by a third resolution.
/// </param>
internal sealed record ModelCheck(int Resolution, double Value, double ErrorEstimate)
{
    private const long LargestLattice = 12_000;

    // Nodes times observations, which the action law at the nodes takes to compute.
    private const double LargestLaw = 1.5e8;

    // Of an error like 1/R, and the largest that is believed.
    private const double UsualShare = 0.5;
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
        bool isFiner = resolution > own.Resolution;
        double share = own.Game.Couplings is null
            ? UsualShare
            : Share(own.Resolution, resolution, distance, () =>
                Math.Abs((isFiner ? value : other) - Value(Math.Min(resolution, own.Resolution) / 2))
            );
        return new ModelCheck(resolution, other, distance * (isFiner ? 1 : share) / (1 - share));

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
    /// The share q to which the error falls with each doubling of the resolution, as two doublings show it, taken to lie between 1/2 (an
    /// error like 1/R) and 2/3; 2/3 where the coarsest resolutions are no halvings.
    /// </summary>
    /// <param name="own">R.</param>
    /// <param name="other">The other resolution, 2 R or R/2.</param>
    /// <param name="distance">Between the values at the two.</param>
    /// <param name="before">Finds the distance between the coarser of them and half of that.</param>
    internal static double Share(int own, int other, double distance, Func<double> before)
    {
        int coarser = Math.Min(own, other);
        if (Math.Max(own, other) != 2 * coarser || coarser % 2 != 0 || before() is not (> 0 and var former))
        {
            return SlowestShare;
        }

        return Math.Clamp(distance / former, UsualShare, SlowestShare);
    }

    /// <summary>The resolution of the second model; 0 where there is none.</summary>
    /// <param name="game">The game.</param>
    /// <param name="resolution">R of the run's model.</param>
    /// <param name="observations">How many observations the dispatcher's policy distinguishes.</param>
    internal static int OtherResolution(CooperativeGame game, int resolution, double observations)
    {
        long finer = MeanFieldPopulation.CountVectors(game, 2L * resolution);
        return finer <= LargestLattice && finer * observations <= LargestLaw ? 2 * resolution : resolution / 2;
    }
}
