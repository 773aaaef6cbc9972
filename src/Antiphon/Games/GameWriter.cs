using System.Text.Json;

namespace Antiphon.Games;

/// <summary>
/// Writes the fields of a game file in the order in which the format describes them. Small games have every number in its place; large
/// ones have sparse rows, and "same" where all parts of a level are equal.
/// </summary>
internal sealed class GameWriter(Utf8JsonWriter writer, CooperativeGame game)
{
    private const long Small = 4096;
    private const string AllowedLocal = "allowedLocalActions";

    private readonly bool small = game.DenseEntries <= Small;

    /// <summary>Writes all fields.</summary>
    public void Write()
    {
        GameDefinition definition = game.ToRows();
        writer.WriteString("format", GameFile.Format);
        writer.WriteString("name", definition.Name);
        writer.WriteNumber("discount", definition.Discount);
        writer.WriteNumber("agents", definition.Agents);
        WriteNames(writer, "globalStates", definition.GlobalStateNames);
        if (definition.Types is null)
        {
            WriteNames(writer, "localStates", definition.LocalStateNames);
        }

        WriteNames(writer, "globalActions", definition.GlobalActionNames);
        WriteNames(writer, "localActions", definition.LocalActionNames);
        WriteAllowed("allowedGlobalActions", definition.AllowedGlobalActions, game.GlobalActionNames);
        WriteAllowed(AllowedLocal, definition.AllowedLocalActions, game.LocalActionNames);
        WriteAggregates(definition.Aggregates);
        WriteRows("globalTransition", definition.GlobalRows!, game.GlobalStates);
        if (definition.Types is null)
        {
            WriteRows("localTransition", definition.LocalRows!, game.LocalStates);
        }

        WriteRewards("globalReward", definition.GlobalReward, definition.GlobalRewardForms);
        if (definition.Types is null)
        {
            WriteRewards("localReward", definition.LocalReward, definition.LocalRewardForms);
        }

        WriteTypes(definition.Types);
        WriteInitial(writer, definition.Initial, local: definition.Types is null);
        WriteGeometry(writer, definition.Geometry);
    }

    private void WriteAllowed(string field, Array? lists, IReadOnlyList<string> names)
    {
        if (lists is null)
        {
            return;
        }

        writer.WritePropertyName(field);
        WriteValue(Texts(lists), text => (string)text);

        Array Texts(Array level) =>
            level is int[]?[] row
                ? row.Select(list =>
                        list is null
                            ? JsonTables.Quoted(LevelReader.AllActions)
                            : $"[{string.Join(", ", list.Select(action => JsonTables.Quoted(names[action])))}]"
                    )
                    .ToArray()
                : level.Cast<Array>().Select(Texts).ToArray();
    }

