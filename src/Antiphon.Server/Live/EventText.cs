using System.Buffers;
using System.Text;
using System.Text.Json;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Server;

/// <summary>Writes server-sent events: lines "event", "id" and "data", then an empty one.</summary>
internal static class EventText
{
    /// <summary>The server stops; whoever watches asks again later.</summary>
    public static readonly byte[] Stopping = Encoding.UTF8.GetBytes("event: stopping\ndata: {}\n\n");

    /// <summary>The session is closed; nothing will follow.</summary>
    public static readonly byte[] Closed = Encoding.UTF8.GetBytes("event: closed\ndata: {}\n\n");

    /// <summary>A comment: the connection is alive.</summary>
    public static readonly byte[] Heartbeat = Encoding.UTF8.GetBytes(":\n\n");

    /// <summary>What a session is, with the policy that it goes on with.</summary>
    public static byte[] Session(Session session) => Write("session", null, session, static (json, session) =>
        {
            json.WriteString("session", session.Row.Id);
            json.WriteNumber("seed", session.Row.Seed);
            json.WriteNumber("steps", session.Steps);
            json.WriteStartObject("policy");
            PolicyEndpoints.WriteFields(json, session.Version);
            json.WriteEndObject();
        });

    /// <summary>The latest step of a session, with its reasons; null before the first.</summary>
    public static StepEvent? Latest(Session session) =>
        session.Last is null
            ? null
            : Step(
                session.Version.Policy,
                session.Last,
                new StepAnswer(session.Steps - 1, session.Action, [.. session.Estimate]),
                session.Reasons
            );

    /// <summary>A step that is kept. The store has no reasons; those of a policy without memory follow from the question.</summary>
    public static StepEvent Kept(ServedPolicy policy, StepRow step)
    {
        Question question = policy.Read(step.Question);
        bool isKnown = policy is { TellsReasons: true, Remembers: false };
        ActionReasons? reasons = isKnown ? policy.Start(new RandomStream(0)).Reasons(question) : null;
        return Step(policy, question, StepAnswer.Of(step), reasons);
    }

    private static StepEvent Step(ServedPolicy policy, Question question, StepAnswer step, ActionReasons? reasons) =>
        new(step.Number, Write("step", step.Number, (policy, question, step, reasons), static (json, told) =>
            {
                (ServedPolicy policy, Question question, StepAnswer step, ActionReasons? reasons) = told;
                json.WriteNumber("step", step.Number);
                question.WriteGlobalState(json);
                question.WriteObservation(json);
                json.WriteNumber("action", step.Action);
                WriteBelief(json, step.Estimate.Length > 0 ? step.Estimate : reasons?.Belief ?? []);
                if (policy.ExpectedReward(question, step.Action, step.Estimate) is double reward && double.IsFinite(reward))
                {
                    json.WriteNumber("reward", reward);
                }

                if (policy.TellsReasons && reasons is null)
                {
                    json.WriteBoolean("reasonsLost", true);
                }

                WriteReasons(json, policy, question, reasons);
            }));

    private static void WriteBelief(Utf8JsonWriter json, double[] belief)
    {
        if (belief.Length > 0)
        {
            json.WriteNumbers("estimate", belief);
        }
    }

    private static void WriteReasons(Utf8JsonWriter json, ServedPolicy policy, Question question, ActionReasons? reasons)
    {
        if (reasons is { Deviations.Length: > 0 })
        {
            json.WriteNumbers("deviation", reasons.Deviations);
        }

        if (reasons is { Values.Length: > 0 })
        {
            json.WriteStartArray("values");
            foreach ((int action, double value) in reasons.Values.Index())
            {
                json.WriteFinite(policy.Allows(question, action) ? value : double.NaN);
            }

            json.WriteEndArray();
        }

        if (reasons?.Test is { } test)
        {
            json.WriteStartObject("test");
            json.WritePropertyName("score");
            json.WriteFinite(test.Score);
            json.WriteNumber("level", test.Level);
            json.WriteNumber("window", test.Window);
            json.WriteBoolean("alarm", test.IsAlarmed);
            json.WriteEndObject();
        }
    }

    /// <summary>Writes an event.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="id">Its number; null where it has none.</param>
    /// <param name="value">What its fields are written from.</param>
    /// <param name="write">Writes them.</param>
    public static byte[] Write<T>(string name, long? id, T value, Action<Utf8JsonWriter, T> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        bytes.Write(Encoding.UTF8.GetBytes(id is null ? $"event: {name}\ndata: " : $"event: {name}\nid: {id}\ndata: "));
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json, value);
            json.WriteEndObject();
        }

        bytes.Write("\n\n"u8);
        return bytes.WrittenSpan.ToArray();
    }
}
