using System.Text.Json;
using Antiphon.Games;

namespace Antiphon.Policies;

/// <summary>
/// The names of states and actions in a policy file. They tell people and other programs what the indices mean, and they tell whose game
/// the policy is not: the hash covers numbers alone.
/// </summary>
internal static class PolicyNames
{
    private const string Remedy = "use the game that the policy was made for";

    /// <summary>The fields and the names of a game, in the order of the file.</summary>
    public static IReadOnlyList<(string Field, IReadOnlyList<string> Names)> Of(CooperativeGame game) =>
        [
            ("globalStates", game.GlobalStateNames),
            ("localStates", game.LocalStateNames),
            ("globalActions", game.GlobalActionNames),
            ("localActions", game.LocalActionNames),
        ];

    /// <summary>Writes them into the open object.</summary>
    public static void Write(Utf8JsonWriter writer, CooperativeGame game)
    {
        foreach ((string field, IReadOnlyList<string> names) in Of(game))
        {
            writer.WriteStartArray(field);
            foreach (string name in names)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
        }
    }

    /// <summary>The first name of each list that is not the game's; files of earlier versions hold no names.</summary>
    public static IEnumerable<Violation> Others(JsonElement root, CooperativeGame game, StrictJson json) =>
        Of(game)
            .Select(each =>
                root.TryGetProperty(each.Field, out JsonElement element) && json.List(each.Field, element, json.Text) is { } found
                    ? Difference(each.Field, found, each.Names)
                    : null
            )
            .OfType<Violation>();

    /// <summary>The first name of each list in which a game differs from another.</summary>
    public static IEnumerable<Violation> Others(CooperativeGame found, CooperativeGame expected) =>
        Of(found).Zip(Of(expected), (one, other) => Difference(one.Field, one.Names, other.Names)).OfType<Violation>();

    private static Violation? Difference(string field, IReadOnlyList<string?> found, IReadOnlyList<string> expected)
    {
        if (found.Count != expected.Count)
        {
            return new Violation(field, $"has {found.Count} names", $"{expected.Count}, as in the game", Remedy);
        }

        int other = Enumerable.Range(0, found.Count).FirstOrDefault(index => found[index] is { } name && name != expected[index], -1);
        return other < 0
            ? null
            : new Violation(
                $"{field}[{other}]",
                $"is {JsonSerializer.Serialize(found[other])}",
                $"{JsonSerializer.Serialize(expected[other])}, as in the game",
                Remedy
            );
    }
}