    private void WriteAggregates(IReadOnlyList<Aggregate>? aggregates)
    {
        if (aggregates is null)
        {
            return;
        }

        writer.WriteStartArray("aggregates");
        foreach (Aggregate aggregate in aggregates)
        {
            writer.WriteStartObject();
            writer.WriteString("name", aggregate.Name);
            writer.WriteStartObject("weights");
            for (int state = 0; state < aggregate.Weights.Count; state++)
            {
                if (aggregate.Weights[state] != 0)
                {
                    writer.WriteNumber(game.LocalStateNames[state], aggregate.Weights[state]);
                }
            }

            writer.WriteEndObject();
            writer.WritePropertyName("breakpoints");
            JsonTables.Row(writer, aggregate.Breakpoints);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private string Text(TransitionRow row, int states) =>
        row.Coupling is { } coupling
            ? $"{{ \"by\": {JsonTables.Quoted(AggregateName(coupling.Aggregate))}, \"at\": "
                + $"[{string.Join(", ", coupling.At.Select(part => Text(part, states)))}] }}"
            : JsonTables.Text(row, states, sparse: !small);

    private string Text(RewardEntry reward) =>
        reward.Form is CoupledReward coupled
            ? $"{{ \"by\": {JsonTables.Quoted(AggregateName(coupled.Aggregate))}, \"at\": [{JsonTables.Numbers(coupled.At)}] }}"
            : JsonTables.Text(reward);

    private string AggregateName(int aggregate) => game.Couplings!.Aggregates[aggregate].Name;

    private void WriteRows(string field, Array rows, int states)
    {
        writer.WritePropertyName(field);
        WriteValue(rows, row => Text((TransitionRow)row, states));
    }

    private void WriteRewards(string field, Array means, Array? forms)
    {
        writer.WritePropertyName(field);
        WriteValue(RewardEntry.Join(means, forms)!, reward => Text((RewardEntry)reward));
    }

    // The value of a field.
    private void WriteValue(object part, Func<object, string> text)
    {
        if (Line(part, text) is { } line)
        {
            writer.WriteRawValue(line, skipInputValidation: true);
        }
        else
        {
            WriteLevel((Array)part, text);
        }
    }

    private void WriteLevel(Array level, Func<object, string> text)
    {
        if (IsSame(level))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("same");
            WriteValue(level.GetValue(0)!, text);
            writer.WriteEndObject();
            return;
        }

        writer.WriteStartArray();
        foreach (object part in level)
        {
            if (Line(part, text) is { } line)
            {
                JsonTables.Item(writer, line);
            }
            else
            {
                WriteLevel((Array)part, text);
            }
        }

        writer.WriteEndArray();
    }

    // What is written on one line; null for a level.
    private string? Line(object part, Func<object, string> text) =>
        part switch
        {
            RewardEntry[] or string[] when part is Array row => IsSame(row)
                ? null
                : $"[{string.Join(", ", row.Cast<object>().Select(text))}]",
            Array => null,
            _ => text(part),
        };

    private bool IsSame(Array level) =>
        !small && level.Length > 1 && Enumerable.Range(1, level.Length - 1).All(i => AreEqual(level.GetValue(0), level.GetValue(i)));

    private static bool AreEqual(object? one, object? other) =>
        one is Array a && other is Array b
            ? ReferenceEquals(a, b)
                || (a.Length == b.Length && Enumerable.Range(0, a.Length).All(i => AreEqual(a.GetValue(i), b.GetValue(i))))
            : Equals(one, other);

    private static void WriteNames(Utf8JsonWriter writer, string field, string[] names)
    {
        writer.WritePropertyName(field);
        if (names.SequenceEqual(NameReader.DefaultNames(names.Length), StringComparer.Ordinal))
        {
            writer.WriteNumberValue(names.Length);
        }
        else
        {
            JsonTables.Names(writer, names);
        }
    }

    private void WriteTypes(IReadOnlyList<AgentTypeDefinition>? types)
    {
        if (types is null)
        {
            return;
        }

        writer.WriteStartArray("types");
        foreach (AgentTypeDefinition type in types)
        {
            writer.WriteStartObject();
            writer.WriteString("name", type.Name);
            writer.WriteNumber("share", type.Share);
            WriteNames(writer, "localStates", type.LocalStateNames);
            WriteAllowed(AllowedLocal, type.AllowedLocalActions, game.LocalActionNames);
            WriteRows("localTransition", type.LocalRows!, type.LocalStateNames.Length);
            WriteRewards("localReward", type.LocalReward, type.LocalRewardForms);
            WriteLocalLaw(writer, "initial", type.Initial);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteInitial(Utf8JsonWriter writer, InitialLaw initial, bool local)
    {
        writer.WriteStartObject("initial");
        WriteLaw(writer, "global", initial.Global.AsSpan());
        if (local)
        {
            WriteLocalLaw(writer, "local", initial.Local);
        }

        writer.WriteEndObject();
    }

    private static void WriteLocalLaw(Utf8JsonWriter writer, string field, LocalInitialLaw law)
    {
        if (law is DirichletLocalLaw dirichlet)
        {
            writer.WriteStartObject(field);
            writer.WriteNumber("dirichlet", dirichlet.Concentration);
            writer.WriteEndObject();
        }
        else
        {
            WriteLaw(writer, field, ((IndependentLocalLaw)law).Probabilities.AsSpan());
        }
    }

    private static void WriteLaw(Utf8JsonWriter writer, string field, ReadOnlySpan<double> law)
    {
        writer.WritePropertyName(field);
        if (law.SequenceEqual(InitialReader.UniformLaw(law.Length)))
        {
            writer.WriteStringValue("uniform");
        }
        else
        {
            JsonTables.Row(writer, law.ToArray());
        }
    }

    private static void WriteGeometry(Utf8JsonWriter writer, GameGeometry? geometry)
    {
        if (geometry is null)
        {
            return;
        }

        writer.WriteStartObject("geometry");
        if (geometry.Distance is { } distance)
        {
            writer.WriteStartArray("distance");
            foreach (IReadOnlyList<double> row in distance)
            {
                JsonTables.RowItem(writer, row);
            }

            writer.WriteEndArray();
        }

        if (geometry.Target is { } target)
        {
            writer.WritePropertyName("target");
            JsonTables.Row(writer, target);
        }

        writer.WriteEndObject();
    }
}
