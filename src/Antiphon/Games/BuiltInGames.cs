namespace Antiphon.Games;

/// <summary>The games that ship with the library.</summary>
public static class BuiltInGames
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static IReadOnlyList<BuiltInGame> All { get; } =
    [
        new("warehouse", "A dispatcher steers a fleet of robots between five zones; r_g = 4 - |s_g - a_g| (the paper's experiment)", () =>
            Warehouse.Define("warehouse", (state, action) => 4 - Math.Abs(state - action))
        ),
        new("warehouse-flat", "The warehouse with r_g = 1 everywhere, as the authors' program has it", () =>
            Warehouse.Define("warehouse-flat", (_, _) => 1)
        ),
        new(
            "microgrid",
            "500 home batteries: an operator announces charge windows and discharge calls, seeing the charge of k homes",
            Microgrid.Define
        ),
        new(
            "mixed-fleet",
            "Two types of vehicles, shuttles (fast, small reward) and forklifts (slow, large reward), half each, between five zones",
            MixedFleet.Define
        ),
    ];

    /// <summary>The built-in game of a name, or null.</summary>
    /// <param name="name">For example "warehouse"; case matters.</param>
    public static BuiltInGame? Find(string name) => All.FirstOrDefault(game => string.Equals(game.Name, name, StringComparison.Ordinal));

    /// <summary>Builds the game of a name.</summary>
    /// <param name="name">For example "warehouse"; case matters.</param>
    /// <exception cref="InvalidInputException">There is no such game; the message lists those that there are.</exception>
    public static CooperativeGame Get(string name) =>
        Find(name)?.Create()
        ?? throw new InvalidInputException(
            $"There is no built-in game '{name}'. Built in are: {string.Join(", ", All.Select(game => game.Name))}."
        );
}
