using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Antiphon.Server;

/// <summary>Writes answers. The buffers belong to the thread: an answer is complete before anything is awaited.</summary>
internal static class JsonAnswer
{
    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    // Answers are never part of a page.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? json;

    /// <summary>Answers with a JSON object.</summary>
    /// <typeparam name="T">What the fields are written from.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="status">The status code.</param>
    /// <param name="value">What the fields are written from.</param>
    /// <param name="write">Writes the fields.</param>
    public static Task Write<T>(HttpContext context, int status, T value, Action<Utf8JsonWriter, T> write) =>
        Write(context, status, Json, value, write);

    /// <summary>Answers with a problem document.</summary>
    /// <param name="context">The request.</param>
    /// <param name="problem">The problem.</param>
    public static Task Write(HttpContext context, ProblemException problem)
    {
        if (problem.RetryAfter is int seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return Write(context, problem.Status, ProblemJson, problem, static (json, problem) =>
        {
            json.WriteString("title", problem.Title);
            json.WriteNumber("status", problem.Status);
            json.WriteString("detail", problem.Problem.ToString());
            json.WriteString("field", problem.Problem.Place);
            json.WriteString("found", problem.Problem.Found);
            json.WriteString("expected", problem.Problem.Expected);
            json.WriteString("remedy", problem.Problem.Remedy);
        });
    }

    /// <summary>Answers with bytes that are there already.</summary>
    /// <param name="context">The request.</param>
    /// <param name="type">The content type.</param>
    /// <param name="bytes">The content.</param>
    public static Task Write(HttpContext context, string type, ReadOnlySpan<byte> bytes) =>
        Send(context, StatusCodes.Status200OK, type, bytes);

    private static Task Write<T>(HttpContext context, int status, string type, T value, Action<Utf8JsonWriter, T> write)
    {
        ArrayBufferWriter<byte> bytes = buffer ??= new ArrayBufferWriter<byte>();
        bytes.ResetWrittenCount();
        Utf8JsonWriter writer = json ??= new Utf8JsonWriter(bytes, Readable);
        writer.Reset(bytes);
        writer.WriteStartObject();
        write(writer, value);
        writer.WriteEndObject();
        writer.Flush();
        return Send(context, status, type, bytes.WrittenSpan);
    }

    private static Task Send(HttpContext context, int status, string type, ReadOnlySpan<byte> bytes)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentLength = bytes.Length;
        context.Response.BodyWriter.Write(bytes);
        return Task.CompletedTask;
    }
}
