using System.Runtime.InteropServices;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Server;

/// <summary>What a step of a session is answered with.</summary>
/// <param name="Number">The number of the step, from 0.</param>
/// <param name="Action">a_g.</param>
/// <param name="Estimate">The estimate of the population; empty where there is none.</param>
internal sealed record StepAnswer(long Number, int Action, double[] Estimate)
{
    /// <summary>The answer of a step that is kept.</summary>
    public static StepAnswer Of(StepRow step) => new(step.Number, step.Action, MemoryMarshal.Cast<byte, double>(step.Estimate).ToArray());
}

/// <summary>
/// One episode of a dispatcher at work, in memory. It is used by whoever holds <see cref="Gate"/>; one that is <see cref="IsGone"/> is
/// looked up anew.
/// </summary>
internal sealed class Session : IDisposable
{
    /// <summary>How many of the latest steps are kept, at least, so that their keys get the same answers.</summary>
    public const int StepsKept = 64;

    // Steps between two snapshots: a snapshot costs a write, a step without one is replayed when the session is loaded.
    private const int StepsBetweenSnapshots = 32;

    // Of a session without what its actor remembers, and of what an actor is larger than its snapshot, measured roughly.
    private const long PlainBytes = 2048 + KeyRing.Bytes;
    private const int BytesPerByte = 3;

    private readonly RandomStream episode;
    private readonly ServedActor actor;
    private readonly KeyRing keys = new();

    /// <summary>A session at its start.</summary>
    /// <param name="row">What is kept of it.</param>
    /// <param name="version">Its policy.</param>
    public Session(SessionRow row, PolicyVersion version)
    {
        Row = row;
        Version = version;
        episode = PolicyEndpoints.Episode(row.Seed);
        actor = version.Policy.Start(episode);
        Bytes = PlainBytes + (BytesPerByte * (actor.Save()?.LongLength ?? 0));
    }

    /// <summary>What is kept of it.</summary>
    public SessionRow Row { get; }

    /// <summary>Its policy.</summary>
    public PolicyVersion Version { get; }

    /// <summary>Who holds it may use the session.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    /// <summary>Whether it is no longer the session in memory.</summary>
    public bool IsGone { get; set; }

    /// <summary>When it was used last, in ticks of the server.</summary>
    public long Used { get; set; }

    /// <summary>How much memory it takes, about.</summary>
    public long Bytes { get; }

    /// <summary>How many steps it took.</summary>
    public long Steps { get; private set; }

    /// <summary>What was asked in the latest step; null before the first.</summary>
    public Question? Last { get; private set; }

    /// <summary>The action of the latest step.</summary>
    public int Action { get; private set; }

    /// <summary>What its dispatcher believes of the population; empty where it estimates nothing.</summary>
    public ReadOnlySpan<double> Estimate => actor.Estimate;

    /// <summary>Why the latest step acted as it did; null before the first, and where its dispatcher cannot tell.</summary>
    public ActionReasons? Reasons => Last is null ? null : actor.Reasons(Last);

    /// <summary>Whether one of its steps was asked for with this key, as far back as it remembers (<see cref="KeyRing"/>).</summary>
    public bool Knows(string key) => keys.Contains(key);

    /// <summary>Takes the next step, in memory alone.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="key">The key of the request; null where it has none.</param>
    /// <returns>The step.</returns>
    public StepRow Take(Question question, string? key)
    {
        int action = Act(question);
        var step = new StepRow(Steps, key, question.Stored(), action, MemoryMarshal.AsBytes(actor.Estimate).ToArray());
        Add(step, question);
        return step;
    }

    /// <summary>What is put aside after the latest step; null where nothing is.</summary>
    public Checkpoint? Checkpoint()
    {
        if (Steps % StepsBetweenSnapshots != 0)
        {
            return null;
        }

        byte[]? remembered = actor.Save();

        // An actor that cannot tell what it remembers is led through all its observations again.
        return remembered is null && Version.Policy.Remembers
            ? null
            : new Checkpoint(SessionSnapshot.Write(keys, Steps, remembered), Math.Max(0, Steps - StepsKept));
    }

    /// <summary>Goes through what is kept of the session.</summary>
    /// <param name="stored">What is kept.</param>
    /// <exception cref="ProblemException">The session cannot continue here.</exception>
    /// <exception cref="Exception">What is kept is damaged.</exception>
    public void Resume(StoredSession stored)
    {
        if (stored.Snapshot is not null)
        {
            byte[] remembered = SessionSnapshot.Read(stored.Snapshot, keys, stored.SnapshotSteps);
            if (Version.Policy.Remembers)
            {
                actor.Restore(remembered);
            }
        }

        long next = Math.Min(stored.SnapshotSteps, stored.Steps is [var first, ..] ? first.Number : 0);
        foreach (StepRow step in stored.Steps)
        {
            if (step.Number != next++)
            {
                throw new InvalidDataException($"step {next - 1} is missing");
            }

            Repeat(step, stored.SnapshotSteps);
        }

        if (Steps < stored.SnapshotSteps)
        {
            throw new InvalidDataException($"step {Steps} is missing");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Gate.Dispose();

    private int Act(Question question)
    {
        if (Last is not null)
        {
            actor.Moved(Last);
        }

        return actor.Act(question, PolicyEndpoints.Step(episode, Steps));
    }

    // The estimate tells more than the action, which many beliefs lead to; that of the last step before the snapshot tells whether the
    // snapshot is read as it was written.
    private void Repeat(StepRow step, long snapshotSteps)
    {
        Question question = Version.Policy.Read(step.Question);
        Steps = step.Number;
        if (Version.Policy.Remembers)
        {
            bool isSame = Steps < snapshotSteps || Act(question) == step.Action;
            bool isTold = Steps < snapshotSteps - 1 || MemoryMarshal.AsBytes(actor.Estimate).SequenceEqual(step.Estimate);
            if (!isSame || !isTold)
            {
                throw SessionProblems.OtherBehaviour();
            }
        }

        Add(step, question);
    }

    private void Add(StepRow step, Question question)
    {
        keys.Add(step.Number, step.Key);
        Last = question;
        Action = step.Action;
        Steps = step.Number + 1;
    }
}
