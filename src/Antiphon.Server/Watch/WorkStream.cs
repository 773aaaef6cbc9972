namespace Antiphon.Server;

/// <summary>Sends what a page missed of some work, then what follows.</summary>
/// <param name="context">The request.</param>
/// <param name="host">The server.</param>
/// <param name="missed">What it missed.</param>
/// <param name="queue">What follows.</param>
internal sealed class WorkStream(HttpContext context, StreamHost host, IReadOnlyList<StepEvent> missed, StepQueue queue)
    : EventStream(context, host, queue)
{
    /// <inheritdoc/>
    protected override async Task Begin()
    {
        foreach (StepEvent each in missed)
        {
            await Write(each);
        }
    }
}
