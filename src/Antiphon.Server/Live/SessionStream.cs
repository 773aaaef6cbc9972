namespace Antiphon.Server;

/// <summary>A session as a connection finds it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">What it is, as an event.</param>
/// <param name="Latest">Its latest step; null before the first.</param>
/// <param name="Policy">Its policy.</param>
internal sealed record WatchedHead(string Id, byte[] Text, StepEvent? Latest, ServedPolicy Policy);

/// <summary>Sends the steps of a session: those that are kept and did not arrive yet, then those that are taken.</summary>
/// <param name="context">The request.</param>
/// <param name="host">The server.</param>
/// <param name="store">Where steps are kept.</param>
/// <param name="head">The session.</param>
/// <param name="last">The number of the last step that arrived; -1: none did.</param>
internal sealed class SessionStream(HttpContext context, StreamHost host, ISessionStore store, WatchedHead head, long last)
    : EventStream(context, host)
{
    private long last = last;

    /// <inheritdoc/>
    protected override async Task Begin()
    {
        StoredSession? stored = await store.Find(head.Id);
        await Write(head.Text);
        await WriteKept(stored);
    }

    /// <inheritdoc/>
    protected override async Task<bool> Beat()
    {
        // Another server may have taken steps, or closed the session.
        StoredSession? stored = await store.Find(head.Id);
        await Write(EventText.Heartbeat);
        await WriteKept(stored);
        return stored is not null;
    }

    /// <inheritdoc/>
    protected override async ValueTask Write(StepEvent step)
    {
        if (step.Number > last)
        {
            last = step.Number;
            await Write(step.Text);
        }
    }

    private async Task WriteKept(StoredSession? stored)
    {
        foreach (StepRow step in stored?.Steps.Where(step => step.Number > last) ?? [])
        {
            await Write(step.Number == head.Latest?.Number ? head.Latest : EventText.Kept(head.Policy, step));
        }
    }
}
