using Antiphon.Equilibrium;

namespace Antiphon.Runs;

/// <summary>Makes the options of sweeps.</summary>
public static class SweepGrid
{
    /// <summary>Puts options together.</summary>
    /// <typeparam name="TOptions">The options of a training.</typeparam>
    /// <param name="subsamples">The k, in any order; repetitions count once.</param>
    /// <param name="trainingSeeds">Number of training seeds.</param>
    /// <param name="training">What to train with; its k does not matter.</param>
    public static SweepOptions<TOptions> Of<TOptions>(IEnumerable<int> subsamples, int trainingSeeds, TOptions training)
        where TOptions : TrainingOptions
    {
        ArgumentNullException.ThrowIfNull(training);
        int[] ordered = [.. subsamples.Distinct().Order()];
        return new SweepOptions<TOptions>
        {
            Subsamples = ordered,
            TrainingSeeds = trainingSeeds,
            Training = training with { Subsample = ordered.FirstOrDefault() },
        };
    }
}
