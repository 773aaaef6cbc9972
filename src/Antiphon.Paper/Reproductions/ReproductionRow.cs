using System.Text.Json.Serialization;
using Antiphon.Planning;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>One training and its evaluation. It names what must be equal before rows are compared: game, horizon and move order.</summary>
public sealed record ReproductionRow
{
    /// <summary>The format of a row's own file.</summary>
    internal const string CurrentFormat = "antiphon-reproduction-row/1";

    /// <summary>Always "antiphon-reproduction-row/1".</summary>
    public string Format { get; init; } = CurrentFormat;

    /// <summary>The version that computed it.</summary>
    public required string Version { get; init; }

    /// <summary>Whose algorithm.</summary>
    public required ReproductionConfiguration Configuration { get; init; }

    /// <summary>k.</summary>
    public required int K { get; init; }

    /// <summary>
    /// What the global agent remembers, for example "Linear, Interpolated, watched"; null, and left out of files: nothing.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Memory { get; init; }

    /// <summary>Number of the training, from 1.</summary>
    public required int Training { get; init; }

    /// <summary>The game: "warehouse" (r_g = 4 - |s_g - a_g|) or "warehouse-flat" (r_g = 1).</summary>
    public required string Game { get; init; }

    /// <summary>n, number of agents deployed.</summary>
    public required long Agents { get; init; }

    /// <summary>Steps of an evaluated episode.</summary>
    public required int Horizon { get; init; }

    /// <summary>Which global state agents moved by.</summary>
    public required LocalMoveOrder MoveOrder { get; init; }

    /// <summary>Root of all randomness.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Episodes per evaluation seed.</summary>
    public required int Rollouts { get; init; }

    /// <summary>Mean and spread over the evaluation seeds.</summary>
    public required ReproductionReward Reward { get; init; }

    /// <summary>Mean discounted return of each evaluation seed.</summary>
    public required IReadOnlyList<double> PerSeed { get; init; }

    /// <summary>
    /// Fraction of all evaluated steps at which the dispatcher's choice was the zone with most agents (of equals, the first).
    /// </summary>
    public required double ModeAccuracy { get; init; }

    /// <summary>Seconds of training; evaluation not counted. Varies from run to run.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>Alternations made; by the start that was kept, where there are several.</summary>
    public required int Alternations { get; init; }

    /// <summary>Why training stopped.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>One episode zone by zone, at the k of the paper's figure; null at others.</summary>
    public required ReproductionHeatMap? HeatMap { get; init; }

    /// <summary>"released-k10", or "released-k10-training2": names its files.</summary>
    internal string Name => NameOf(Configuration, K, Training);

    internal static string NameOf(ReproductionConfiguration configuration, int subsample, int training) =>
        $"{ReproductionTables.Word(configuration)}-k{subsample}{(training == 1 ? "" : $"-training{training}")}";
}

/// <summary>A mean over evaluation seeds.</summary>
/// <param name="Mean">Mean of the seed means.</param>
/// <param name="Std">Their standard deviation, divisor N, as the authors report it.</param>
/// <param name="Low">Lower end of Student's 95 % interval for the mean of this policy; the spread between trainings is not in it.</param>
/// <param name="High">Upper end.</param>
public sealed record ReproductionReward(double Mean, double Std, double Low, double High);

/// <summary>One episode as a heat map: the first of the first evaluation seed, over 75 steps; it was not picked.</summary>
/// <param name="Fractions">Fraction of the agents in each zone, [step][zone], before the step's move.</param>
/// <param name="Choice">The dispatcher's choice at each step, a zone.</param>
/// <param name="Mode">The zone with most agents at each step; of equals, the first.</param>
/// <param name="ModeAccuracy">Fraction of these steps at which the two agree.</param>
public sealed record ReproductionHeatMap(
    IReadOnlyList<IReadOnlyList<double>> Fractions,
    IReadOnlyList<int> Choice,
    IReadOnlyList<int> Mode,
    double ModeAccuracy
)
{
    internal static ReproductionHeatMap From(EpisodeTrace trace) =>
        new(
            [.. trace.Steps.Select(step => (IReadOnlyList<double>)[.. step.Fractions])],
            [.. trace.Steps.Select(step => step.Action)],
            [.. trace.Steps.Select(step => step.Mode)],
            trace.Steps.Count(step => step.Action == step.Mode) / (double)trace.Steps.Count
        );
}
