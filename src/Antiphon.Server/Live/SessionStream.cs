namespace Antiphon.Server;

/// <summary>A session as a connection finds it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">What it is, as an event.</param>
/// <param name="Latest">Its latest step; null before the first.</param>
/// <param name="Policy">Its policy.</param>
internal sealed record WatchedHead(string Id, byte[] Text, StepEvent? Latest, ServedPolicy Policy);

/// <summary>Sends the steps of a session in order, each once, whichever server took them.</summary>
/// <param name="context">The request.</param>
/// <param name="host">The server.</param>
/// <param name="sources">Where steps come from.</param>
/// <param name="head">The session.</param>
/// <param name="last">The number of the last step that arrived; -1: none did.</param>
internal sealed class SessionStream(HttpContext context, StreamHost host, StepSources sources, WatchedHead head, long last)
    : EventStream(context, host, sources.Taken)
{
    private readonly StepQueue taken = sources.Taken;
    private long last = last;

    /// <inheritdoc/>
    protected override async Task Begin()
    {
        await Write(head.Text);
        await WriteKept();
    }

    /// <inheritdoc/>
    protected override async Task<bool> Beat() => await base.Beat() && await WriteKept();

    /// <inheritdoc/>
    protected override async ValueTask Write(StepEvent step)
    {
        if (step.Number > last + 1)
        {
            // Another server took those between.
            foreach (StepRow row in await sources.Kept(last) ?? [])
            {
                await WriteIfNext(row, before: step.Number);
            }
        }

        if (step.Number > last)
        {
            last = step.Number;
            await Write(step.Text);
        }
    }

    // Whether the session is open. A step that this server took is in the queue by now, with its reasons, which are not kept: that one is
    // sent.
    private async Task<bool> WriteKept()
    {
        IReadOnlyList<StepRow>? kept = await sources.Kept(last);
        await sources.Settle();
        foreach (StepRow row in kept ?? [])
        {
            while (taken.Next <= row.Number && taken.Take() is { } step)
            {
                await Write(step);
            }

            await WriteIfNext(row, before: long.MaxValue);
        }

        return kept is not null;
    }

    private async ValueTask WriteIfNext(StepRow row, long before)
    {
        if (row.Number > last && row.Number < before)
        {
            last = row.Number;
            await Write(row.Number == head.Latest?.Number ? head.Latest.Text : EventText.Kept(head.Policy, row).Text);
        }
    }
}
