using System.Globalization;
using System.Text.Json;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Server;

/// <summary>The cells of a sweep: those that are done, and the one that runs. The others wait.</summary>
internal sealed class SweepBoard : IWorkBoard, ISweepObserver
{
    private readonly Lock changing = new();
    private readonly IReadOnlyList<int> subsamples;
    private readonly ulong seed;
    private readonly int seeds;
    private readonly IReadOnlyList<string> variants;
    private readonly Func<StopReason, string> stopped;
    private readonly Func<string, string> failed;
    private readonly Dictionary<SweepKey, SweepCell> done;
    private readonly HashSet<SweepKey> changed = [];
    private SweepKey? running;

    /// <summary>Begins with what earlier sessions did.</summary>
    /// <param name="subsamples">Every k.</param>
    /// <param name="seed">The first training seed.</param>
    /// <param name="seeds">How many there are.</param>
    /// <param name="cells">The cells that are done and do not run again.</param>
    /// <param name="stopped">Why a training stopped, in a word or two.</param>
    /// <param name="failed">Says a failure in the words of whoever asked for the sweep.</param>
    /// <param name="variants">What its variants are, in words; none where it varies k and seed alone.</param>
    public SweepBoard(
        IReadOnlyList<int> subsamples,
        ulong seed,
        int seeds,
        IEnumerable<SweepCell> cells,
        Func<StopReason, string> stopped,
        Func<string, string> failed,
        IReadOnlyList<string>? variants = null
    )
    {
        this.variants = variants ?? [];
        this.subsamples = subsamples;
        this.seed = seed;
        this.seeds = seeds;
        this.stopped = stopped;
        this.failed = failed;
        done = cells.ToDictionary(cell => cell.Key());
    }

    /// <inheritdoc/>
    public bool HasChanged
    {
        get
        {
            lock (changing)
            {
                return changed.Count > 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Begun(SweepKey key)
    {
        lock (changing)
        {
            if (running is SweepKey lost)
            {
                // Another process took it over.
                changed.Add(lost);
            }

            running = key;
            changed.Add(key);
        }
    }

    /// <inheritdoc/>
    public void Ended(SweepCell cell)
    {
        lock (changing)
        {
            // Other processes may work on the sweep too.
            running = running == cell.Key() ? null : running;
            done[cell.Key()] = cell;
            changed.Add(cell.Key());
        }
    }

    /// <inheritdoc/>
    public void Stop()
    {
        lock (changing)
        {
            if (running is SweepKey cut)
            {
                running = null;
                changed.Add(cut);
            }
        }
    }

    /// <inheritdoc/>
    public Action<Utf8JsonWriter> Snapshot()
    {
        lock (changing)
        {
            SweepKey[] keys = running is SweepKey key && !done.ContainsKey(key) ? [.. done.Keys, key] : [.. done.Keys];
            (SweepKey Key, SweepCell? Cell, string Word)[] cells = [.. keys.Select(Row)];
            return json =>
            {
                json.WriteNumbers("k", [.. subsamples]);
                json.WriteString("seed", Text(seed));
                json.WriteNumber("seeds", seeds);
                json.WriteStartArray("variants");
                foreach (string variant in variants)
                {
                    json.WriteStringValue(variant);
                }

                json.WriteEndArray();
                WriteCells(json, cells);
            };
        }
    }

    /// <inheritdoc/>
    public void WriteChanges(Utf8JsonWriter json)
    {
        lock (changing)
        {
            WriteCells(json, changed.Select(Row));
            changed.Clear();
        }
    }

    // A seed may be larger than the whole numbers of a browser.
    private static string Text(ulong seed) => seed.ToString(CultureInfo.InvariantCulture);

    private (SweepKey Key, SweepCell? Cell, string Word) Row(SweepKey key)
    {
        SweepCell? cell = key == running ? null : done.GetValueOrDefault(key);
        string word =
            key == running ? "running"
            : cell is null ? "waiting"
            : cell.Failure is null ? "done"
            : "failed";
        return (key, cell, word);
    }

    private void WriteCells(Utf8JsonWriter json, IEnumerable<(SweepKey Key, SweepCell? Cell, string Word)> rows) =>
        json.WriteRows("cells", rows, row =>
        {
            (SweepKey key, SweepCell? cell, string word) = row;
            json.WriteNumber("k", key.Subsample);
            json.WriteString("seed", Text(key.Seed));
            if (key.Variant > 0)
            {
                json.WriteNumber("variant", key.Variant);
            }

            json.WriteString("state", word);
            json.WriteString("failure", cell?.Failure is string reason ? failed(reason) : "");
            if (cell?.Outcome is SweepOutcome outcome)
            {
                json.WriteFigure("value", outcome.Deployed.Mean);
                json.WriteFigure("low", outcome.Deployed.Low);
                json.WriteFigure("high", outcome.Deployed.High);
                json.WriteFigure("globalGain", outcome.GlobalGain);
                json.WriteFigure("localGain", outcome.LocalGain);
                json.WriteString("stopped", stopped(outcome.StopReason));
                json.WriteNumber("seconds", cell.Cost.TrainingSeconds + cell.Cost.EvaluationSeconds);
            }
        });
}
