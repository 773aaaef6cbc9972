namespace Antiphon.Server;

/// <summary>What every stream of events needs of the server.</summary>
/// <param name="Access">Tells when a key is no longer good.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Stopping">Is cancelled when the server stops.</param>
internal sealed record StreamHost(AccessControl Access, TimeProvider Clock, CancellationToken Stopping);

/// <summary>Sends server-sent events for as long as its request lasts.</summary>
/// <param name="context">The request.</param>
/// <param name="host">The server.</param>
/// <param name="queue">The events.</param>
internal class EventStream(HttpContext context, StreamHost host, StepQueue queue)
{
    private const int QuietTicks = 4;

    // Keys are looked at once a tick. After some ticks without an event something is sent, or proxies close the connection, and it is
    // seen what other servers did.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    // What is left to a client that does not read when the server stops.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private CancellationToken ending;

    /// <summary>Sends what the queue receives, until it ends, the client has fallen too far behind, or the server stops.</summary>
    public async Task Run()
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.Stopping);
        ending = either.Token;
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await Begin();
            await context.Response.Body.FlushAsync(ending);
            await Follow();
        }
        catch (OperationCanceledException) when (host.Stopping.IsCancellationRequested && context.Response.HasStarted)
        {
            await Stop();
        }
        catch (OperationCanceledException) when (context.Response.HasStarted)
        {
            // The client went away.
            context.Abort();
        }
    }

    /// <summary>Sends what comes first.</summary>
    protected virtual Task Begin() => Task.CompletedTask;

    /// <summary>Is called after a time without events.</summary>
    /// <returns>Whether events may still come.</returns>
    protected virtual async Task<bool> Beat()
    {
        await Write(EventText.Heartbeat);
        return true;
    }

    /// <summary>Sends a step.</summary>
    protected virtual ValueTask Write(StepEvent step) => Write(step.Text);

    /// <summary>Sends an event.</summary>
    protected ValueTask Write(byte[] text) => context.Response.Body.WriteAsync(text, ending);

    private async Task Follow()
    {
        int quiet = 0;
        bool isOpen = true;
        while (isOpen && host.Access.StillAllows(context))
        {
            Waited waited = await queue.Wait(Tick, host.Clock, ending);
            quiet = waited == Waited.Nothing ? quiet + 1 : 0;
            isOpen = waited switch
            {
                Waited.Step => await WriteAll(),
                Waited.Nothing => quiet % QuietTicks != 0 || await Beat(),
                Waited.Dropped => Abort(),
                _ => false,
            };
            if (isOpen)
            {
                await context.Response.Body.FlushAsync(ending);
            }
            else if (waited != Waited.Dropped)
            {
                await Write(EventText.Closed);
            }
        }
    }

    private async Task<bool> WriteAll()
    {
        while (queue.Take() is { } step)
        {
            await Write(step);
        }

        return true;
    }

    private bool Abort()
    {
        context.Abort();
        return false;
    }

    private async Task Stop()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await context.Response.Body.WriteAsync(EventText.Stopping, limit.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }
}
