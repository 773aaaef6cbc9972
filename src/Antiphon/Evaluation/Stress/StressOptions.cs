using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>How a pair is put to the test in worlds that change.</summary>
public sealed record StressOptions
{
    /// <summary>
    /// n, horizon, episodes, seeds and threads of every world. Random rewards enter through their means; disturbances are the test's own.
    /// </summary>
    public OnlineExecutionOptions Execution { get; init; } = new();

    /// <summary>
    /// How far the worst kernels that are sought may be from the game's: the L1 distance of each row, sum over y of |P_l'(y) - P_l(y)|,
    /// above 0 and at most 2. It is twice the share of the agents that go elsewhere.
    /// </summary>
    public double Distance { get; init; } = 0.2;

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidOptionException">An option is out of range or would have no effect.</exception>
    internal void Require()
    {
        if (!(Distance > 0 && Distance <= 2))
        {
            throw new InvalidOptionException(nameof(Distance), Distance, "an L1 distance above 0 and at most 2", "choose for example 0.2");
        }

        if (Execution.Disturbances is not null || Execution.MoveOrder != LocalMoveOrder.Together)
        {
            throw new InvalidOptionException(
                "Execution.Disturbances or Execution.MoveOrder is set; a stress test has its own disturbances and moves all agents at "
                    + "once; leave them out"
            );
        }

        Execution.Require();
    }
}
