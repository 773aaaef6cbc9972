using System.Text.Json;

namespace Antiphon.Games;

/// <summary>Writes the fields of a game file in the order in which the format describes them.</summary>
internal static class GameWriter
{
    /// <summary>Writes all fields.</summary>
    public static void Write(Utf8JsonWriter writer, CooperativeGame game)
    {
        GameDefinition definition = game.ToDefinition();
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
        JsonTables.Table(writer, "globalTransition", definition.GlobalTransition);
        if (definition.Types is null)
        {
            JsonTables.Table(writer, "localTransition", definition.LocalTransition);
        }

        WriteRewards(writer, "globalReward", definition.GlobalReward, definition.GlobalRewardLaws);
        if (definition.Types is null)
        {
            WriteRewards(writer, "localReward", definition.LocalReward, definition.LocalRewardLaws);
        }

        WriteTypes(writer, definition.Types);
        WriteInitial(writer, definition.Initial, local: definition.Types is null);
        WriteGeometry(writer, definition.Geometry);
    }

    private static void WriteNames(Utf8JsonWriter writer, string field, string[] names)
    {
        writer.WritePropertyName(field);
        if (names.SequenceEqual(GameReader.DefaultNames(names.Length), StringComparer.Ordinal))
        {
            writer.WriteNumberValue(names.Length);
        }
        else
        {
            JsonTables.Names(writer, names);
        }
    }

    private static void WriteRewards(Utf8JsonWriter writer, string field, Array means, Array? laws)
    {
        writer.WritePropertyName(field);
        JsonTables.Value(writer, laws is null ? means : RewardEntry.Join(means, laws)!);
    }

    private static void WriteTypes(Utf8JsonWriter writer, IReadOnlyList<AgentTypeDefinition>? types)
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
            JsonTables.Table(writer, "localTransition", type.LocalTransition);
            WriteRewards(writer, "localReward", type.LocalReward, type.LocalRewardLaws);
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
        if (law.SequenceEqual(GameReader.UniformLaw(law.Length)))
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
            JsonTables.Table(writer, "distance", distance.Select(row => row.ToArray()).ToArray());
        }

        if (geometry.Target is { } target)
        {
            writer.WritePropertyName("target");
            JsonTables.Row(writer, target);
        }

        writer.WriteEndObject();
    }
}
