using System.Security.Cryptography;
using System.Text.Json;
using Antiphon.Numerics;

namespace Antiphon.Server;

/// <summary>
/// Tells pages of work under way. Changes are collected and told a few times a second, so that work never waits for a page; a bounded
/// number of the latest events is kept for pages that lost their connection.
/// </summary>
internal sealed class WorkFeed : IProgress<Progress>, IDisposable
{
    private const int Kept = 200;
    private const int IdLength = 32;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly Lock changing = new();
    private readonly List<StepQueue> queues = [];
    private readonly Queue<StepEvent> history = new();
    private readonly WorkDescription description;
    private readonly IWorkBoard board;
    private readonly Action interrupt;
    private readonly Pace pace;
    private readonly ITimer timer;
    private Progress progress = new(0);
    private WorkState state;
    private string words = "";
    private bool hasChanged;
    private long number;
    private int watchers;

    /// <summary>Begins.</summary>
    /// <param name="description">What is worked on.</param>
    /// <param name="board">What is known of it.</param>
    /// <param name="interrupt">Asks to stop it; called once at most.</param>
    /// <param name="clock">The clock.</param>
    public WorkFeed(WorkDescription description, IWorkBoard board, Action interrupt, TimeProvider clock)
    {
        this.description = description;
        this.board = board;
        this.interrupt = interrupt;
        pace = new Pace(clock);
        timer = clock.CreateTimer(_ => Tell(), null, Period, Period);
    }

    /// <summary>
    /// Names this work, so that a page of an earlier one is not shown its events. Pages of other origins cannot read it and thus cannot
    /// cancel.
    /// </summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    /// <summary>How many connections watch, also those that have yet to send the end.</summary>
    public int Watchers
    {
        get
        {
            lock (changing)
            {
                return watchers;
            }
        }
    }

    private bool IsOver => state is WorkState.Done or WorkState.Cancelled or WorkState.Failed;

    /// <inheritdoc/>
    public void Report(Progress value)
    {
        lock (changing)
        {
            progress = value;
            pace.Report(value.Fraction);
            hasChanged = true;
        }
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="last">The number of the last event that arrived; null: none did.</param>
    /// <returns>What was missed, everything where that is not kept; and what follows.</returns>
    /// <exception cref="ProblemException">Too many watch already.</exception>
    public (IReadOnlyList<StepEvent> Missed, StepQueue Queue) Join(long? last)
    {
        Known known;
        var queue = new StepQueue();
        lock (changing)
        {
            WatchLimit.Require(watchers);
            watchers++;
            Tell();
            if (IsOver)
            {
                queue.End();
            }
            else
            {
                queues.Add(queue);
            }

            if (last is long seen && seen <= number && seen >= number - history.Count)
            {
                StepEvent[] missed = [.. history.Where(each => each.Number > seen)];

                // A page that missed nothing is told that it is connected again.
                return (missed.Length > 0 ? missed : [Event("change", static (json, feed) => feed.Standing().Write(json))], queue);
            }

            known = Now();
        }

        // Much may be known: the work goes on while it is written.
        byte[] text = EventText.Write("work", known.Number, known, static (json, known) => known.Write(json));
        return ([new StepEvent(known.Number, text)], queue);
    }

    /// <summary>Watches no longer.</summary>
    /// <param name="queue">From <see cref="Join"/>.</param>
    public void Leave(StepQueue queue)
    {
        lock (changing)
        {
            watchers--;
            queues.Remove(queue);
        }
    }

    /// <summary>Writes all that is known, as fields.</summary>
    public void Write(Utf8JsonWriter json)
    {
        Known known;
        lock (changing)
        {
            Tell();
            known = Now();
        }

        known.Write(json);
    }

    /// <summary>Asks to stop the work, once.</summary>
    /// <returns>Whether it stops; false where it has ended already.</returns>
    public bool Cancel()
    {
        if (Stopping())
        {
            interrupt();
        }

        lock (changing)
        {
            return state is WorkState.Stopping or WorkState.Cancelled;
        }
    }

    /// <summary>Somebody asked to stop the work.</summary>
    /// <returns>Whether it was running until now.</returns>
    public bool Stopping()
    {
        lock (changing)
        {
            if (state != WorkState.Running)
            {
                return false;
            }

            state = WorkState.Stopping;
            hasChanged = true;
            Tell();
            return true;
        }
    }

    /// <summary>The work has ended; only the first end counts.</summary>
    /// <param name="end">How.</param>
    /// <param name="said">What came of it, in words.</param>
    public void End(WorkState end, string said)
    {
        lock (changing)
        {
            if (IsOver)
            {
                return;
            }

            board.Stop();
            state = end;
            words = said;
            hasChanged = true;
            Tell();
            queues.ForEach(queue => queue.End());

            // They have the last event, and nothing follows.
            queues.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    private void Tell()
    {
        lock (changing)
        {
            if (!hasChanged && !board.HasChanged)
            {
                return;
            }

            hasChanged = false;
            number++;
            StepEvent told = Event("change", static (json, feed) => feed.WriteChanges(json));
            history.Enqueue(told);
            if (history.Count > Kept)
            {
                history.Dequeue();
            }

            queues.ForEach(queue => queue.Add(told));
        }
    }

    private StepEvent Event(string name, Action<Utf8JsonWriter, WorkFeed> write) =>
        new(number, EventText.Write(name, number, this, write));

    private Known Now() => new(number, WriteNames, Standing(), board.Snapshot());

    private void WriteNames(Utf8JsonWriter json)
    {
        json.WriteString("work", Id);
        json.WriteString("kind", description.Kind);
        json.WriteString("game", description.Game);
        json.WriteString("question", description.Question);
        json.WriteString("folder", description.Folder);
        json.WriteString("note", description.Note);
        json.WriteStartObject("options");
        foreach ((string name, string value) in description.Options)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private void WriteChanges(Utf8JsonWriter json)
    {
        Standing().Write(json);
        board.WriteChanges(json);
    }

    private WorkStanding Standing() => new(state, words, progress, pace.Elapsed, pace.Left);

    // What was known at one instant.
    private sealed record Known(long Number, Action<Utf8JsonWriter> Names, WorkStanding Standing, Action<Utf8JsonWriter> Board)
    {
        public void Write(Utf8JsonWriter json)
        {
            Names(json);
            json.WriteNumber("event", Number);
            Standing.Write(json);
            Board(json);
        }
    }
}
