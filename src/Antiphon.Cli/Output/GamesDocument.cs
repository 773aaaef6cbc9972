using Antiphon.Games;

namespace Antiphon.Cli.Output;

/// <summary>The result of games --json, "antiphon-games/1".</summary>
internal sealed record GamesDocument(
    string Format,
    IReadOnlyList<GameDocument> Games,
    IReadOnlyList<ContinuousGameDocument> ContinuousGames
)
{
    public GamesDocument(IEnumerable<GameDocument> games, IEnumerable<ContinuousGameDocument> continuous)
        : this("antiphon-games/1", [.. games], [.. continuous]) { }
}

/// <summary>A game with continuous states by its sizes.</summary>
internal sealed record ContinuousGameDocument(
    string Name,
    string Description,
    int GlobalCoordinates,
    int LocalCoordinates,
    int Features,
    int GlobalActions,
    int LocalActions,
    long Agents,
    double Discount
)
{
    public static ContinuousGameDocument From(BuiltInContinuousGame entry)
    {
        ContinuousGame game = entry.Create(entry.Agents);
        return new ContinuousGameDocument(
            game.Name,
            entry.Description,
            game.GlobalStates.Dimension,
            game.LocalStates.Dimension,
            game.Features.Size,
            game.GlobalActions.Count,
            game.LocalActions.Count,
            game.Agents,
            game.Discount
        );
    }
}
