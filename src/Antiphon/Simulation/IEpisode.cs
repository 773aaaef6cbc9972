using Antiphon.Numerics;

namespace Antiphon.Simulation;

/// <summary>
/// One deployed episode of any kind of game: the workspace of one thread, used again and again. Every step is one call of
/// <see cref="Act"/>, then one of <see cref="Move"/>.
/// </summary>
/// <remarks>
/// Give every kind of chance a sub-stream of the rollout's stream, so that two deployments on one stream meet the same chances for as long
/// as they act alike: <see cref="PairedComparison"/> then needs far fewer episodes.
/// </remarks>
public interface IEpisode
{
    /// <summary>
    /// Whether the last action of the global agent was the right one for the whole population; null where the game knows no right action.
    /// </summary>
    bool? IsRight => null;

    /// <summary>
    /// Total variation between the population and the estimate that the global agent last acted on, from 0 to 1; null without an estimate.
    /// </summary>
    double? EstimateError => null;

    /// <summary>Whether the global agent's test of its model failed in the last step.</summary>
    bool Alarmed => false;

    /// <summary>Draws the start.</summary>
    /// <param name="rollout">The episode's stream: split it, draw nothing from it. It is used for other episodes later.</param>
    void Start(RandomStream rollout);

    /// <summary>All agents act.</summary>
    /// <returns>The team reward of the step.</returns>
    double Act();

    /// <summary>All states move.</summary>
    void Move();
}
