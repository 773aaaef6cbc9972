namespace Antiphon.Server;

/// <summary>
/// Where sessions are kept. What a task has answered is on the disk, and stays there when the process ends in any way.
/// </summary>
internal interface ISessionStore : IAsyncDisposable
{
    /// <summary>Whether it can be used at present.</summary>
    /// <exception cref="StoreException">It cannot.</exception>
    Task Check();

    /// <summary>How many sessions are open.</summary>
    Task<long> Count();

    /// <summary>How many were open when this store opened, closed or counted some the last time.</summary>
    long LastCount { get; }

    /// <summary>Adds a session, unless one was opened with the same key.</summary>
    /// <param name="session">The session; its id is new.</param>
    /// <param name="key">The key of the request; null where it has none.</param>
    /// <param name="most">How many sessions may be open.</param>
    /// <returns>The session, or the open one with this key; null where neither is, since too many are open.</returns>
    Task<SessionRow?> Open(SessionRow session, string? key, long most);

    /// <summary>Finds a session with what is kept of its steps; null where there is none.</summary>
    /// <param name="id">Its id.</param>
    Task<StoredSession?> Find(string id);

    /// <summary>How many steps a session took; null where there is none.</summary>
    /// <param name="id">Its id.</param>
    Task<long?> Steps(string id);

    /// <summary>The steps of a session after one, in order, as far as they are kept; null where there is no such session.</summary>
    /// <param name="id">The session.</param>
    /// <param name="number">The number of the step before; -1: all steps.</param>
    Task<IReadOnlyList<StepRow>?> StepsAfter(string id, long number);

    /// <summary>Finds the step that a key belongs to; null where none is kept.</summary>
    /// <param name="session">The session.</param>
    /// <param name="key">The key.</param>
    Task<StepRow?> FindStep(string session, string key);

    /// <summary>Whether an open session belongs to a version of a policy.</summary>
    /// <param name="policy">The name of the policy.</param>
    /// <param name="version">The version.</param>
    Task<bool> Uses(string policy, string version);

    /// <summary>Lists open sessions, those opened last first.</summary>
    /// <param name="after">The last session of the list before; null at the beginning.</param>
    /// <param name="most">How many, at most.</param>
    Task<IReadOnlyList<ListedSession>> List(SessionPlace? after, int most);

    /// <summary>Adds a step.</summary>
    /// <param name="session">The session.</param>
    /// <param name="step">The step.</param>
    /// <param name="kept">What is put aside with it; null where nothing is.</param>
    /// <returns>
    /// Whether it was added: not where it is not the step after the latest one, where another has its key, or where the session is gone.
    /// </returns>
    Task<bool> Append(string session, StepRow step, Checkpoint? kept);

    /// <summary>Removes a session and its steps.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Whether there was one.</returns>
    Task<bool> Close(string id);

    /// <summary>Removes the sessions that took no step since a time, a few by a few, so that other requests are answered.</summary>
    /// <param name="before">The time.</param>
    /// <param name="cancellation">Leaves the rest for the next time.</param>
    /// <returns>How many were removed.</returns>
    Task<long> CloseIdle(DateTimeOffset before, CancellationToken cancellation);

    /// <summary>Adds a decision without a session to the log, and removes the oldest ones.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="most">How many are kept.</param>
    Task Log(LoggedDecision decision, long most);
}

/// <summary>A session.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Policy">The name of its policy.</param>
/// <param name="Version">The version of its policy.</param>
/// <param name="Seed">Its seed.</param>
internal sealed record SessionRow(string Id, string Policy, string Version, ulong Seed);

/// <summary>A step of a session.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Key">The idempotency key of its request; null where it had none.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Action">a_g.</param>
/// <param name="Estimate">The estimate in the answer, as bytes; empty where there was none.</param>
internal sealed record StepRow(long Number, string? Key, byte[] Question, int Action, byte[] Estimate);

/// <summary>What a session puts aside every few steps, so that earlier steps need not be kept.</summary>
/// <param name="Snapshot">What the session remembers after the step (<see cref="SessionSnapshot"/>).</param>
/// <param name="KeepFrom">The first step that is still needed; earlier ones go.</param>
internal sealed record Checkpoint(byte[] Snapshot, long KeepFrom);

/// <summary>A session as it is kept.</summary>
/// <param name="Row">The session.</param>
/// <param name="SnapshotSteps">The number of steps that the snapshot has seen; 0 where there is none.</param>
/// <param name="Snapshot">The latest snapshot; null where there is none.</param>
/// <param name="Steps">The latest steps, in order and without a gap.</param>
internal sealed record StoredSession(SessionRow Row, long SnapshotSteps, byte[]? Snapshot, IReadOnlyList<StepRow> Steps);

/// <summary>A session in a list.</summary>
/// <param name="Row">The session.</param>
/// <param name="Opened">When it was opened, in milliseconds since 1970.</param>
/// <param name="Steps">How many steps it took.</param>
/// <param name="Taken">When it took the latest; null before the first.</param>
internal sealed record ListedSession(SessionRow Row, long Opened, long Steps, long? Taken)
{
    /// <summary>The member of a cluster that has it in memory; null: none has, or there is no cluster.</summary>
    public string? Holder { get; init; }
}

/// <summary>Where a session stands in the order of lists.</summary>
/// <param name="Opened">When it was opened.</param>
/// <param name="Id">Its id.</param>
internal sealed record SessionPlace(long Opened, string Id);

/// <summary>A decision without a session.</summary>
/// <param name="Policy">The name of the policy.</param>
/// <param name="Version">Its version.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Action">a_g.</param>
internal sealed record LoggedDecision(string Policy, string Version, ulong Seed, byte[] Question, int Action);

/// <summary>The store cannot be used at present. What was asked may or may not have been done.</summary>
/// <param name="cause">Why.</param>
internal sealed class StoreException(Exception cause) : Exception(cause.Message, cause);
