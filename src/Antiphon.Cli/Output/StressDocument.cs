using System.Text.Json.Serialization;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Cli.Output;

/// <summary>The result of simulate --stress --json, "antiphon-stress/1".</summary>
internal sealed record StressDocument
{
    public string Format { get; init; } = "antiphon-stress/1";

    public required string Version { get; init; }

    public required string Game { get; init; }

    public required string GameHash { get; init; }

    public required int Subsample { get; init; }

    public required string? Memory { get; init; }

    public required long Agents { get; init; }

    public required int Horizon { get; init; }

    public required int Rollouts { get; init; }

    public required int Seeds { get; init; }

    public required ulong Seed { get; init; }

    public required double Distance { get; init; }

    public required IReadOnlyList<StressedWorld> Worlds { get; init; }

    public static StressDocument From(StressResult result, CooperativeGame game, GlobalPolicy global, OnlineExecutionOptions options) =>
        new()
        {
            Version = AntiphonVersion.Current,
            Game = game.Name,
            GameHash = game.Hash,
            Subsample = global.Subsample,
            Memory = global.Memory is { } memory ? MemoryWords.Of(memory) : null,
            Agents = result.Agents,
            Horizon = options.Horizon,
            Rollouts = options.Rollouts,
            Seeds = options.Seeds,
            Seed = options.Seed,
            Distance = result.Distance,
            Worlds = [.. result.Worlds.Select(world => StressedWorld.From(world, result.Worlds[0].Lead))],
        };
}

/// <summary>What is left in one world: the return, its change, the lead over the rival, and the share of the lead that is left.</summary>
internal sealed record StressedWorld(
    string World,
    DeployedDocument? Deployed,
    DeployedDocument? Change,
    DeployedDocument? Lead,
    string? Rival,
    double? ShareLeft,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Refusal
)
{
    /// <summary>Of one world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="whole">The lead in the undisturbed world; shares are of it where it is above 0 for certain.</param>
    public static StressedWorld From(StressedReturn world, ConfidenceInterval? whole) =>
        new(
            world.World,
            Document(world.Deployed),
            Document(world.Change),
            Document(world.Lead),
            world.Rival,
            whole is { Low: > 0 } lead ? world.Lead?.Mean / lead.Mean : null,
            world.Refusal
        );

    private static DeployedDocument? Document(ConfidenceInterval? interval) => interval is null ? null : DeployedDocument.From(interval);
}
