using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Antiphon.Server;

/// <summary>The body of a request in memory of its own: that of the connection is used again as soon as it was read.</summary>
internal sealed class JsonBody : IDisposable
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly byte[] bytes;
    private readonly int length;
    private JsonDocument? document;

    /// <summary>Copies a body.</summary>
    /// <param name="body">All of it.</param>
    public JsonBody(in ReadOnlySequence<byte> body)
    {
        length = checked((int)body.Length);
        bytes = ArrayPool<byte>.Shared.Rent(length);
        body.CopyTo(bytes);
    }

    /// <summary>What it holds, once it was parsed.</summary>
    public JsonElement Root => document!.RootElement;

    /// <summary>Parses it.</summary>
    /// <exception cref="ProblemException">It is not JSON, or repeats a field.</exception>
    public void Parse()
    {
        if (!Utf8.IsValid(bytes.AsSpan(0, length)))
        {
            throw ProblemException.Invalid("body", "is not UTF-8", "a JSON object in UTF-8", "encode the text as UTF-8");
        }

        try
        {
            document = JsonDocument.Parse(bytes.AsMemory(0, length), Strict);
        }
        catch (JsonException fault)
        {
            throw ProblemException.Invalid(
                "body",
                $"is not JSON at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}",
                "one JSON object without repeated fields",
                "correct the text there"
            );
        }
        catch (InvalidOperationException)
        {
            throw ProblemException.Invalid("body", "contains half of a surrogate pair", "a JSON object in UTF-8", "leave it out");
        }
    }

    /// <summary>The text of a string; null where it is none, or holds half of a pair of surrogates.</summary>
    /// <param name="element">Any value.</param>
    public static string? Text(JsonElement element) => JsonText.Of(element);

    /// <inheritdoc/>
    public void Dispose()
    {
        document?.Dispose();
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
