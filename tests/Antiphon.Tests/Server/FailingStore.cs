using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>A store that can be told to fail, before or after it did what was asked.</summary>
internal sealed class FailingStore(ISessionStore inner) : ISessionStore
{
    public Exception? Failure { get; set; }

    public bool WritesBeforeFailing { get; set; }

    public long LastCount => inner.LastCount;

    public Task Check() =>
        Guard(async () =>
        {
            await inner.Check();
            return true;
        });

    public Task<long> Count() => inner.Count();

    public Task<IReadOnlyList<ListedSession>> List(SessionPlace? after, int most) => inner.List(after, most);

    public Task<StoredSession?> Find(string id) => inner.Find(id);

    public Task<long?> Steps(string id) => inner.Steps(id);

    public Task<IReadOnlyList<StepRow>> StepsAfter(string session, long number) => inner.StepsAfter(session, number);

    public Task<StepRow?> FindStep(string session, string key) => inner.FindStep(session, key);

    public Task<bool> Uses(string policy, string version) => inner.Uses(policy, version);

    public Task<SessionRow?> Open(SessionRow session, string? key, long most) => Guard(() => inner.Open(session, key, most));

    public Task<bool> Append(string session, StepRow step, Checkpoint? kept) => Guard(() => inner.Append(session, step, kept));

    public Task<bool> Close(string id) => Guard(() => inner.Close(id));

    public Task<long> CloseIdle(DateTimeOffset before, CancellationToken cancellation) =>
        Guard(() => inner.CloseIdle(before, cancellation));

    public Task Log(LoggedDecision decision, long most) => inner.Log(decision, most);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

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
