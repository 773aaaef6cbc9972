using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>A store that does what another one does, but for what a test overrides.</summary>
internal abstract class ForwardingStore(ISessionStore inner) : ISessionStore
{
    public long LastCount => inner.LastCount;

    public virtual Task Check() => inner.Check();

    public Task<long> Count() => inner.Count();

    public virtual Task<IReadOnlyList<ListedSession>> List(SessionPlace? after, int most) => inner.List(after, most);

    public Task<StoredSession?> Find(string id) => inner.Find(id);

    public Task<long?> Steps(string id) => inner.Steps(id);

    public virtual Task<IReadOnlyList<StepRow>?> StepsAfter(string id, long number) => inner.StepsAfter(id, number);

    public Task<StepRow?> FindStep(string session, string key) => inner.FindStep(session, key);

    public Task<bool> Uses(string policy, string version) => inner.Uses(policy, version);

    public virtual Task<SessionRow?> Open(SessionRow session, string? key, long most) => inner.Open(session, key, most);

    public virtual Task<bool> Append(string session, StepRow step, Checkpoint? kept) => inner.Append(session, step, kept);

    public virtual Task<bool> Close(string id) => inner.Close(id);

    public virtual Task<long> CloseIdle(DateTimeOffset before, CancellationToken cancellation) => inner.CloseIdle(before, cancellation);

    public Task Log(LoggedDecision decision, long most) => inner.Log(decision, most);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
