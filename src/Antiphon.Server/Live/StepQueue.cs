using System.Threading.Channels;

namespace Antiphon.Server;

/// <summary>A step as those who watch receive it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Text">The event.</param>
internal sealed record StepEvent(long Number, byte[] Text);

/// <summary>What came of waiting for a step.</summary>
internal enum Waited
{
    /// <summary>There is a step.</summary>
    Step,

    /// <summary>There was none in this time.</summary>
    Nothing,

    /// <summary>The session was closed, and all its steps are read.</summary>
    Closed,

    /// <summary>A step found no room: the connection reads too slowly.</summary>
    Dropped,
}

/// <summary>
/// The steps that a connection has yet to send, a bounded number: one that falls further behind is dropped, and asks again for what it
/// missed.
/// </summary>
internal sealed class StepQueue
{
    /// <summary>How many steps wait, at most.</summary>
    public const int Length = 64;

    private readonly Channel<StepEvent> steps = Channel.CreateBounded<StepEvent>(Length);
    private volatile bool isDropped;

    /// <summary>Adds a step, or drops the connection.</summary>
    public void Add(StepEvent step)
    {
        if (!steps.Writer.TryWrite(step))
        {
            isDropped = true;
            End();
        }
    }

    /// <summary>No step will follow.</summary>
    public void End() => steps.Writer.TryComplete();

    /// <summary>Takes the next step, if there is one.</summary>
    public StepEvent? Take() => steps.Reader.TryRead(out StepEvent? step) ? step : null;

    /// <summary>The number of the next step; null where there is none.</summary>
    public long? Next => steps.Reader.TryPeek(out StepEvent? step) ? step.Number : null;

    /// <summary>Waits for a step.</summary>
    /// <param name="longest">How long.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Waited> Wait(TimeSpan longest, TimeProvider clock, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            bool isOpen = await steps.Reader.WaitToReadAsync(either.Token);
            return isDropped ? Waited.Dropped
                : isOpen ? Waited.Step
                : Waited.Closed;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Waited.Nothing;
        }
    }
}
