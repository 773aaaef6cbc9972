using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>
/// A pair deployed in a continuous game, all n agents simulated one by one in batches: at each step the global agent observes a fresh
/// uniform subset of k agents. <see cref="OnlineExecution"/> and <see cref="PairedComparison"/> run it.
/// </summary>
public sealed class ContinuousDeployment : IDeployment
{
    private static readonly ulong ResetPurpose = RandomStream.PurposeKey(LearningPurposes.Reset);

    private readonly CheckedContinuousGame game;
    private readonly ContinuousPair pair;

    /// <summary>Deploys a pair.</summary>
    /// <param name="game">The game.</param>
    /// <param name="pair">The pair.</param>
    /// <exception cref="InvalidInputException">The pair does not fit the game.</exception>
    public ContinuousDeployment(ContinuousGame game, ContinuousPair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        this.game = new CheckedContinuousGame(game);
        this.pair = pair;
        pair.Require(this.game);
    }

    /// <inheritdoc/>
    public long Agents => game.Agents;

    /// <inheritdoc/>
    public double Discount => game.Discount;

    /// <inheritdoc/>
    public double RewardBound => game.RewardBound ?? double.NaN;

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">While it runs: the game's samples leave their box; the message names the place.</exception>
    public IEpisode CreateEpisode() => new ContinuousEpisode(game, pair);

    /// <summary>
    /// How often the action after the first observation of an episode is the game's right action for the whole population: the authors'
    /// single-step mode accuracy.
    /// </summary>
    /// <param name="seed">Root of all randomness.</param>
    /// <param name="resets">Number of starts, at least 1.</param>
    /// <param name="threads">Threads at work, at least 1. The result does not depend on it.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The fraction; null when the game knows no right action.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal double? SingleStepAccuracy(ulong seed, int resets, int threads, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resets, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        RandomStream root = new RandomStream(seed).Split(LearningPurposes.SingleStep);
        bool?[] verdicts = new bool?[resets];
        ParallelRollouts.Run(
            0,
            resets,
            threads,
            () => new ContinuousEpisode(game, pair),
            (number, episode, stream) =>
            {
                root.SplitInto(stream, ResetPurpose, number);
                episode.Start(stream);
                verdicts[number] = game.RightAction(episode.Locals) is int action ? episode.ActGlobally() == action : null;
            },
            progress: null,
            cancellation
        );
        return verdicts.Contains(null) ? null : verdicts.Count(isRight => isRight == true) / (double)resets;
    }

    /// <summary>Which actions the pair takes, and whether the global agent's depend on what it observes.</summary>
    /// <param name="seed">Root of all randomness.</param>
    /// <param name="episodes">Number of episodes, at least 1.</param>
    /// <param name="horizon">Steps of each, at least 1.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Frequencies over all steps.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal ActionFrequencies CountActions(ulong seed, int episodes, int horizon, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(episodes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        return new ActionCounter(game, pair).Count(seed, episodes, horizon, cancellation);
    }
}
