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

    /// <summary>How many connections watch.</summary>
    public int Watchers
    {
        get
        {
            lock (changing)
            {
                return queues.Count;
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
    public (IReadOnlyList<StepEvent> Missed, StepQueue Queue) Join(long? last)
    {
        lock (changing)
        {
            Tell();
            var queue = new StepQueue();
            if (IsOver)
            {
                queue.End();
            }
            else
            {
                queues.Add(queue);
            }

            bool isKept = last is long seen && seen <= number && seen >= number - history.Count;
            StepEvent[] missed = isKept
                ? [.. history.Where(each => each.Number > last)]
                : [new StepEvent(number, EventText.Write("work", number, this, static (json, feed) => feed.WriteFields(json)))];
            return (missed, queue);
        }
    }

    /// <summary>Watches no longer.</summary>
    public void Leave(StepQueue queue)
    {
        lock (changing)
        {
            queues.Remove(queue);
        }
    }

    /// <summary>Writes all that is known, as fields.</summary>
    public void Write(Utf8JsonWriter json)
    {
        lock (changing)
        {
            Tell();
            WriteFields(json);
        }
    }

    /// <summary>Asks to stop the work, once.</summary>
    public void Cancel()
    {
        if (Stopping())
        {
            interrupt();
        }
    }

    /// <summary>Somebody asked to stop the work.</summary>
    /// <returns>Whether it was running until now.</returns>
    public bool Stopping()
    {
        lock (changing)
        {
            bool isRunning = state == WorkState.Running;
            state = isRunning ? WorkState.Stopping : state;
            hasChanged = true;
            Tell();
            return isRunning;
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
            var told = new StepEvent(number, EventText.Write("change", number, this, static (json, feed) => feed.WriteChanges(json)));
            history.Enqueue(told);
            if (history.Count > Kept)
            {
                history.Dequeue();
            }

            queues.ForEach(queue => queue.Add(told));
        }
    }

    private void WriteFields(Utf8JsonWriter json)
    {
        json.WriteString("work", Id);
        json.WriteNumber("event", number);
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
        WriteStanding(json);
        board.WriteAll(json);
    }

    private void WriteChanges(Utf8JsonWriter json)
    {
        WriteStanding(json);
        board.WriteChanges(json);
    }

    private void WriteStanding(Utf8JsonWriter json)
    {
        json.WriteString("state", JsonNamingPolicy.KebabCaseLower.ConvertName(state.ToString()));
        json.WriteString("words", words);
        json.WriteStartObject("progress");
        json.WriteNumber("fraction", Math.Clamp(progress.Fraction, 0, 1));
        json.WriteString("text", progress.Text);
        json.WriteNumber("elapsed", pace.Elapsed);
        json.WriteFigure("left", pace.Left);
        json.WriteEndObject();
    }
}
