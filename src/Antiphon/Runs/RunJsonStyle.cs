using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Antiphon.Runs;

/// <summary>The two ways run files are laid out. Both demand every field.</summary>
internal static class RunJsonStyle
{
    // Only where a game declares types; checkpoints of other games are as they were.
    private const string Types = "types";

    private const string Options = "options";
    private const string Training = "training";

    // Older run.json have none: they are of trained runs.
    private const string Kind = "kind";

    /// <summary>For documents a person may open.</summary>
    public static JsonSerializerOptions Document { get; } = Of(RunJson.Default);

    /// <summary>For one value on one line.</summary>
    public static JsonSerializerOptions Line { get; } = new(Document) { WriteIndented = false };

    public static JsonTypeInfo<T> TypeOf<T>(this JsonSerializerOptions style) => (JsonTypeInfo<T>)style.GetTypeInfo(typeof(T));

    /// <summary>The style of a document whose types are in another assembly.</summary>
    /// <param name="types">The document's types.</param>
    /// <param name="converters">How values are written that no run file of this assembly has.</param>
    public static JsonSerializerOptions Of(IJsonTypeInfoResolver types, params ReadOnlySpan<JsonConverter> converters)
    {
        var style = new JsonSerializerOptions(RunJson.Default.Options)
        {
            // These files never go into a web page; "constant 2 + follow" and base64 need not be escaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            // A field that is absent would silently become its default, and the run would resume with other options than it was started
            // with.
            TypeInfoResolver = types.WithAddedModifier(RequireEveryProperty),
        };
        foreach (JsonConverter converter in converters)
        {
            style.Converters.Add(converter);
        }

        return style;
    }

    private static bool IsRecord(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(RunRecord<>);

    private static void RequireEveryProperty(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (JsonPropertyInfo property in type.Properties)
        {
            // Annotations do not tell whether a property of a type parameter may be null; the options of a training may not.
            property.IsSetNullable &= !(type.Type.IsGenericType && property.Name is Options or Training);

            // What is left out when it is null may be absent.
            property.IsRequired =
                property.Name != Types
                && !(property.Name == Kind && IsRecord(type.Type))
                && (property.Set is not null || property.AssociatedParameter is not null)
                && property.ShouldSerialize is null;
        }
    }
}
