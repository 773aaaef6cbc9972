using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Antiphon.BrowserTests;

/// <summary>The DevTools protocol over one web socket: commands with their answers, and what happens meanwhile.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private readonly ClientWebSocket socket;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> waiting = new();
    private readonly Task receiving;
    private readonly SemaphoreSlim sending = new(1);
    private int last;

    private DevTools(ClientWebSocket socket)
    {
        this.socket = socket;
        receiving = Receive();
    }

    /// <summary>Everything that happened: session, name and parameters.</summary>
    public ConcurrentQueue<(string Session, string Name, JsonNode Parameters)> Events { get; } = new();

    public static async Task<DevTools> Connect(Uri address, CancellationToken patience)
    {
        var connection = new ClientWebSocket();
        await connection.ConnectAsync(address, patience);
        return new DevTools(connection);
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    public async Task<JsonNode> Send(string method, JsonObject? parameters = null, string? session = null)
    {
        int id = Interlocked.Increment(ref last);
        TaskCompletionSource<JsonNode> answer = waiting[id] = new TaskCompletionSource<JsonNode>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        var command = new JsonObject
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters ?? [],
        };
        if (session is not null)
        {
            command["sessionId"] = session;
        }

        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(
                JsonSerializer.SerializeToUtf8Bytes(command),
                WebSocketMessageType.Text,
                endOfMessage: true,
                CancellationToken.None
            );
        }
        finally
        {
            sending.Release();
        }

        JsonNode reply = await answer.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return reply["error"] is JsonNode error
            ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}")
            : reply["result"]!;
    }

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await receiving;
        socket.Dispose();
        sending.Dispose();
    }

    private async Task Receive()
    {
        byte[] buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                WebSocketReceiveResult part = await socket.ReceiveAsync(buffer, CancellationToken.None);
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Take(JsonNode.Parse(message.ToArray())!);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception end) when (end is WebSocketException or OperationCanceledException)
        {
            foreach (TaskCompletionSource<JsonNode> each in waiting.Values)
            {
                each.TrySetException(end);
            }
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is JsonNode id)
        {
            waiting.TryRemove((int)id, out TaskCompletionSource<JsonNode>? answer);
            answer?.SetResult(message);
        }
        else
        {
            Events.Enqueue(((string?)message["sessionId"] ?? "", (string)message["method"]!, message["params"]!));
        }
    }
}
