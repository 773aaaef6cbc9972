using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Antiphon.Runs;

/// <summary>The two ways run files are laid out. Both demand every field.</summary>
internal static class RunJsonStyle
{
    // Only where a game declares types; checkpoints of other games are as they were.
    private const string Types = "types";

    // Older run.json have none: they are of trained runs.
    private const string Kind = "kind";

    /// <summary>For documents a person may open.</summary>
    public static JsonSerializerOptions Document { get; } = Create(indented: true);

    /// <summary>For one value on one line.</summary>
    public static JsonSerializerOptions Line { get; } = Create(indented: false);

    public static JsonTypeInfo<T> TypeOf<T>(this JsonSerializerOptions style) => (JsonTypeInfo<T>)style.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions Create(bool indented) =>
        new(RunJson.Default.Options)
        {
            WriteIndented = indented,
            // These files never go into a web page; "constant 2 + follow" and base64 need not be escaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            // A field that is absent would silently become its default, and the run would resume with other options than it was started
            // with.
            TypeInfoResolver = RunJson.Default.WithAddedModifier(RequireEveryProperty),
        };

    private static void RequireEveryProperty(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (JsonPropertyInfo property in type.Properties)
        {
            // What is left out when it is null may be absent.
            property.IsRequired =
                property.Name != Types
                && !(property.Name == Kind && type.Type == typeof(RunRecord))
                && (property.Set is not null || property.AssociatedParameter is not null)
                && property.ShouldSerialize is null;
        }
    }
}
