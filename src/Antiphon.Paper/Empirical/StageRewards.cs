using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>
/// What a backup pays at once: r_g(s_g, a) for each action and (1/k) sum_i rbar_l(x_i, s_g), or means over draws of them.
/// </summary>
internal abstract class StageRewards
{
    /// <summary>Called before the observations of one global state are visited in a sweep.</summary>
    /// <param name="sweep">Number of the sweep, from 0.</param>
    internal abstract void Prepare(int sweep);

    /// <summary>Writes the global reward of every action. Several workers may call at once, each with its own number.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="observation">x.</param>
    /// <param name="worker">Who calls.</param>
    /// <param name="paid">Receives one number per action.</param>
    /// <returns>The mean local reward.</returns>
    internal abstract double Pay(int globalState, int observation, int worker, Span<double> paid);
}

/// <summary>Expected rewards.</summary>
internal sealed class ExpectedRewards : StageRewards
{
    private readonly CooperativeGame game;
    private readonly double[] local;
    private readonly int observations;

    internal ExpectedRewards(CooperativeGame game, LocalKernels kernels, ObservationTable table)
    {
        (this.game, observations) = (game, table.Size);
        local = new double[game.GlobalStates * observations];
        int[] counts = new int[table.Lattice.States];
        for (int observation = 0; observation < observations; observation++)
        {
            table.Counts(observation, counts);
            for (int state = 0; state < game.GlobalStates; state++)
            {
                ReadOnlySpan<double> rewards = kernels.Reward(state);
                double sum = 0.0;
                for (int from = 0; from < counts.Length; from++)
                {
                    sum += counts[from] * rewards[from];
                }

                local[(state * observations) + observation] = sum / table.Lattice.Agents;
            }
        }
    }

    internal override void Prepare(int sweep) { }

    internal override double Pay(int globalState, int observation, int worker, Span<double> paid)
    {
        game.GlobalRewards.Slice(globalState * paid.Length, paid.Length).CopyTo(paid);
        return local[(globalState * observations) + observation];
    }
}
