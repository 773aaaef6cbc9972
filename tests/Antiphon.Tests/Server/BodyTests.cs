using System.Net;
using System.Text.Json;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>Bodies as HTTP brings them, and the documents of what is refused before a body is understood.</summary>
public class BodyTests : ServerTest
{
    private const int LargestBody = 1024;
    private const string Decisions = "/v1/policies/table/decisions";

    private static readonly string Good = Question(0, [5, 0, 0, 0, 0]);

    private static PolicySource[] Served => [Source("table", Game, Pair(Game, Table(Game, 5)))];

    [Fact]
    public async Task A_body_in_chunks_is_read_whole()
    {
        string answer = await Chunked(Chunk(Good[..10]) + Chunk(Good[10..25]) + Chunk(Good[25..]) + "0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        string expected = (await Post(Decisions, Good)).Succeeded().GetProperty("actionName").GetString()!;
        Assert.Contains($"\"actionName\":\"{expected}\"", answer, StringComparison.Ordinal);
    }

    /// <summary>No length is announced, so that the limit is met while the body is read.</summary>
    [Fact]
    public async Task A_body_in_chunks_beyond_the_limit_is_refused_with_the_limit()
    {
        string padding = new(' ', LargestBody / 2);
        string most = await Chunked(Chunk(padding) + Chunk(Good) + "0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", most, StringComparison.Ordinal);
        JsonElement problem = Problem(413, await Chunked(Chunk(padding) + Chunk(padding) + Chunk(Good) + "0\r\n\r\n"));
        Assert.Equal("body", problem.GetProperty("field").GetString());
        Assert.Equal($"at most {LargestBody} bytes", problem.GetProperty("expected").GetString());
    }

    [Fact]
    public async Task A_body_with_damaged_chunks_is_refused_with_a_document() =>
        Assert.Equal("body", Problem(400, await Chunked("zz\r\n{}\r\n0\r\n\r\n")).GetProperty("field").GetString());

    [Fact]
    public async Task A_body_with_a_length_beyond_the_limit_is_refused_with_the_limit()
    {
        await Start(Options with { LargestBody = LargestBody }, Served);
        Answer large = await Post(Decisions, new string(' ', LargestBody) + Good);
        Assert.Equal("body", large.Refused(HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal($"at most {LargestBody} bytes", large.Json.GetProperty("expected").GetString());
    }

    [Fact]
    public async Task A_path_or_a_method_that_is_not_there_is_refused_with_a_document()
    {
        await Start(Options, Served);
        Assert.Equal("path", (await Get("/v1/nothing")).Refused(HttpStatusCode.NotFound));
        Answer method = await Get(Decisions);
        Assert.Equal("method", method.Refused(HttpStatusCode.MethodNotAllowed));
        Assert.Equal("is GET", method.Json.GetProperty("found").GetString());
        Assert.Equal("POST", method.Json.GetProperty("expected").GetString());
        Assert.Equal("Content-Type", (await Send(HttpMethod.Post, Decisions, Good, type: "text/plain")).Refused((HttpStatusCode)415));
    }

    // The server is closed to further requests of a connection after a body that it did not read.
    private async Task<string> Chunked(string body)
    {
        PolicyServer server = await Start(Options with { LargestBody = LargestBody }, Served);
        return await RawHttp.Send(
            server.Addresses[0],
            $"POST {Decisions} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + $"Transfer-Encoding: chunked\r\n\r\n{body}"
        );
    }

    private static string Chunk(string text) => $"{text.Length:x}\r\n{text}\r\n";

    private static JsonElement Problem(int status, string answer)
    {
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json\r\n", answer, StringComparison.Ordinal);
        JsonElement problem = JsonDocument.Parse(answer[answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.All(["detail", "found", "expected", "remedy"], name => Assert.NotEmpty(problem.GetProperty(name).GetString()!));
        return problem;
    }
}
