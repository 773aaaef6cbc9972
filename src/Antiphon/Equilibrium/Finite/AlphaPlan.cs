using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>Plans with alpha vectors beside the agents of an alternation, for a dispatcher that observes everybody.</summary>
internal static class AlphaPlan
{
    // Ten times as many raised the bounds by less than one per cent, and no deployed return beyond its noise.
    private const long BackupsInTurn = 500;

    // So small a lattice costs next to nothing; its bound only tells the search where to look.
    private const long LatticeInTurn = 1_000;

    /// <summary>Vectors that are good enough to act by.</summary>
    /// <param name="setting">Options and tolerances.</param>
    /// <param name="local">pi_l.</param>
    /// <param name="earlier">Vectors whose plans are valued anew; or null.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="cancellation">Cancels the search.</param>
    internal static AlphaVectorResult Quick(
        AlphaSetting setting,
        LocalPolicy local,
        AlphaVectors? earlier,
        int threads,
        CancellationToken cancellation
    )
    {
        AlphaVectorOptions options = Options(setting, earlier, BackupsInTurn, threads) with { LargestLattice = LatticeInTurn };
        return new AlphaVectorPlanner(options).Solve(setting.Game, local, cancellation);
    }

    /// <summary>Vectors and bounds that are worth printing.</summary>
    /// <param name="setting">Options and tolerances.</param>
    /// <param name="pair">The pair; the search begins with the vectors of its dispatcher, if there are any.</param>
    /// <param name="cancellation">Cancels the search.</param>
    internal static AlphaVectorResult Bounds(AlphaSetting setting, JointPolicy pair, CancellationToken cancellation) =>
        new AlphaVectorPlanner(Options(setting, pair.Global.Gamma, AlphaVectorOptions.BackupsForBounds, setting.Options.Threads)).Solve(
            setting.Game,
            pair.Local,
            cancellation
        );

    private static AlphaVectorOptions Options(AlphaSetting setting, AlphaVectors? earlier, long backups, int threads) =>
        new()
        {
            Accuracy = setting.Tolerances.Threshold,
            MaximumBackups = backups,
            Seed = setting.Options.Seed,
            WarmStart = earlier,
            Threads = threads,
        };
}
