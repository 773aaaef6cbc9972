using System.Collections.Concurrent;
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
internal sealed class SessionTable(ISessionStore store, PolicyCatalog catalog, ServerOptions options, SessionWatchers watchers)
{
    private const int IdBytes = 16;
    private const int Attempts = 4;

    private readonly ConcurrentDictionary<string, Session> sessions = new(StringComparer.Ordinal);
    private readonly Lock evicting = new();
    private long clock;
    private long bytes;
    private long open;

    /// <summary>How many sessions are open.</summary>
    public long Open => Interlocked.Read(ref open);

    /// <summary>How many of them are in memory.</summary>
    public int InMemory => sessions.Count;

    /// <summary>Counts the sessions that are open from before.</summary>
    public async Task Start() => Interlocked.Exchange(ref open, await store.Count());

    /// <summary>Opens a session.</summary>
    /// <param name="policy">The name of its policy.</param>
    /// <param name="seed">Its seed.</param>
    /// <returns>Its id.</returns>
    public async Task<string> Begin(string policy, ulong seed)
    {
        PolicyVersion version = catalog.Find(policy);
        if (Open >= options.MostSessions)
        {
            throw new ProblemException(
                StatusCodes.Status429TooManyRequests,
                "There are too many sessions",
                new Violation("sessions", $"number {Open}", $"at most {options.MostSessions}", "close those that are done with")
            );
        }

        var row = new SessionRow(RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true), policy, version.Version, seed);
        await store.Open(row);
        Interlocked.Increment(ref open);
        Hold(new Session(row, version));
        return row.Id;
    }

    /// <summary>Takes the next step of a session, or finds the one that a key belongs to.</summary>
    /// <param name="id">The session.</param>
    /// <param name="key">The idempotency key; null where there is none.</param>
    /// <param name="body">The body of the request.</param>
    /// <param name="cancellation">Gives up waiting for the session.</param>
    /// <returns>The answer, and the policy that it is of.</returns>
    public async Task<(ServedPolicy Policy, StepAnswer Answer)> Decide(
        string id,
        string? key,
        JsonElement body,
        CancellationToken cancellation
    )
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Session session = await Enter(id, cancellation);
            try
            {
                Question question = session.Version.Policy.Read(body);
                StepAnswer? answer =
                    key is not null && session.Knows(key) ? await Repeat(session, key, question) : await Step(session, key, question);
                if (answer is not null)
                {
                    return (session.Version.Policy, answer);
                }
            }
            finally
            {
                session.Gate.Release();
            }
        }

        throw new ProblemException(
            StatusCodes.Status409Conflict,
            "The session is used from elsewhere",
            new Violation("id", "takes steps at another server at the same time", "one user of a session", "try again")
        )
        {
            RetryAfter = 1,
        };
    }

    /// <summary>Reads a session.</summary>
    /// <param name="id">The session.</param>
    /// <param name="read">Reads it while nobody else uses it.</param>
    /// <param name="cancellation">Gives up waiting for the session.</param>
    public async Task Show(string id, Func<Session, Task> read, CancellationToken cancellation)
    {
        Session session = await Enter(id, cancellation);
        try
        {
            await read(session);
        }
        finally
        {
            session.Gate.Release();
        }
    }

    /// <summary>Closes a session.</summary>
    /// <param name="id">The session.</param>
    public async Task End(string id)
    {
        bool closed = await store.Close(id);
        if (sessions.TryGetValue(id, out Session? session))
        {
            await session.Gate.WaitAsync(CancellationToken.None);
            Forget(session);
            session.Gate.Release();
        }

        if (!closed)
        {
            throw Unknown();
        }

        Interlocked.Decrement(ref open);
        watchers.End(id);
    }

    /// <summary>Closes the sessions that took no step since a time.</summary>
    /// <param name="before">The time.</param>
    public async Task CloseIdle(DateTimeOffset before)
    {
        if (await store.CloseIdle(before) > 0)
        {
            // Which ones, the store alone knows: a session in memory finds out at its next step.
            await Start();
        }
    }

    // Null: another server took a step in between.
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
                Forget(session);
            }
        }
    }

    private async Task<StepAnswer?> Repeat(Session session, string key, Question question)
    {
        StoredSession stored = await store.Find(session.Row.Id) ?? throw Unknown();
        StepRow? step = stored.Steps.FirstOrDefault(step => step.Key == key);
        if (step is null)
        {
            Forget(session);
            return null;
        }

        return step.Question.AsSpan().SequenceEqual(question.Stored())
            ? StepAnswer.Of(step)
            : throw new ProblemException(
                StatusCodes.Status422UnprocessableEntity,
                "The key belongs to another request",
                new Violation(
                    "Idempotency-Key",
                    $"was used for step {step.Number} with another global state or observation",
                    "the request of that step, or a new key",
                    "use a new key for each step"
                )
            );
    }

    /// <summary>The session, for the caller alone; to be released.</summary>
    private async Task<Session> Enter(string id, CancellationToken cancellation)
    {
        while (true)
        {
            if (!sessions.TryGetValue(id, out Session? session))
            {
                session = await Load(id);
                await session.Gate.WaitAsync(cancellation);
                if (Hold(session))
                {
                    return session;
                }
            }
            else
            {
                await session.Gate.WaitAsync(cancellation);
                if (!session.IsGone)
                {
                    session.Used = Interlocked.Increment(ref clock);
                    return session;
                }
            }

            session.Gate.Release();
        }
    }

    private async Task<Session> Load(string id)
    {
        StoredSession stored = await store.Find(id) ?? throw Unknown();
        PolicyVersion version = catalog.Find(stored.Row.Policy, stored.Row.Version)
            ?? throw Lost("belongs to other contents of its policy than are served", "the policy as it was when the session was opened");
        var session = new Session(stored.Row, version);
        return session.TryResume(stored)
            ? session
            : throw Lost("cannot be repeated: its policy acts otherwise now", "a policy that takes the same actions again");
    }

    private bool Hold(Session session)
    {
        session.Used = Interlocked.Increment(ref clock);
        if (!sessions.TryAdd(session.Row.Id, session))
        {
            return false;
        }

        if (Interlocked.Add(ref bytes, session.Bytes) > options.SessionMemory)
        {
            Evict();
        }

        return true;
    }

    // Half of the room is made at once, so that sorting is rare.
    private void Evict()
    {
        lock (evicting)
        {
            foreach (Session session in sessions.Values.OrderBy(session => session.Used))
            {
                if (Interlocked.Read(ref bytes) <= options.SessionMemory / 2)
                {
                    break;
                }

                if (session.Gate.Wait(0))
                {
                    Forget(session);
                    session.Gate.Release();
                }
            }
        }
    }

    private void Forget(Session session)
    {
        session.IsGone = true;
        if (sessions.TryRemove(KeyValuePair.Create(session.Row.Id, session)))
        {
            Interlocked.Add(ref bytes, -session.Bytes);
        }
    }

    private static ProblemException Unknown() =>
        new(
            StatusCodes.Status404NotFound,
            "There is no such session",
            new Violation("id", "is not the id of an open session", "the id of an open session", "open a session (POST /v1/sessions)")
        );

    private static ProblemException Lost(string found, string expected) =>
        new(
            StatusCodes.Status409Conflict,
            "The session cannot go on",
            new Violation("id", found, expected, "serve that policy again, or open a new session")
        );
}
