using System.Text.Json;

namespace Antiphon.Games;

/// <summary>Writes the fields of a game file in the order in which the format describes them.</summary>
internal static class GameWriter
{
    /// <summary>Writes all fields.</summary>
    public static void Write(Utf8JsonWriter writer, CooperativeGame game)
    {
        var definition = game.ToDefinition();
        writer.WriteString("format", GameFile.Format);
        writer.WriteString("name", definition.Name);
        writer.WriteNumber("discount", definition.Discount);
        writer.WriteNumber("agents", definition.Agents);
        WriteNames(writer, "globalStates", definition.GlobalStateNames);
        WriteNames(writer, "localStates", definition.LocalStateNames);
        WriteNames(writer, "globalActions", definition.GlobalActionNames);
        WriteNames(writer, "localActions", definition.LocalActionNames);
        JsonTables.Table(writer, "globalTransition", definition.GlobalTransition);
        JsonTables.Table(writer, "localTransition", definition.LocalTransition);
        WriteRewards(writer, "globalReward", definition.GlobalReward, definition.GlobalRewardLaws);
        WriteRewards(writer, "localReward", definition.LocalReward, definition.LocalRewardLaws);
        WriteInitial(writer, definition.Initial);
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

    private static void WriteInitial(Utf8JsonWriter writer, InitialLaw initial)
    {
        writer.WriteStartObject("initial");
        WriteLaw(writer, "global", initial.Global.AsSpan());
        if (initial.Local is DirichletLocalLaw dirichlet)
        {
            writer.WriteStartObject("local");
            writer.WriteNumber("dirichlet", dirichlet.Concentration);
            writer.WriteEndObject();
        }
        else
        {
            WriteLaw(writer, "local", ((IndependentLocalLaw)initial.Local).Probabilities.AsSpan());
        }

        writer.WriteEndObject();
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
