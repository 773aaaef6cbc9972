namespace Antiphon.Games;

/// <summary>A continuous game that ships with the library.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Description">What it is about, in one sentence.</param>
/// <param name="Agents">Its own n.</param>
/// <param name="Create">Builds it for a number of agents.</param>
public sealed record BuiltInContinuousGame(string Name, string Description, int Agents, Func<int, ContinuousGame> Create);

/// <summary>The continuous games that ship with the library.</summary>
public static class BuiltInContinuousGames
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static IReadOnlyList<BuiltInContinuousGame> All { get; } =
    [
        new(
            "warehouse-continuous",
            "500 robots on a line in two clusters; the dispatcher observes k positions and directs to the larger cluster (the paper's "
                + "Appendix G.2)",
            500,
            agents => new WarehouseContinuous(agents)
        ),
    ];

    /// <summary>The built-in game of a name, or null.</summary>
    /// <param name="name">For example "warehouse-continuous"; case matters.</param>
    public static BuiltInContinuousGame? Find(string name) =>
        All.FirstOrDefault(game => string.Equals(game.Name, name, StringComparison.Ordinal));
}
