using System.Text.Json;
using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Server;

/// <summary>Writes what the page shows of a simulated population.</summary>
internal static class FleetText
{
    /// <summary>What the game is.</summary>
    public static void WriteGame(Utf8JsonWriter json, FleetDemo demo)
    {
        CooperativeGame game = demo.Game;
        json.WriteString("game", game.Name);
        json.WriteNumber("mostObserved", game.Agents);
        json.WriteNumber("fastest", FleetSettings.Fastest);
        json.WriteNames("globalStates", game.GlobalStateNames);
        json.WriteNames("localStates", game.LocalStateNames);
        json.WriteNames("globalActions", game.GlobalActionNames);
    }

    /// <summary>The population in a step: observed, not yet moved.</summary>
    public static void WriteStep(Utf8JsonWriter json, (Fleet Fleet, int Speed, string Notice) shown)
    {
        (Fleet fleet, int speed, string notice) = shown;
        Episode episode = fleet.Shown.Episode;
        json.WriteNumber("step", episode.Time);
        json.WriteNumber("k", fleet.Subsample);
        json.WriteNumber("n", fleet.Agents);
        json.WriteNumber("speed", speed);
        json.WriteBoolean("taken", fleet.IsTaken);
        json.WriteString("notice", notice);
        json.WriteBoolean("canBeShocked", fleet.CanBeShocked);
        json.WriteNumber("globalState", episode.GlobalState);
        json.WriteNumber("action", fleet.Action);
        json.WriteNumber("advice", fleet.Shown.Advice);
        json.WriteNumbers("observation", episode.Observation);
        json.WriteNumbers("estimate", episode.Actor.Estimate);
        json.WriteStartArray("counts");
        foreach (long count in episode.Counts)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
        json.WriteNumber("since", fleet.Since);
        json.WriteStartObject("totals");
        foreach (Arm arm in fleet.Arms)
        {
            json.WritePropertyName(arm.Name);
            json.WriteFinite(arm.Total);
        }

        json.WriteEndObject();
    }
}
