using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Antiphon.Tests.Server;

/// <summary>Server-sent events as they arrive.</summary>
internal sealed class ReceivedEvents : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage response;
    private readonly CancellationTokenSource limit = new(Patience);
    private readonly IAsyncEnumerator<SseItem<string>> items;

    private ReceivedEvents(HttpResponseMessage response, Stream stream)
    {
        this.response = response;
        items = SseParser.Create(stream).EnumerateAsync(limit.Token).GetAsyncEnumerator(limit.Token);
    }

    public static async Task<ReceivedEvents> Open(HttpClient client, string address, long? last, string? bearer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last.Value.ToString(CultureInfo.InvariantCulture));
        }

        if (bearer is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {bearer}");
        }

        HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new ReceivedEvents(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The data of the next event, which has this name.</summary>
    public async Task<JsonElement> Next(string name)
    {
        Assert.True(await items.MoveNextAsync(), $"the stream ended; expected {name}");
        Assert.Equal(name, items.Current.EventType);
        JsonElement data = JsonDocument.Parse(items.Current.Data).RootElement;
        if (name == "step")
        {
            Assert.Equal($"{data.GetProperty("step").GetInt64()}", items.Current.EventId);
        }

        return data;
    }

    /// <summary>No event follows.</summary>
    public async Task Ends() => Assert.False(await items.MoveNextAsync());

    public async ValueTask DisposeAsync()
    {
        await limit.CancelAsync();
        try
        {
            await items.DisposeAsync();
        }
        finally
        {
            response.Dispose();
            limit.Dispose();
        }
    }
}
