using Antiphon.Games;

namespace Antiphon.Cli.Output;

/// <summary>What the list of built-in games says of each.</summary>
/// <param name="LocalStates">S.</param>
/// <param name="LocalActions">Number of local actions.</param>
/// <param name="GlobalStates">G.</param>
/// <param name="GlobalActions">Number of global actions.</param>
/// <param name="Agents">n.</param>
/// <param name="Discount">gamma.</param>
/// <param name="Types">The types of agents in words; null where the game declares none.</param>
internal sealed record GameSizes(
    int LocalStates,
    int LocalActions,
    int GlobalStates,
    int GlobalActions,
    long Agents,
    double Discount,
    string? Types = null
)
{
    // Building all games to count their states would take as long as the rest of the list; a test compares.
    private static readonly Dictionary<string, GameSizes> Listed = new(StringComparer.Ordinal)
    {
        ["warehouse"] = new(5, 3, 5, 5, 1000, 0.95),
        ["warehouse-flat"] = new(5, 3, 5, 5, 1000, 0.95),
        ["microgrid"] = new(5, 3, 3, 3, 500, 0.97),
        ["microgrid:day"] = new(5, 3, 24, 3, 500, 0.97),
        ["mixed-fleet"] = new(10, 3, 5, 5, 1000, 0.95, "shuttle (share 0.5, 5 states); forklift (share 0.5, 5 states)"),
        ["depots"] = new(25, 2, 9, 9, 1000, 0.95),
        ["epidemic"] = new(4, 2, 6, 3, 10_000, 0.97),
        ["epidemic:ages"] = new(8, 2, 6, 3, 10_000, 0.97, "young (share 0.8, 4 states); old (share 0.2, 4 states)"),
        ["congestion"] = new(5, 3, 5, 5, 1000, 0.95),
    };

    /// <summary>The sizes of a built-in game.</summary>
    public static GameSizes Of(BuiltInGame game) => Listed.GetValueOrDefault(game.Name) ?? Count(game.Create());

    /// <summary>The sizes of a game that is built.</summary>
    public static GameSizes Count(CooperativeGame game) =>
        new(
            game.LocalStates,
            game.LocalActions,
            game.GlobalStates,
            game.GlobalActions,
            game.Agents,
            game.Discount,
            game.Types.Declared
                ? string.Join("; ", game.Types.Select(type => $"{type.Name} (share {type.Share}, {Figures.Count(type.States, "state")})"))
                : null
        );
}
