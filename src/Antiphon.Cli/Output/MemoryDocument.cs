using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Cli.Output;

/// <summary>The result of memory --json, "antiphon-memory/1".</summary>
internal sealed record MemoryDocument
{
    public string Format { get; init; } = "antiphon-memory/1";

    public required string Version { get; init; }

    public required string Game { get; init; }

    public required string GameHash { get; init; }

    public required long Agents { get; init; }

    public required string Local { get; init; }

    public required string Plan { get; init; }

    public required string Memory { get; init; }

    public required string Read { get; init; }

    public required bool Watch { get; init; }

    public required Disturbances? Disturbances { get; init; }

    public required int Horizon { get; init; }

    public required int Rollouts { get; init; }

    public required int Seeds { get; init; }

    public required ulong Seed { get; init; }

    public required RewardDocument FullInformation { get; init; }

    public required IReadOnlyList<MemoryRow> With { get; init; }

    public required IReadOnlyList<MemoryRow> Without { get; init; }

    public required IReadOnlyList<MatchRow> Matches { get; init; }

    public static MemoryDocument From(
        CooperativeGame game,
        MemoryCurve curve,
        OnlineExecutionOptions options,
        MemoryOptions memory,
        string local,
        string plan
    ) =>
        new()
        {
            Version = AntiphonVersion.Current,
            Game = game.Name,
            GameHash = game.Hash,
            Agents = game.Agents,
            Local = local,
            Plan = plan,
            Memory = MemoryWords.Of(memory),
            Read = memory.Reading.ToString().ToLowerInvariant(),
            Watch = memory.Watch,
            Disturbances = options.Disturbances,
            Horizon = options.Horizon,
            Rollouts = options.Rollouts,
            Seeds = options.Seeds,
            Seed = options.Seed,
            FullInformation = Reward(curve.FullInformation),
            With = [.. curve.With.Select(Row)],
            Without = [.. curve.Without.Select(Row)],
            Matches =
            [
                .. curve.Matches.Select(match => new MatchRow(match.Subsample, match.Equal, match.Indistinct, Ends(match.Difference))),
            ],
        };

    private static RewardDocument Reward(SimulationResult result) =>
        new(result.Reward.Mean, result.Std, result.Reward.Low, result.Reward.High);

    private static MemoryRow Row(MemoryPoint point) =>
        new(point.Subsample, Reward(point.Result), point.Result.Memory?.EstimateError, point.Result.Memory?.AlarmShare);

    private static IReadOnlyList<double>? Ends(ConfidenceInterval? interval) => interval is null ? null : [interval.Low, interval.High];
}

/// <summary>
/// One k: the return, how far the estimate was off (mean total variation), and the share of steps in which the model was doubted.
/// </summary>
internal sealed record MemoryRow(int Subsample, RewardDocument Reward, double? EstimateError, double? AlarmShare);

/// <summary>Which k without memory match one with.</summary>
internal sealed record MatchRow(int Subsample, int? Equal, int? Indistinct, IReadOnlyList<double>? Difference);

/// <summary>Memories in words.</summary>
internal static class MemoryWords
{
    /// <summary>As on the command line.</summary>
    public static string Of(MemoryOptions memory) =>
        memory.Filter switch
        {
            FilterKind.Linear => "filter",
            FilterKind.Dirichlet => "dirichlet",
            FilterKind.Particles => $"{memory.Particles} particles",
            FilterKind.Flow => $"flow, {memory.Particles} particles",
            _ => "none",
        };
}
