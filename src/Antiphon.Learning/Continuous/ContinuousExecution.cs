using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>
/// Online execution (the paper's Algorithm 4) of a pair in a continuous game, all n agents simulated one by one in batches: at each step
/// the global agent observes a fresh uniform
/// subset of k agents.
/// </summary>
public sealed class ContinuousExecution
{
    private static readonly ulong RolloutPurpose = RandomStream.PurposeKey("rollout");
    private static readonly ulong ResetPurpose = RandomStream.PurposeKey("reset");

    private readonly OnlineExecutionOptions options;
    private readonly TimeProvider clock;

    /// <summary>Prepares a simulation.</summary>
    /// <param name="options">Sizes, seed and threads; the number of agents is the game's own.</param>
    /// <param name="clock">Measures the speed; null takes the system's clock.</param>
    /// <exception cref="InvalidInputException">An option is out of range, or the options name a number of agents.</exception>
    public ContinuousExecution(OnlineExecutionOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        if (options.Agents is not null)
        {
            throw new InvalidInputException(
                $"Agents is {options.Agents}; a continuous game has its number of agents itself; leave it out"
            );
        }

        this.options = options;
        this.clock = clock ?? TimeProvider.System;
    }

    /// <summary>Simulates seeds x rollouts episodes. Equal options give equal results, whatever the number of threads.</summary>
    /// <param name="game">The game.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="progress">Told the finished fraction in [0, 1], from any thread.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="InvalidInputException">The pair does not fit the game, or the game's samples leave their box; the message names
    /// the place.</exception>
    /// <exception cref="OperationCanceledException">The simulation was cancelled.</exception>
    public SimulationResult Run(
        ContinuousGame game,
        ContinuousPair pair,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(pair);
        var safe = new CheckedContinuousGame(game);
        pair.Require(safe);
        int episodes = options.Seeds * options.Rollouts;
        double[] returns = new double[episodes];
        int[] right = new int[episodes];
        long started = clock.GetTimestamp();
        RandomStream[] seeds = [.. Enumerable.Range(0, options.Seeds).Select(index => OnlineExecution.SeedStream(options.Seed, index))];
        ContinuousRollouts.Run(
            safe,
            pair,
            0,
            episodes,
            options.Threads,
            (number, stream) => seeds[number / options.Rollouts].SplitInto(stream, RolloutPurpose, number % options.Rollouts),
            (number, episode) =>
                (returns[number], right[number]) = ContinuousRollouts.Return(
                    safe,
                    episode,
                    options.Horizon,
                    countRight: true,
                    cancellation
                ),
            progress,
            cancellation
        );
        double seconds = clock.GetElapsedTime(started).TotalSeconds;
        long steps = (long)episodes * options.Horizon;
        double? accuracy = right.Contains(-1) ? null : right.Sum(count => (long)count) / (double)steps;
        double truncation = safe.RewardBound is double bound
            ? Math.Pow(safe.Discount, options.Horizon) * bound / (1 - safe.Discount)
            : double.NaN;
        return OnlineExecution.Summarise(options, safe.Agents, returns, accuracy, truncation, steps / Math.Max(seconds, 1e-9));
    }

    /// <summary>
    /// How often the action after the first observation of an episode is the game's right action for the whole population: the authors'
    /// single-step mode accuracy.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="resets">Number of starts, at least 1.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The fraction; null when the game knows no right action.</returns>
    /// <exception cref="InvalidInputException">The pair does not fit the game.</exception>
    public double? SingleStepAccuracy(ContinuousGame game, ContinuousPair pair, int resets, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentOutOfRangeException.ThrowIfLessThan(resets, 1);
        var safe = new CheckedContinuousGame(game);
        pair.Require(safe);
        RandomStream root = new RandomStream(options.Seed).Split("single step");
        int[] verdicts = new int[resets];
        ContinuousRollouts.Run(
            safe,
            pair,
            0,
            resets,
            options.Threads,
            (number, stream) => root.SplitInto(stream, ResetPurpose, number),
            (number, episode) =>
                verdicts[number] = safe.RightAction(episode.Locals) is int action ? (episode.ActGlobally() == action ? 1 : 0) : -1,
            progress: null,
            cancellation
        );
        return verdicts.Contains(-1) ? null : verdicts.Sum() / (double)resets;
    }
}
