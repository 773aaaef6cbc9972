using Antiphon.Planning;

namespace Antiphon.Paper;

/// <summary>One training in the continuous warehouse, and its evaluation.</summary>
public sealed record ContinuousReproductionRow
{
    /// <summary>The format of a row's own file.</summary>
    internal const string CurrentFormat = "antiphon-continuous-reproduction-row/1";

    /// <summary>Always "antiphon-continuous-reproduction-row/1".</summary>
    public string Format { get; init; } = CurrentFormat;

    /// <summary>The version that computed it.</summary>
    public required string Version { get; init; }

    /// <summary>Whose settings.</summary>
    public required ReproductionConfiguration Configuration { get; init; }

    /// <summary>"trpo", "ppo" or "a2c".</summary>
    public required string Algorithm { get; init; }

    /// <summary>k.</summary>
    public required int K { get; init; }

    /// <summary>Number of the training, from 1.</summary>
    public required int Training { get; init; }

    /// <summary>n.</summary>
    public required int Agents { get; init; }

    /// <summary>Steps of an evaluated episode.</summary>
    public required int Horizon { get; init; }

    /// <summary>Root of all randomness of the reproduction.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Episodes per evaluation seed.</summary>
    public required int Rollouts { get; init; }

    /// <summary>Mean and spread over the evaluation seeds.</summary>
    public required ReproductionReward Reward { get; init; }

    /// <summary>Mean discounted return of each evaluation seed.</summary>
    public required IReadOnlyList<double> PerSeed { get; init; }

    /// <summary>Mean of 20 other episodes of 50 steps, by which the authors choose the best of three trainings.</summary>
    public required double SelectionReward { get; init; }

    /// <summary>Fraction of 1,000 first observations whose action is the fullest bin: the authors' mode accuracy.</summary>
    public required double SingleStepAccuracy { get; init; }

    /// <summary>Mean return of a uniform dispatcher with the trained robots; of the first training alone.</summary>
    public required double? RandomDispatcher { get; init; }

    /// <summary>Mean return of all agents uniform, on the same episodes; of the first training alone.</summary>
    public required double? AllUniform { get; init; }

    /// <summary>Seconds of training on one thread; evaluation not counted. Varies from run to run.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>Alternations made.</summary>
    public required int Alternations { get; init; }

    /// <summary>Why training stopped.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>One episode; null for most k.</summary>
    public required ContinuousHeatMap? HeatMap { get; init; }

    /// <summary>What a row is called, for its files.</summary>
    internal string Name => NameOf(Configuration, Algorithm, K, Training);

    internal static string NameOf(ReproductionConfiguration configuration, string algorithm, int subsample, int training) =>
        $"{ReproductionTables.Word(configuration)}-{algorithm}-k{subsample}-training{training}";
}

/// <summary>One episode as a heat map: the first of the first evaluation seed, over 75 steps; it was not picked.</summary>
/// <param name="Fractions">Fraction of the agents in each of the five bins, [step][bin], before the step's move.</param>
/// <param name="Choice">The bin that the dispatcher steers to at each step.</param>
/// <param name="Mode">The fullest bin at each step.</param>
/// <param name="InitialModeAccuracy">
/// Fraction of these steps that steer to the bin that was fullest at the start, as the authors count.
/// </param>
public sealed record ContinuousHeatMap(
    IReadOnlyList<IReadOnlyList<double>> Fractions,
    IReadOnlyList<int> Choice,
    IReadOnlyList<int> Mode,
    double InitialModeAccuracy
);
