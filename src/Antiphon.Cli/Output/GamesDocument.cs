using Antiphon.Games;

namespace Antiphon.Cli.Output;

/// <summary>The result of games --json, "antiphon-games/1".</summary>
internal sealed record GamesDocument(string Format, IReadOnlyList<GameDocument> Games)
{
    public GamesDocument(IEnumerable<GameDocument> games)
        : this("antiphon-games/1", [.. games]) { }
}
