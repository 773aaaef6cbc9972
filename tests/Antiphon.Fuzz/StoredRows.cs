using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;

namespace Antiphon.Fuzz;

/// <summary>Rows of reproductions whose trainings take minutes, made up.</summary>
internal static class StoredRows
{
    private static readonly double[] PerSeed = [1.5, 2];

    /// <summary>Their names and they.</summary>
    public static IEnumerable<(string Name, object Row)> All => [("continuous", Continuous), ("federated", Federated)];

    private static ContinuousReproductionRow Continuous =>
        new()
        {
            Version = "0",
            Configuration = ReproductionConfiguration.Released,
            Algorithm = "trpo",
            K = 1,
            Training = 1,
            Agents = 100,
            Horizon = 5,
            Seed = 1,
            Rollouts = 2,
            Reward = new ReproductionReward(1.75, 0.25, 1, 2.5),
            PerSeed = PerSeed,
            SelectionReward = 1,
            SingleStepAccuracy = 0.5,
            RandomDispatcher = 1,
            AllUniform = null,
            TrainSeconds = 3,
            Alternations = 2,
            StopReason = StopReason.NoImprovement,
            HeatMap = new ContinuousHeatMap(
                [
                    [0.5, 0.5],
                    [1, 0],
                ],
                [0, 1],
                [0, 0],
                1
            ),
        };

    private static FederatedReproductionRow Federated =>
        new()
        {
            Version = "0",
            DataSet = 1,
            CostFactor = 1,
            CostWeight = 0.5,
            Clients = 100,
            Hidden = 0,
            Subsamples = [1],
            Seed = 1,
            Seeds = 2,
            Rollouts = 2,
            LoggedEpisodes = 3,
            Fit = new FederatedFit(3, 0.5, 1, 0.1, 1, 0.1, ["a notice"]),
            Policies = [Measured(FederatedPolicyKind.Pair, 1), Measured(FederatedPolicyKind.Fixed, null)],
        };

    private static FederatedMeasurement Measured(FederatedPolicyKind kind, int? subsample)
    {
        var interval = new ConfidenceInterval(1.75, 1, 2.5, 0.25, 2);
        return new FederatedMeasurement
        {
            Name = kind.ToString(),
            Kind = kind,
            K = subsample,
            Tuned = subsample is null ? "a setting" : null,
            Reward = interval,
            PerSeed = PerSeed,
            Promised = interval,
            Accuracy = 0.75,
            Course = [new FederatedProgress(0, 2, 0, 0), new FederatedProgress(5, 1, 100, 10)],
        };
    }
}
