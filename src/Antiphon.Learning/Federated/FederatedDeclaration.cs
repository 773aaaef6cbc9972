using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>What the federated system declares: names, sizes, the pool as aggregate.</summary>
internal static class FederatedDeclaration
{
    private const string Pool = "pool";

    // Nobody, and then closer where the first clients change most.
    private static readonly double[] PoolPoints = [0, 0.0625, 0.125, 0.25, 0.5, 1];
    private static readonly string[] Hours = ["quiet", "busy"];

    /// <summary>Declares.</summary>
    internal static SystemDeclaration Of(FederatedSystemOptions options) =>
        new()
        {
            Name = "federated",
            Discount = options.Discount,
            Agents = options.Data.Clients,
            GlobalStateNames =
            [
                .. Enumerable
                    .Range(0, options.Levels.Count + 1)
                    .SelectMany(level => Hours.Select(h => $"{Level(options.Levels, level)}, {h}")),
            ],
            LocalStateNames = ["away", "ready, small update", "ready, large update", "in the pool"],
            GlobalActionNames = [.. options.Settings.Select(Text)],
            LocalActionNames = ["idle", "offer to work"],
            Coupling = new Aggregate(Pool, [0, 0, 0, 1], PoolPoints),
        };

    /// <summary>The global state.</summary>
    internal static int GlobalState(int level, int hours) => (level * Hours.Length) + hours;

    /// <summary>Global states with equal numbers have the same rewards at the same work: those that differ in their hours alone.</summary>
    internal static int RewardClass(int globalState) => globalState / Hours.Length;

    private static string Level(IReadOnlyList<double> levels, int level) =>
        level == 0 ? $"loss above {levels[0]}"
        : level == levels.Count ? $"loss below {levels[^1]}"
        : $"loss {levels[level]} to {levels[level - 1]}";

    private static string Text(FederatedSetting setting) =>
        $"step {setting.StepSize}, mu {setting.Proximal}, {setting.Epochs} {(setting.Epochs == 1 ? "epoch" : "epochs")}";
}
