using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Antiphon.Cli.Output;

/// <summary>Writes the one document of --json, and reads documents that were stored.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Readable = new(CliJson.Default.Options)
    {
        // Documents go to files and pipes, never into a web page: "constant 2 + follow" need not be escaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = CliJson.Default.WithAddedModifier(RequireParameters),
    };

    public static string Text<T>(T document) => JsonSerializer.Serialize(document, Readable.GetTypeInfo(typeof(T)));

    /// <summary>A part of a document.</summary>
    public static JsonNode Node<T>(T part) => JsonSerializer.SerializeToNode(part, Readable.GetTypeInfo(typeof(T)))!;

    /// <summary>Reads a stored document.</summary>
    /// <exception cref="InvalidInputException">It is damaged or of another format.</exception>
    public static T Load<T>(string path, string format)
        where T : class => InputFile.Parse(InputFile.ReadText(path), path, root =>
        {
            InputFile.RequireFormat(root, format, path);
            return InputFile.As(root, path, (JsonTypeInfo<T>)Readable.GetTypeInfo(typeof(T)));
        });

    // A field that is absent would silently become 0.
    private static void RequireParameters(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Object)
        {
            foreach (JsonPropertyInfo property in type.Properties)
            {
                property.IsRequired |= property.AssociatedParameter is not null;
            }
        }
    }
}
