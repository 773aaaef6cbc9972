using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Runs;

namespace Antiphon.Server;

/// <summary>Runs as JSON. What is not known, or is no number, is left out.</summary>
internal static class RunText
{
    // Answers are never part of a page.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON object.</summary>
    /// <param name="write">Writes its fields.</param>
    public static byte[] Object(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, Readable);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The list of all runs.</summary>
    public static byte[] List(string folder, IReadOnlyList<ListedRun> runs, IReadOnlyList<string> unread, bool isCut, string? version) =>
        Object(json =>
        {
            json.WriteString("folder", folder);
            json.WriteString("version", version ?? "");
            json.WriteNames("unread", unread);
            json.WriteBoolean("cut", isCut);
            json.WriteStartArray("runs");
            foreach (ListedRun run in runs)
            {
                json.WriteStartObject();
                WriteFields(json, run);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    /// <summary>What the list shows of a run, as fields of an object.</summary>
    public static void WriteFields(Utf8JsonWriter json, ListedRun run)
    {
        json.WriteString("id", run.Id);
        json.WriteString("name", run.Name);
        json.WriteString("kind", run.Kind);
        json.WriteString("state", JsonNamingPolicy.KebabCaseLower.ConvertName(run.State.ToString()));
        json.WriteString("written", run.Written);
        json.WriteNumbers("k", [.. run.Subsamples]);
        json.WriteBoolean("report", run.HasReport);
        WriteText(json, "found", run.Found);
        WriteText(json, "game", run.Game);
        WriteText(json, "gameHash", run.GameHash);
        WriteText(json, "stopReason", run.StopReason);
        WriteText(json, "version", run.Version);
        WriteNumber(json, "agents", run.Agents);
        WriteNumber(json, "seed", run.Seed);
        WriteNumber(json, "globalGain", run.GlobalGain);
        WriteNumber(json, "localGain", run.LocalGain);
        WriteNumber(json, "seconds", run.Seconds);
        WriteInterval(json, "deployed", run.Deployed);
        if (run.Certificate is { } certificate)
        {
            json.WriteStartObject("certificate");
            json.WriteBoolean("proved", certificate.IsProved);
            WriteNumber(json, "low", certificate.Low);
            WriteNumber(json, "high", certificate.High);
            json.WriteEndObject();
        }

        if (run.Cells is { } cells)
        {
            json.WriteStartObject("cells");
            json.WriteNumber("done", cells.Done);
            json.WriteNumber("failed", cells.Failed);
            json.WriteNumber("all", cells.All);
            json.WriteEndObject();
        }
    }

    /// <summary>A mean with its interval.</summary>
    public static void WriteInterval(Utf8JsonWriter json, string field, ConfidenceInterval? interval)
    {
        if (interval is not null)
        {
            json.WriteStartObject(field);
            WriteNumber(json, "mean", interval.Mean);
            WriteNumber(json, "low", interval.Low);
            WriteNumber(json, "high", interval.High);
            json.WriteNumber("count", interval.Count);
            json.WriteEndObject();
        }
    }

    /// <summary>Proposals, a list of numbers and words each.</summary>
    public static void WriteProposals(Utf8JsonWriter json, IReadOnlyList<Proposal> proposals)
    {
        json.WriteStartArray("proposals");
        foreach (Proposal proposal in proposals)
        {
            json.WriteStartObject();
            json.WriteNumber("restart", proposal.Restart);
            json.WriteString("player", proposal.Player == Player.Global ? "global" : "local");
            json.WriteString("oracle", proposal.Oracle);
            WriteNumber(json, "value", proposal.ModelValue);
            WriteNumber(json, "gain", proposal.Gain);
            json.WriteBoolean("accepted", proposal.Accepted);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Simulations with their means.</summary>
    public static void WriteSimulations(Utf8JsonWriter json, IReadOnlyList<StoredSimulation> simulations)
    {
        json.WriteStartArray("simulations");
        foreach (StoredSimulation simulation in simulations)
        {
            json.WriteStartObject();
            json.WriteNumber("agents", simulation.Agents);
            json.WriteNumber("horizon", simulation.Horizon);
            json.WriteNumber("rollouts", simulation.Rollouts);
            json.WriteNumber("seed", simulation.Seed);
            WriteInterval(json, "reward", StudentInterval.FromSamples([.. simulation.PerSeed]));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A number, where it is one.</summary>
    public static void WriteNumber(Utf8JsonWriter json, string field, double? number)
    {
        if (number is double known && double.IsFinite(known))
        {
            json.WriteNumber(field, known);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string field, long? number)
    {
        if (number is long known)
        {
            json.WriteNumber(field, known);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string field, ulong? number)
    {
        if (number is ulong known)
        {
            json.WriteNumber(field, known);
        }
    }

    private static void WriteText(Utf8JsonWriter json, string field, string? text)
    {
        if (text is not null)
        {
            json.WriteString(field, text);
        }
    }
}
