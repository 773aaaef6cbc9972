using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;
using RankedPair = (string Global, string Local, Antiphon.Policies.JointPolicy Pair, double Value);

namespace Antiphon.Equilibrium;

/// <summary>
/// Deploys baselines on the random numbers of the trained pair: every deployment splits the same seed into the same episodes, so that
/// differences seed by seed are paired.
/// </summary>
internal static class DeployedBaselines
{
    /// <summary>Measures pairs and puts the best baseline first, the others by their means.</summary>
    /// <param name="game">The game.</param>
    /// <param name="deploy">How the trained pair was deployed.</param>
    /// <param name="pairs">
    /// The pairs in order of their values; of those that the measurement does not tell from the best, the first is the best.
    /// </param>
    /// <param name="trained">What the trained pair earned.</param>
    /// <param name="options">Whether dispatchers remember.</param>
    /// <param name="cancellation">Cancels inside simulations.</param>
    internal static IReadOnlyList<BaselineResult> Measure(
        CooperativeGame game,
        OnlineExecution deploy,
        IEnumerable<RankedPair> pairs,
        SimulationResult trained,
        AlternationOptions options,
        CancellationToken cancellation
    )
    {
        var measured = pairs
            .Select(pair => (Pair: pair, Result: deploy.Run(game, options.Deployed(pair.Pair), null, cancellation)))
            .Select(each =>
                (
                    Baseline: new BaselineResult(each.Pair.Global, each.Pair.Local, each.Result.Reward)
                    {
                        Lead = Difference(trained.PerSeed, each.Result.PerSeed),
                    },
                    each.Result.PerSeed
                )
            )
            .ToList();
        int best = Best([.. measured.Select(each => each.PerSeed)]);
        IEnumerable<BaselineResult> others = measured.Where((_, index) => index != best).Select(each => each.Baseline);
        return [measured[best].Baseline, .. others.OrderByDescending(baseline => baseline.Deployed.Mean)];
    }

    /// <summary>The first of the samples whose paired difference from those of the highest mean could be 0.</summary>
    internal static int Best(IReadOnlyList<IReadOnlyList<double>> samples)
    {
        IReadOnlyList<double> top = samples.MaxBy(StudentMean)!;
        return Enumerable.Range(0, samples.Count).First(index => Difference(top, samples[index]).Low <= 0);
    }

    /// <summary>The mean of first minus second, seed by seed, with Student's 95 % interval.</summary>
    internal static ConfidenceInterval Difference(IReadOnlyList<double> first, IReadOnlyList<double> second) =>
        StudentInterval.FromSamples([.. first.Zip(second, (mine, theirs) => mine - theirs)]);

    private static double StudentMean(IReadOnlyList<double> samples) => StudentInterval.Mean([.. samples]);
}
