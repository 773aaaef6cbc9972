using System.Text.Json;

namespace Antiphon.Server;

/// <summary>What a person asks of the simulated population; null: as it is.</summary>
/// <param name="Speed">Steps per second; 0 pauses.</param>
/// <param name="Subsample">k.</param>
/// <param name="Agents">n.</param>
/// <param name="IsTaken">Whether the person dispatches.</param>
/// <param name="Action">The action that the person takes.</param>
/// <param name="Shocks">Whether a shock happens now.</param>
/// <param name="Restarts">Whether a new population starts.</param>
internal sealed record FleetSettings(int? Speed, int? Subsample, long? Agents, bool? IsTaken, int? Action, bool Shocks, bool Restarts)
{
    /// <summary>The largest speed.</summary>
    public const int Fastest = 60;

    /// <summary>The largest n.</summary>
    public const long MostAgents = 1_000_000_000;

    private static readonly string[] Fields = ["speed", "k", "n", "taken", "action", "shock", "restart"];

    /// <summary>Reads the body of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="demo">What is simulated.</param>
    /// <exception cref="ProblemException">It asks for what cannot be.</exception>
    public static async Task<FleetSettings> Read(HttpContext context, FleetDemo demo)
    {
        using JsonBody body = await RequestBody.Read(context, Fields);
        JsonElement root = body.Root;
        return new FleetSettings(
            (int?)Whole(root, "speed", 0, Fastest),
            (int?)Whole(root, "k", 1, demo.Game.Agents),
            Whole(root, "n", 1, MostAgents),
            root.TryGetProperty("taken", out _) ? RequestBody.Flag(root, "taken") : null,
            (int?)Whole(root, "action", 0, demo.Game.GlobalActions - 1),
            RequestBody.Flag(root, "shock"),
            RequestBody.Flag(root, "restart")
        );
    }

    /// <summary>Requires that a population can be changed so.</summary>
    /// <exception cref="ProblemException">It cannot.</exception>
    public void Require(Fleet fleet)
    {
        int subsample = Subsample ?? fleet.Subsample;
        long agents = Agents ?? fleet.Agents;
        if (subsample > agents)
        {
            throw FleetProblems.MoreThanAll(subsample, agents);
        }

        if (Shocks && !fleet.CanBeShocked)
        {
            throw FleetProblems.NoShock();
        }
    }

    private static long? Whole(JsonElement body, string name, long least, long most)
    {
        if (!body.TryGetProperty(name, out JsonElement field))
        {
            return null;
        }

        return field.ValueKind == JsonValueKind.Number && field.TryGetInt64(out long number) && number >= least && number <= most
            ? number
            : throw ProblemException.Invalid(
                name,
                ProblemException.Is(field),
                $"a whole number from {least} to {most}",
                "correct it, or leave it out"
            );
    }
}
