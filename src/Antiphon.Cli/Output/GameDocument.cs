using System.Text.Json.Serialization;
using Antiphon.Games;

namespace Antiphon.Cli.Output;

/// <summary>A game by its sizes.</summary>
internal sealed record GameDocument(
    string Name, string? Description, int GlobalStates, int LocalStates, int GlobalActions, int LocalActions, long Agents, double Discount, string Hash)
{
    /// <summary>How many entries of the reward tables are random; absent where none is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RandomRewards { get; init; }

    public static GameDocument From(CooperativeGame game, string? description) => new(
        game.Name, description, game.GlobalStates, game.LocalStates, game.GlobalActions, game.LocalActions, game.Agents, game.Discount, game.Hash)
    {
        RandomRewards = game.Noise?.RandomEntries,
    };
}
