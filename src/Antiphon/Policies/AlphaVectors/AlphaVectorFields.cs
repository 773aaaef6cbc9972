using System.Collections.Immutable;
using System.Text.Json;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>
/// The fields of a policy file whose dispatcher is blind or reads alpha vectors, with memory or without: "kind", and what that kind
/// needs. Everything is written in the shortest form that reads back to the same bits.
/// </summary>
internal static class AlphaVectorFields
{
    /// <summary>Fields that such a file may have beside those of every policy file.</summary>
    internal static readonly ImmutableArray<string> Names = ["kind", "reading", "blind", "vectors", "prior", "particles"];

    private const string Blind = "blind";
    private const string Vectors = "alpha-vectors";
    private const string Remembering = "remembering";
    private const string Greedy = "greedy";
    private const string Posterior = "posterior";
    private static readonly ImmutableArray<string> NodeFields = ["action", "next", "alpha"];

    /// <summary>Writes the fields into the open object.</summary>
    /// <returns>Whether the policy is of a kind that they hold; else nothing was written.</returns>
    internal static bool TryWrite(Utf8JsonWriter writer, GlobalPolicy policy)
    {
        switch (policy)
        {
            case BlindPolicy blind:
                writer.WriteString("kind", Blind);
                WriteActions(writer, blind.Actions);
                return true;
            case AlphaVectorPolicy greedy:
                writer.WriteString("kind", Vectors);
                writer.WriteString("reading", Greedy);
                WriteVectors(writer, greedy.Vectors);
                PriorFields.Write(writer, greedy.Prior);
                return true;
            case PosteriorPolicy posterior:
                writer.WriteString("kind", Vectors);
                writer.WriteString("reading", Posterior);
                WriteVectors(writer, posterior.Gamma);
                ParticleFields.Write(writer, posterior);
                return true;
            case RememberingPolicy { Plan.Vectors: { } plan } remembering:
                writer.WriteString("kind", Remembering);
                WriteVectors(writer, plan);
                MemoryFields.Write(writer, remembering);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads the fields.</summary>
    /// <param name="root">The object; has the field "kind".</param>
    /// <param name="game">The game under the policy's sampling rule.</param>
    /// <param name="subsample">k.</param>
    /// <param name="local">pi_l, which the vectors are planned beside.</param>
    /// <param name="json">Collects what is wrong.</param>
    /// <returns>The policy; null when something is wrong.</returns>
    internal static GlobalPolicy? Read(JsonElement root, CooperativeGame game, int subsample, LocalPolicy local, StrictJson json)
    {
        string? kind = json.Text("kind", root.GetProperty("kind"));
        int before = json.Violations.Count;
        if (kind is Blind or Vectors && root.TryGetProperty("memory", out _))
        {
            json.Add("memory", $"is there, and kind is \"{kind}\"", "no memory with this kind", "leave one of them out");
        }

        ImmutableArray<int> blind = Actions(root, game, json);
        GlobalPolicy? policy = kind switch
        {
            Blind when before == json.Violations.Count => new BlindPolicy(subsample, game.GlobalActions, blind),
            Vectors => ReadWithoutMemory(root, subsample, game, ReadVectors(root, game, local, blind, json), json),
            Remembering => ReadRemembering(root, subsample, ReadVectors(root, game, local, blind, json), json),
            Blind or null => null,
            _ => json.Wrong<GlobalPolicy>("kind", root.GetProperty("kind"), $"\"{Blind}\", \"{Vectors}\" or \"{Remembering}\""),
        };
        return json.Violations.Count > before ? null : policy;
    }

    private static void WriteActions(Utf8JsonWriter writer, ImmutableArray<int> actions)
    {
        writer.WritePropertyName("blind");
        JsonTables.Row(writer, actions.ToArray());
    }

    private static void WriteVectors(Utf8JsonWriter writer, AlphaVectors vectors)
    {
        WriteActions(writer, vectors.BlindActions);
        writer.WriteStartArray("vectors");
        for (int state = 0; state < vectors.GlobalStates; state++)
        {
            writer.WriteStartArray();
            for (int vector = 0; vector < vectors.CountAt(state); vector++)
            {
                WriteNode(writer, vectors, state, vector);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WriteNode(Utf8JsonWriter writer, AlphaVectors vectors, int state, int vector)
    {
        int[] next = [.. Enumerable.Range(0, vectors.GlobalStates).Select(after => vectors.Successor(state, vector, after))];
        writer.WriteStartObject();
        writer.WriteNumber("action", vectors.Action(state, vector));
        writer.WritePropertyName("next");
        JsonTables.Row(writer, next);
        writer.WritePropertyName("alpha");
        JsonTables.Row(writer, vectors.Vector(state, vector));
        writer.WriteEndObject();
    }

    private static ImmutableArray<int> Actions(JsonElement root, CooperativeGame game, StrictJson json)
    {
        if (!root.TryGetProperty("blind", out JsonElement field))
        {
            json.Add("blind", "is missing", "an action per global state", "add it");
            return [];
        }

        int[] actions = json.Indices("blind", field) ?? [];
        if (!AreAllowed(actions, game))
        {
            json.Add(
                "blind",
                $"is [{string.Join(", ", actions)}]",
                $"{game.GlobalStates} allowed actions below {game.GlobalActions}, one per global state",
                "use the policy with the game that it was made for"
            );
        }

        return [.. actions];
    }

    private static bool AreAllowed(IReadOnlyCollection<int> actions, CooperativeGame game) =>
        actions.Count == game.GlobalStates
        && actions.Select((action, state) => game.Allowed.Global(state).Contains(action)).All(allowed => allowed);

    private static GlobalPolicy? ReadWithoutMemory(
        JsonElement root,
        int subsample,
        CooperativeGame game,
        AlphaVectors? vectors,
        StrictJson json
    )
    {
        string? reading = root.TryGetProperty("reading", out JsonElement word) ? json.Text("reading", word) : null;
        if (reading is not (Greedy or Posterior))
        {
            json.Add("reading", $"is {reading ?? "missing"}", $"{Greedy} or {Posterior}", "correct it");
        }

        return vectors is null ? null
            : reading == Posterior ? ParticleFields.Read(root, subsample, vectors, json)
            : new AlphaVectorPolicy(subsample, vectors, game, PriorFields.Read(root, vectors, json));
    }

    private static RememberingPolicy? ReadRemembering(JsonElement root, int subsample, AlphaVectors? vectors, StrictJson json)
    {
        var violations = new List<Violation>();
        MemoryOptions? memory = MemoryFields.Read(root, json, violations);
        foreach (Violation violation in violations)
        {
            json.Add(violation.Place, violation.Found, violation.Expected, violation.Remedy);
        }

        return memory is null || vectors is null ? null : new RememberingPolicy(subsample, vectors, memory);
    }

    private static AlphaVectors? ReadVectors(
        JsonElement root,
        CooperativeGame game,
        LocalPolicy local,
        ImmutableArray<int> blind,
        StrictJson json
    )
    {
        if (!root.TryGetProperty("vectors", out JsonElement field))
        {
            json.Add("vectors", "is missing", "the nodes of a plan per global state", "add it");
            return null;
        }

        Node?[]?[] nodes = json.List("vectors", field, (place, states) => json.List(place, states, (at, node) => ReadNode(at, node, json)))
            ?? [];
        if (!Check(nodes, game, json) || !AreAllowed(blind, game))
        {
            return null;
        }

        var plan = new PlanVectors(new DispatcherProblem(game, new LocalKernels(game, local.Probabilities)));
        for (int state = 0; state < nodes.Length; state++)
        {
            foreach (Node? node in nodes[state]!)
            {
                plan.Add(state, node!.Action, node.Next, node.Alpha);
            }
        }

        return new AlphaVectors(plan, blind);
    }

    private static Node? ReadNode(string place, JsonElement element, StrictJson json)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return json.Wrong<Node>(place, element, "a node of a plan");
        }

        int before = json.Violations.Count;
        json.Fields(place, element, NodeFields, []);
        if (json.Violations.Count > before)
        {
            return null;
        }

        long? action = json.Whole($"{place}.action", element.GetProperty("action"));
        int[]? next = json.Indices($"{place}.next", element.GetProperty("next"));
        double[]? alpha = json.Numbers($"{place}.alpha", element.GetProperty("alpha"));
        return action is null || next is null || alpha is null
            ? null
            : new Node((int)Math.Clamp(action.Value, -1, int.MaxValue), next, alpha);
    }

    private static bool Check(Node?[]?[] nodes, CooperativeGame game, StrictJson json)
    {
        if (nodes.Length != game.GlobalStates || nodes.Any(own => own is null || own.Length == 0))
        {
            json.Add("vectors", $"has {nodes.Length} entries", $"{game.GlobalStates} lists of at least one node", "restore the file");
            return false;
        }

        bool sound = true;
        for (int state = 0; state < nodes.Length; state++)
        {
            for (int index = 0; index < nodes[state]!.Length; index++)
            {
                if (!Fits(nodes[state]![index], state, nodes, game))
                {
                    json.Add(
                        $"vectors[{state}][{index}]",
                        "does not fit the game",
                        $"an allowed action below {game.GlobalActions}, {game.GlobalStates} nodes that exist, {game.LocalStates} "
                            + "finite numbers",
                        "restore the file"
                    );
                    sound = false;
                }
            }
        }

        return sound;
    }

    private static bool Fits(Node? node, int state, Node?[]?[] nodes, CooperativeGame game) =>
        node is not null
        && game.Allowed.Global(state).Contains(node.Action)
        && node.Alpha.Length == game.LocalStates
        && node.Alpha.All(double.IsFinite)
        && node.Next.Length == game.GlobalStates
        && Enumerable.Range(0, node.Next.Length).All(after => node.Next[after] < nodes[after]!.Length);

    private sealed record Node(int Action, int[] Next, double[] Alpha);
}
