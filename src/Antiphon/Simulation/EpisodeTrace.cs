using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Simulation;

/// <summary>One episode step by step: what a zone heat map shows.</summary>
/// <param name="Agents">Population size n.</param>
/// <param name="Steps">The steps in order.</param>
/// <param name="Return">Discounted return over all steps.</param>
public sealed record EpisodeTrace(long Agents, IReadOnlyList<EpisodeStep> Steps, double Return)
{
    /// <summary>
    /// Records the same episode that <see cref="OnlineExecution"/> runs with these options as number <paramref name="rollout"/> of seed
    /// <paramref name="seedIndex"/>.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="policy">A joint policy of the game's shape that observes no more agents than there are.</param>
    /// <param name="options">Population size, horizon and seed.</param>
    /// <param name="seedIndex">Number of the seed, from 0.</param>
    /// <param name="rollout">Number of the episode within the seed, from 0.</param>
    /// <param name="cancellation">Cancels between steps.</param>
    /// <exception cref="InvalidInputException">
    /// An option is out of range, or the policy does not fit the game or the population.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EpisodeTrace Record(
        CooperativeGame game,
        JointPolicy policy,
        OnlineExecutionOptions options,
        int seedIndex = 0,
        int rollout = 0,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(seedIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(rollout);
        options.Require();
        var pair = new DeployedPair(
            game,
            policy,
            options.Agents ?? game.Agents,
            options.MoveOrder,
            !options.MeanRewards,
            options.Disturbances
        );
        RandomStream stream = OnlineExecution.RolloutStream(options.Seed, seedIndex, rollout);
        var episode = new Episode(pair);
        ImmutableArray<EpisodeStep>.Builder steps = ImmutableArray.CreateBuilder<EpisodeStep>(options.Horizon);
        double sum = 0.0;
        double weight = 1.0;
        episode.Start(stream);
        for (int time = 0; time < options.Horizon; time++)
        {
            cancellation.ThrowIfCancellationRequested();
            int action = episode.Act();
            double reward = episode.Reward(action);
            steps.Add(new EpisodeStep(time, episode.GlobalState, Fractions(episode.Counts, pair.Agents), episode.Mode, action, reward));
            sum += weight * reward;
            weight *= game.Discount;
            episode.Move(action);
        }

        return new EpisodeTrace(pair.Agents, steps.MoveToImmutable(), sum);
    }

    private static ImmutableArray<double> Fractions(ReadOnlySpan<long> counts, long agents)
    {
        ImmutableArray<double>.Builder fractions = ImmutableArray.CreateBuilder<double>(counts.Length);
        foreach (long count in counts)
        {
            fractions.Add((double)count / agents);
        }

        return fractions.MoveToImmutable();
    }
}
