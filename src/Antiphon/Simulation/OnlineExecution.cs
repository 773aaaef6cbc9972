using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Simulation;

/// <summary>
/// Online execution of a joint policy (the paper's Algorithm 4): at each step the global agent observes a fresh uniform subset of k of the
/// n agents and acts, all
/// agents act by the shared local policy, and all states move at once. Simulated in count space: the law of the episode is exactly that of
/// n
/// separate agents, and a step costs the same for every n.
/// </summary>
public sealed class OnlineExecution
{
    private static readonly ulong RolloutPurpose = RandomStream.PurposeKey("rollout");

    private readonly OnlineExecutionOptions options;
    private readonly TimeProvider clock;

    /// <summary>Prepares a simulation.</summary>
    /// <param name="options">Sizes, seed and threads.</param>
    /// <param name="clock">Measures the speed; null takes the system's clock.</param>
    /// <exception cref="InvalidInputException">An option is out of range; the message lists all that are.</exception>
    public OnlineExecution(OnlineExecutionOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        this.options = options;
        this.clock = clock ?? TimeProvider.System;
    }

    /// <summary>Simulates seeds x rollouts episodes. Equal options give equal results, whatever the number of threads.</summary>
    /// <param name="game">The game.</param>
    /// <param name="policy">A joint policy of the game's shape that observes no more agents than there are.</param>
    /// <param name="progress">Told the finished fraction in [0, 1], from any thread.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="InvalidInputException">The policy does not fit the game or the population.</exception>
    /// <exception cref="OperationCanceledException">The simulation was cancelled.</exception>
    public SimulationResult Run(
        CooperativeGame game,
        JointPolicy policy,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        var pair = new DeployedPair(
            game,
            policy,
            options.Agents ?? game.Agents,
            options.MoveOrder,
            !options.MeanRewards,
            options.Disturbances
        );
        int[]? target = game.Geometry?.Target?.ToArray();
        int episodes = options.Seeds * options.Rollouts;
        var runs = new EpisodeReturn[episodes];
        long started = clock.GetTimestamp();
        RandomStream[] seeds = [.. Enumerable.Range(0, options.Seeds).Select(index => SeedStream(options.Seed, index))];
        ParallelRollouts.Run(
            0,
            episodes,
            options.Threads,
            () => new Episode(pair),
            (number, episode, stream) =>
            {
                seeds[number / options.Rollouts].SplitInto(stream, RolloutPurpose, number % options.Rollouts);
                runs[number] = EpisodeReturn.Run(episode, stream, options.Horizon, target, cancellation);
            },
            progress,
            cancellation
        );
        double seconds = clock.GetElapsedTime(started).TotalSeconds;
        long steps = (long)episodes * options.Horizon;
        double? accuracy = target is null ? null : runs.Sum(run => (long)run.AtMode) / (double)steps;
        SimulationResult summary = Summarise(
            options,
            pair.Agents,
            [.. runs.Select(run => run.Discounted)],
            accuracy,
            Truncation(game, policy, options.Horizon),
            steps / Math.Max(seconds, 1e-9)
        );
        return pair.Filter is null
            ? summary
            : summary with
            {
                Memory = new MemoryMeasure(runs.Sum(run => run.Error) / steps, runs.Sum(run => (long)run.Alarms) / (double)steps),
            };
    }

    /// <summary>The stream of seed number <paramref name="index"/>.</summary>
    internal static RandomStream SeedStream(ulong seed, int index) => new RandomStream(seed).Split("simulate", index);

    /// <summary>The stream of an episode.</summary>
    internal static RandomStream RolloutStream(ulong seed, int index, int rollout) => SeedStream(seed, index).Split("rollout", rollout);

    /// <summary>What returns amount to, whatever was simulated.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="agents">n.</param>
    /// <param name="returns">Of every episode, seed by seed.</param>
    /// <param name="accuracy">Mode accuracy, or null.</param>
    /// <param name="truncation">What is beyond the horizon at most.</param>
    /// <param name="stepsPerSecond">Speed.</param>
    internal static SimulationResult Summarise(
        OnlineExecutionOptions options,
        long agents,
        double[] returns,
        double? accuracy,
        double truncation,
        double stepsPerSecond
    )
    {
        double[] perSeed = new double[options.Seeds];
        for (int seed = 0; seed < perSeed.Length; seed++)
        {
            perSeed[seed] = StudentInterval.Mean(returns.AsSpan(seed * options.Rollouts, options.Rollouts));
        }

        return new SimulationResult(
            agents,
            options.Horizon,
            options.Rollouts,
            options.Seeds,
            StudentInterval.FromSamples(perSeed.Length > 1 ? perSeed : returns),
            StudentInterval.StandardDeviation(perSeed),
            Array.AsReadOnly(perSeed),
            accuracy,
            truncation,
            stepsPerSecond
        );
    }

    /// <summary>discount^H max|r|/(1 - discount), over the rewards that the pair can meet.</summary>
    internal static double Truncation(CooperativeGame game, JointPolicy pair, int horizon) =>
        Math.Pow(game.Discount, horizon) * RewardBound.Largest(game, pair) / (1 - game.Discount);
}
