using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Cli.Environments;

/// <summary>Writes the replies to learners, one line each. A workspace.</summary>
internal sealed class EnvironmentReply
{
    private const string Format = "antiphon-environment/1";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>The reply to a line that could not be carried out.</summary>
    public string Error(long line, string message) => Write(line, json => json.WriteString("error", message));

    /// <summary>What the environment is: sizes, names and what is allowed.</summary>
    public string Description(long line, EnvironmentBatch batch) => Write(line, json => Describe(json, batch));

    /// <summary>Where the environments stand after a reset.</summary>
    public string Reset(long line, EnvironmentBatch batch) => Write(line, json => Observe(json, batch));

    /// <summary>The same after a step, with its rewards.</summary>
    public string Step(long line, EnvironmentBatch batch) => Write(line, json =>
        {
            Observe(json, batch);
            json.WriteNumbers("reward", batch.Rewards);
            if (batch.Deployment.NamesAgents)
            {
                Each(json, "localReward", batch, static (writer, episode) => writer.WriteNumbers(episode.LocalRewards));
            }

            json.WriteBoolean("truncated", batch.Truncated);
        });

    private static void Describe(Utf8JsonWriter json, EnvironmentBatch batch)
    {
        OpenDeployment deployment = batch.Deployment;
        CooperativeGame game = deployment.Game;
        json.WriteString("format", Format);
        json.WriteString("game", game.Name);
        json.WriteNumber("agents", game.Agents);
        json.WriteNumber("k", deployment.Subsample);
        json.WriteNumber("batch", batch.Size);
        json.WriteNumber("discount", game.Discount);
        json.WritePropertyName("horizon");
        if (batch.Horizon is int horizon)
        {
            json.WriteNumberValue(horizon);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteBoolean("choosesGlobal", deployment.ChoosesGlobal);
        json.WriteBoolean("choosesLocal", deployment.ChoosesLocal);
        json.WriteString("locals", deployment.NamesAgents ? "agents" : "counts");
        json.WriteString("sampling", game.Sampling.Text);
        json.WriteNames("globalStates", game.GlobalStateNames);
        json.WriteNames("localStates", game.LocalStateNames);
        json.WriteNames("globalActions", game.GlobalActionNames);
        json.WriteNames("localActions", game.LocalActionNames);
        Allow(json, game);
    }

    // As in game files: index orders [s_g] and [s_l][s_g], absent where every action is allowed.
    private static void Allow(Utf8JsonWriter json, CooperativeGame game)
    {
        if (game.Allowed.GlobalSets is not null)
        {
            json.WriteStartArray("allowedGlobalActions");
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                json.WriteNumbers((ReadOnlySpan<int>)[.. game.Allowed.Global(globalState)]);
            }

            json.WriteEndArray();
        }

        if (game.Allowed.LocalSets is not null)
        {
            json.WriteStartArray("allowedLocalActions");
            for (int localState = 0; localState < game.LocalStates; localState++)
            {
                AllowIn(json, game, localState);
            }

            json.WriteEndArray();
        }
    }

    private static void AllowIn(Utf8JsonWriter json, CooperativeGame game, int localState)
    {
        json.WriteStartArray();
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            json.WriteNumbers((ReadOnlySpan<int>)[.. game.Allowed.Local(localState, globalState)]);
        }

        json.WriteEndArray();
    }

    private static void Observe(Utf8JsonWriter json, EnvironmentBatch batch)
    {
        OpenDeployment deployment = batch.Deployment;
        json.WriteNumber("step", batch.Time);
        Each(json, "globalState", batch, static (writer, episode) => writer.WriteNumberValue(episode.GlobalState));
        if (deployment.ChoosesGlobal)
        {
            Each(json, "observation", batch, static (writer, episode) => writer.WriteNumbers(episode.Observation));
        }

        if (deployment.NamesAgents)
        {
            Each(json, "localState", batch, static (writer, episode) => writer.WriteNumbers(episode.Choices!.Named!.States));
        }
        else if (deployment.ChoosesLocal)
        {
            Each(json, "localCounts", batch, static (writer, episode) => writer.WriteNumbers(episode.Counts));
        }
    }

    private static void Each(Utf8JsonWriter json, string field, EnvironmentBatch batch, Action<Utf8JsonWriter, OpenEpisode> write)
    {
        json.WriteStartArray(field);
        foreach (OpenEpisode episode in batch.Episodes)
        {
            write(json, episode);
        }

        json.WriteEndArray();
    }

    private string Write(long line, Action<Utf8JsonWriter> fields)
    {
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteNumber("line", line);
            fields(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
