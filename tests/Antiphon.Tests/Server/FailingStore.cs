using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>A store that can be told to fail, before or after it did what was asked.</summary>
internal sealed class FailingStore(ISessionStore inner) : ForwardingStore(inner)
{
    public Exception? Failure { get; set; }

    public bool WritesBeforeFailing { get; set; }

    public override Task Check() =>
        Guard(async () =>
        {
            await base.Check();
            return true;
        });

    public override Task<SessionRow?> Open(SessionRow session, string? key, long most) => Guard(() => base.Open(session, key, most));

    public override Task<bool> Append(string session, StepRow step, Checkpoint? kept) => Guard(() => base.Append(session, step, kept));

    public override Task<bool> Close(string id) => Guard(() => base.Close(id));

    public override Task<long> CloseIdle(DateTimeOffset before, CancellationToken cancellation) =>
        Guard(() => base.CloseIdle(before, cancellation));

    private async Task<T> Guard<T>(Func<Task<T>> write)
    {
        if (Failure is null)
        {
            return await write();
        }

        if (WritesBeforeFailing)
        {
            await write();
        }

        throw new StoreException(Failure);
    }
}
