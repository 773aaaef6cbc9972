using System.Text.Json.Serialization;
using Antiphon.Games;

namespace Antiphon.Cli.Output;

/// <summary>A game by its sizes.</summary>
internal sealed record GameDocument(
    string Name,
    string? Description,
    int GlobalStates,
    int LocalStates,
    int GlobalActions,
    int LocalActions,
    long Agents,
    double Discount,
    string Hash
)
{
    /// <summary>How many rows P_g and P_l have together.</summary>
    public required long TransitionRows { get; init; }

    /// <summary>How many probabilities above 0 they take; those of equal rows are kept once.</summary>
    public required long TransitionEntries { get; init; }

    /// <summary>How many entries of the reward tables are random; absent where none is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RandomRewards { get; init; }

    /// <summary>How many pairs (s_g, a_g) are forbidden; absent where none is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ForbiddenGlobalActions { get; init; }

    /// <summary>How many triples (s_l, s_g, a_l) are forbidden; absent where none is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ForbiddenLocalActions { get; init; }

    /// <summary>The aggregates of the population that rows and rewards depend on, by name; absent where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Aggregates { get; init; }

    /// <summary>The types of local agents; null when the game declares none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TypeDocument>? Types { get; init; }

    public static GameDocument From(CooperativeGame game, string? description) =>
        new(
            game.Name,
            description,
            game.GlobalStates,
            game.LocalStates,
            game.GlobalActions,
            game.LocalActions,
            game.Agents,
            game.Discount,
            game.Hash
        )
        {
            TransitionRows = game.TransitionRows,
            TransitionEntries = game.TransitionEntries,
            RandomRewards = game.Noise?.RandomEntries,
            ForbiddenGlobalActions = game.Allowed.GlobalSets is null ? null : game.Allowed.ForbiddenGlobal,
            ForbiddenLocalActions = game.Allowed.LocalSets is null ? null : game.Allowed.ForbiddenLocal,
            Aggregates = game.Couplings is null ? null : [.. game.Aggregates.Select(aggregate => aggregate.Name)],
            Types = game.Types.Declared
                ?
                [
                    .. game.Types.Zip(game.Types.Split(game.Agents), (type, agents) =>
                        new TypeDocument(type.Name, type.Share, agents, type.States)
                    ),
                ]
                : null,
        };
}
