using System.IO.Pipelines;
using System.Text.Json;

namespace Antiphon.Server;

/// <summary>Reads the JSON object in the body of a request, and the fields that several requests have.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="fields">The fields that it may have.</param>
    /// <returns>The body, an object; to be disposed of.</returns>
    /// <exception cref="ProblemException">It is no JSON object, or has other fields.</exception>
    public static async ValueTask<JsonBody> Read(HttpContext context, string[] fields)
    {
        RequireJson(context.Request);
        PipeReader reader = context.Request.BodyReader;
        ReadResult read = await reader.ReadAsync(context.RequestAborted);
        while (!read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAsync(context.RequestAborted);
        }

        var body = new JsonBody(read.Buffer);
        reader.AdvanceTo(read.Buffer.End);
        try
        {
            body.Parse();
            RequireFields(body.Root, fields);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>A field that has to be there.</summary>
    /// <param name="body">The body.</param>
    /// <param name="name">The field.</param>
    /// <param name="expected">What it should be.</param>
    public static JsonElement Required(JsonElement body, string name, string expected) =>
        body.TryGetProperty(name, out JsonElement field)
            ? field
            : throw ProblemException.Invalid(name, "is missing", expected, "add it to the body");

    /// <summary>The field "seed"; null where it is absent.</summary>
    /// <param name="body">The body.</param>
    public static ulong? Seed(JsonElement body)
    {
        if (!body.TryGetProperty("seed", out JsonElement field))
        {
            return null;
        }

        return field.ValueKind == JsonValueKind.Number && field.TryGetUInt64(out ulong seed)
            ? seed
            : throw ProblemException.Invalid(
                "seed",
                ProblemException.Is(field),
                "a whole number from 0 to 18446744073709551615",
                "give such a number, or leave it out"
            );
    }

    /// <summary>A field that is true or false; false where it is absent.</summary>
    /// <param name="body">The body.</param>
    /// <param name="name">The field.</param>
    public static bool Flag(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement field)
        && field.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw ProblemException.Invalid(name, ProblemException.Is(field), "true or false", "give one of them, or leave it out"),
        };

    // A page in a browser can send other types to any address without being asked, but not this one.
    private static void RequireJson(HttpRequest request)
    {
        string type = request.ContentType ?? "";
        if (!type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(
                StatusCodes.Status415UnsupportedMediaType,
                "The content type is not supported",
                new Violation(
                    "Content-Type",
                    type.Length == 0 ? "is missing" : "is another",
                    "application/json",
                    "send the body as JSON and set this header"
                )
            );
        }
    }

    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "body";
        }
    }

    private static void RequireFields(JsonElement body, string[] fields)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw ProblemException.Invalid("body", ProblemException.Is(body), "a JSON object", $"send {{\"{fields[0]}\": ..}}");
        }

        foreach (JsonProperty property in body.EnumerateObject())
        {
            string name = Name(property);
            if (!fields.Contains(name, StringComparer.Ordinal))
            {
                throw ProblemException.Invalid(
                    name,
                    "is not a field of this request",
                    string.Join(", ", fields),
                    "leave it out, or correct its name"
                );
            }
        }
    }
}
