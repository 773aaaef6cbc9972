namespace Antiphon.Games;

/// <summary>A game that ships with the library.</summary>
public sealed class BuiltInGame
{
    private readonly Lazy<CooperativeGame> game;

    internal BuiltInGame(string name, string description, Func<CooperativeGame> recipe)
    {
        Name = name;
        Description = description;
        game = new Lazy<CooperativeGame>(recipe);
    }

    /// <summary>What to type: "warehouse".</summary>
    public string Name { get; }

    /// <summary>One sentence that says what it is about.</summary>
    public string Description { get; }

    /// <summary>The game; built once, and immutable.</summary>
    public CooperativeGame Create() => game.Value;
}

/// <summary>The games that ship with the library.</summary>
public static class BuiltInGames
{
    /// <summary>All of them, in the order in which they are listed to people.</summary>
    public static IReadOnlyList<BuiltInGame> All { get; } =
    [
        new("warehouse", "Five zones on a ring: a dispatcher moves the active zone, 1000 robots follow it; r_g = 4 - |s_g - a_g| (the paper's text).", Warehouse.Create),
        new("warehouse-flat", "The same warehouse with r_g = 1, as in the authors' program.", Warehouse.CreateFlat),
    ];

    /// <summary>The built-in game of a name.</summary>
    /// <param name="name">Its name, in any case of letters.</param>
    /// <exception cref="InvalidInputException">There is no such game; the message lists those there are.</exception>
    public static CooperativeGame Get(string name) =>
        All.FirstOrDefault(game => string.Equals(game.Name, name, StringComparison.OrdinalIgnoreCase))?.Create()
        ?? throw new InvalidInputException($"there is no built-in game \"{name}\"; built in are {string.Join(", ", All.Select(game => game.Name))}");
}
