using System.Security.Cryptography;
using System.Text.Json;

namespace Antiphon.Server;

/// <summary>
/// The open sessions. Those used last are in memory, all are in the store; a step is answered when the store has it. What is in memory
/// after a failure of the store is forgotten, so that the store alone says what happened.
/// </summary>
/// <param name="store">Where sessions are kept.</param>
/// <param name="catalog">The policies.</param>
/// <param name="options">Limits.</param>
/// <param name="watchers">Those who watch sessions.</param>
/// <param name="log">Receives a line per session that is damaged.</param>
internal sealed class SessionTable(
    ISessionStore store,
    PolicyCatalog catalog,
    ServerOptions options,
    SessionWatchers watchers,
    TextWriter log
) : ISessionDecisions
{
    private const int IdBytes = 16;
    private const int Attempts = 4;

    private readonly SessionMemory memory = new(options.SessionMemory);

    /// <summary>How many sessions are open.</summary>
    public long Open => store.LastCount;

    /// <summary>How many of them are in memory.</summary>
    public int InMemory => memory.Count;

    /// <summary>Counts the sessions that are open from before.</summary>
    public Task Start() => store.Count();

    /// <summary>Opens a session, or finds the one that a key belongs to.</summary>
    /// <param name="policy">The name of its policy.</param>
    /// <param name="seed">Its seed; null: one is drawn.</param>
    /// <param name="key">What the caller calls the request; null where it does not.</param>
    public async Task<SessionRow> Begin(string policy, ulong? seed, string? key)
    {
        PolicyVersion version = catalog.Find(policy);
        string id = RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true);
        var row = new SessionRow(id, policy, version.Version, seed ?? PolicyEndpoints.DrawSeed());
        SessionRow opened = await store.Open(row, key, options.MostSessions)
            ?? throw SessionProblems.TooMany(store.LastCount, options.MostSessions);
        if (opened.Id == id)
        {
            memory.Hold(new Session(row, version));
            return row;
        }

        return opened.Policy == policy && (seed ?? opened.Seed) == opened.Seed
            ? opened
            : throw SessionProblems.OtherRequest(
                "was used to open a session with another policy or seed",
                "use a new key for each session"
            );
    }

    /// <inheritdoc/>
    public Task<TakenStep> Decide(string id, string? key, JsonElement body, CancellationToken cancellation) =>
        Use<TakenStep>(
            id,
            async session =>
            {
                Question question = session.Version.Policy.Read(body);
                bool isKnown = key is not null && session.Knows(key);
                StepAnswer? answer = isKnown ? null : await Step(session, key, question);
                if (answer is null && key is not null)
                {
                    answer = await Repeat(session, key, question, isKnown);
                }

                return answer is null ? null : new TakenStep(answer, session.Version.Policy.GlobalActions[answer.Action]);
            },
            cancellation
        );

    /// <summary>Reads a session, as the store has it.</summary>
    /// <param name="id">The session.</param>
    /// <param name="read">Reads it while nobody else uses it.</param>
    /// <param name="cancellation">Gives up waiting for the session.</param>
    public Task Show(string id, Func<Session, Task> read, CancellationToken cancellation) =>
        Use<Session>(
            id,
            async session =>
            {
                if (await store.Steps(id) != session.Steps)
                {
                    memory.Forget(session);
                    return null;
                }

                await read(session);
                return session;
            },
            cancellation
        );

    /// <summary>Closes a session.</summary>
    /// <param name="id">The session.</param>
    public async Task End(string id)
    {
        bool closed = await store.Close(id);
        await memory.Forget(id);
        if (!closed)
        {
            throw SessionProblems.Unknown();
        }

        watchers.End(id);
    }

    /// <summary>Waits until those who watch were told of all steps that this server took.</summary>
    /// <param name="id">The session.</param>
    /// <param name="cancellation">Gives up waiting for the session.</param>
    public Task Settle(string id, CancellationToken cancellation) => memory.Settle(id, cancellation);

    /// <summary>Closes the sessions that took no step since a time. One that is in memory finds out when it is used.</summary>
    /// <param name="before">The time.</param>
    /// <param name="cancellation">Leaves the rest for the next time.</param>
    public Task CloseIdle(DateTimeOffset before, CancellationToken cancellation) => store.CloseIdle(before, cancellation);

    // What is done with a session has no result where another server used it in between: then it is loaded anew.
    private async Task<T> Use<T>(string id, Func<Session, Task<T?>> use, CancellationToken cancellation)
        where T : class
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Session session = await memory.Enter(id, Load, cancellation);
            try
            {
                if (await use(session) is T result)
                {
                    return result;
                }
            }
            finally
            {
                session.Gate.Release();
            }
        }

        throw SessionProblems.Busy();
    }

    // Null: the step was not taken, since another one has its number or its key, or since the session is closed.
    private async Task<StepAnswer?> Step(Session session, string? key, Question question)
    {
        bool added = false;
        try
        {
            StepRow step = session.Take(question, key);
            added = await store.Append(session.Row.Id, step, session.Checkpoint());
            if (added)
            {
                watchers.Tell(session);
            }

            return added ? StepAnswer.Of(step) : null;
        }
        finally
        {
            if (!added)
            {
                memory.Forget(session);
            }
        }
    }

    // Null: no step of the session has the key, as far as the store knows.
    private async Task<StepAnswer?> Repeat(Session session, string key, Question question, bool isKnown)
    {
        if (await store.FindStep(session.Row.Id, key) is StepRow step)
        {
            return step.Question.AsSpan().SequenceEqual(question.Stored())
                ? StepAnswer.Of(step)
                : throw SessionProblems.OtherRequest(
                    $"was used for step {step.Number} with another global state or observation",
                    "use a new key for each step"
                );
        }

        if (!isKnown)
        {
            return null;
        }

        if (await store.Steps(session.Row.Id) is not null)
        {
            throw SessionProblems.KeyTooOld();
        }

        memory.Forget(session);
        throw SessionProblems.Unknown();
    }

    private async Task<Session> Load(string id)
    {
        StoredSession stored = await store.Find(id) ?? throw SessionProblems.Unknown();
        PolicyVersion version = catalog.Find(stored.Row.Policy, stored.Row.Version) ?? throw SessionProblems.OtherPolicy();
        try
        {
            var session = new Session(stored.Row, version);
            session.Resume(stored);
            return session;
        }
        catch (Exception failure) when (failure is not (ProblemException or OutOfMemoryException))
        {
            await log.WriteLineAsync($"session {id} cannot continue: {failure.Message}");
            throw SessionProblems.Damaged();
        }
    }
}
