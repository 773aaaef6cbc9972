using System.Text.Json.Serialization;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Cli.Output;

/// <summary>The result of simulate --json, "antiphon-simulation/1".</summary>
internal sealed record SimulationDocument
{
    public string Format { get; init; } = "antiphon-simulation/1";

    public required string Version { get; init; }

    public required string Game { get; init; }

    public required string? GameHash { get; init; }

    public required int Subsample { get; init; }

    public string? Memory { get; init; }

    public double? EstimateError { get; init; }

    public double? AlarmShare { get; init; }

    /// <summary>The sampling rule; absent where it is uniform, as it was in training.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sampling { get; init; }

    /// <summary>The sampling rule in training; absent where it is the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TrainedSampling { get; init; }

    /// <summary>Whether the policy's answers allow for the weights of observations; absent where they do not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? CorrectedSampling { get; init; }

    public required long Agents { get; init; }

    public required int Horizon { get; init; }

    public required int Rollouts { get; init; }

    public required int Seeds { get; init; }

    public required ulong Seed { get; init; }

    public required RewardDocument Reward { get; init; }

    /// <summary>The return of a pair made in bins with continuous states, in the same number of episodes; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RewardDocument? Continuous { get; init; }

    public required IReadOnlyList<double> PerSeed { get; init; }

    public required double? ModeAccuracy { get; init; }

    public required double TruncationBound { get; init; }

    public required double StepsPerSecond { get; init; }

    /// <summary>The run folder; null for a policy file, of which nothing is stored.</summary>
    public required string? RunFolder { get; init; }

    public required string? ResultsFile { get; init; }

    public required string? TraceFile { get; init; }

    public static SimulationDocument From(
        SimulationResult result,
        CooperativeGame game,
        GlobalPolicy global,
        ulong seed,
        string? runFolder,
        string? resultsFile,
        string? traceFile
    ) =>
        From(result, (game.Name, game.Hash), global.Subsample, seed, runFolder, resultsFile) with
        {
            Memory = global.Memory is { } memory ? MemoryWords.Of(memory) : null,
            EstimateError = result.Memory?.EstimateError,
            AlarmShare = result.Memory?.AlarmShare,
            TraceFile = traceFile,
        };

    /// <summary>Of any game; continuous ones have no hash.</summary>
    public static SimulationDocument From(
        SimulationResult result,
        (string Name, string? Hash) game,
        int subsample,
        ulong seed,
        string? runFolder,
        string? resultsFile
    ) =>
        new()
        {
            Version = AntiphonVersion.Current,
            Game = game.Name,
            GameHash = game.Hash,
            Subsample = subsample,
            Agents = result.Agents,
            Horizon = result.Horizon,
            Rollouts = result.Rollouts,
            Seeds = result.Seeds,
            Seed = seed,
            Reward = RewardDocument.From(result),
            PerSeed = result.PerSeed,
            ModeAccuracy = result.ModeAccuracy,
            TruncationBound = result.TruncationBound,
            StepsPerSecond = result.StepsPerSecond,
            RunFolder = runFolder,
            ResultsFile = resultsFile,
            TraceFile = null,
        };
}
