using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Simulation;

/// <summary>
/// Online execution of a joint policy (the paper's Algorithm 4): at each step the global agent observes a fresh uniform subset of k of the
/// n agents and acts, all agents act by the shared local policy, and all states move at once. Simulated in count space: the law of the
/// episode is exactly that of n separate agents, and a step costs the same for every n.
/// </summary>
public sealed class OnlineExecution
{
    private static readonly ulong RolloutPurpose = RandomStream.PurposeKey(Purposes.Rollout);

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
    /// <param name="progress">Receives the completed fraction in [0, 1], from any thread.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="InvalidInputException">The policy does not fit the game or the population.</exception>
    /// <exception cref="OperationCanceledException">The simulation was cancelled.</exception>
    public SimulationResult Run(
        CooperativeGame game,
        JointPolicy policy,
        IProgress<Progress>? progress = null,
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
        return Simulate(pair, progress, cancellation);
    }

    /// <summary>
    /// Simulates seeds x rollouts episodes of any kind of game. Equal options give equal results, whatever the number of threads.
    /// </summary>
    /// <param name="deployment">The deployed pair.</param>
    /// <param name="progress">Receives the completed fraction in [0, 1], from any thread.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="InvalidInputException">The options contain something that the deployment itself determines.</exception>
    /// <exception cref="OperationCanceledException">The simulation was cancelled.</exception>
    public SimulationResult Run(IDeployment deployment, IProgress<Progress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        options.RequireUndecided();
        return Simulate(deployment, progress, cancellation);
    }

    private SimulationResult Simulate(IDeployment deployment, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        int episodes = options.Seeds * options.Rollouts;
        var runs = new EpisodeReturn[episodes];
        long started = clock.GetTimestamp();
        RandomStream[] seeds = [.. Enumerable.Range(0, options.Seeds).Select(index => SeedStream(options.Seed, index))];
        double discount = deployment.Discount;
        ParallelRollouts.Run(
            0,
            episodes,
            options.Threads,
            deployment.CreateEpisode,
            (number, episode, stream) =>
            {
                seeds[number / options.Rollouts].SplitInto(stream, RolloutPurpose, number % options.Rollouts);
                runs[number] = EpisodeReturn.Run(episode, stream, options.Horizon, discount, cancellation);
            },
            progress,
            cancellation
        );
        double seconds = clock.GetElapsedTime(started).TotalSeconds;
        return Summarise(deployment, runs, seconds);
    }

    /// <summary>The stream of seed number <paramref name="index"/>.</summary>
    internal static RandomStream SeedStream(ulong seed, int index) => new RandomStream(seed).Split(Purposes.Simulation, index);

    /// <summary>The stream of an episode.</summary>
    internal static RandomStream RolloutStream(ulong seed, int index, long rollout) =>
        SeedStream(seed, index).Split(Purposes.Rollout, rollout);

    private SimulationResult Summarise(IDeployment deployment, EpisodeReturn[] runs, double seconds)
    {
        long steps = (long)runs.Length * options.Horizon;
        double[] returns = [.. runs.Select(run => run.Discounted)];
        double[] perSeed = new double[options.Seeds];
        for (int seed = 0; seed < perSeed.Length; seed++)
        {
            perSeed[seed] = StudentInterval.Mean(returns.AsSpan(seed * options.Rollouts, options.Rollouts));
        }

        double[] samples = perSeed.Length > 1 ? perSeed : returns;
        return new SimulationResult(
            deployment.Agents,
            options.Horizon,
            options.Rollouts,
            options.Seeds,
            StudentInterval.FromSamples(samples),
            StudentInterval.StandardDeviation(perSeed),
            Array.AsReadOnly(perSeed),
            Array.Exists(runs, run => run.Right is null) ? null : runs.Sum(run => (long)run.Right!.Value) / (double)steps,
            Truncation(deployment, options.Horizon),
            steps / Math.Max(seconds, 1e-9)
        )
        {
            Samples = samples,
            Memory = Array.Exists(runs, run => run.EstimateError is null)
                ? null
                : new MemoryMeasure(runs.Sum(run => run.EstimateError!.Value) / steps, runs.Sum(run => (long)run.Alarms) / (double)steps),
        };
    }

    /// <summary>discount^H max|r|/(1 - discount), over the rewards that the pair can meet; NaN where they are not known.</summary>
    internal static double Truncation(IDeployment deployment, int horizon) =>
        Math.Pow(deployment.Discount, horizon) * deployment.RewardBound / (1 - deployment.Discount);

    /// <summary>The same of a pair in a finite game.</summary>
    internal static double Truncation(CooperativeGame game, JointPolicy pair, int horizon) =>
        Math.Pow(game.Discount, horizon) * RewardBound.Largest(game, pair) / (1 - game.Discount);
}
