using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>
/// Kernels as unfavourable as a linear value makes them within an L1 distance per row: from the best next states probability goes to the
/// worst one.
/// </summary>
internal sealed class ShiftedKernels
{
    private readonly double[] values;
    private readonly int[] order;
    private readonly int states;
    private readonly double mass;
    private readonly (int First, int States)[] blocks;

    /// <summary>Orders next states.</summary>
    /// <param name="game">The game.</param>
    /// <param name="values">
    /// What a unit of probability of y is worth, index order [s_g][s_l][y]; all equal where nothing is to be changed.
    /// </param>
    /// <param name="distance">The L1 distance, at most 2.</param>
    public ShiftedKernels(CooperativeGame game, double[] values, double distance)
    {
        (this.values, states, mass, blocks) = (values, game.LocalStates, distance / 2, StressWorld.Blocks(game));
        order = new int[values.Length];
        for (int row = 0; row < values.Length; row += states)
        {
            (int first, int count) = blocks[row / states % states];
            int from = row;
            int[] best = [.. Enumerable.Range(first, count).OrderByDescending(state => values[from + state])];
            best.CopyTo(order, row);
        }
    }

    /// <summary>The kernels as a change of the game's, in force from the first step on.</summary>
    public KernelChange Change => new(Shift, _ => 1);

    private void Shift(int localState, int globalState, Span<double> row)
    {
        int place = ((globalState * states) + localState) * states;
        ReadOnlySpan<int> best = order.AsSpan(place, blocks[localState].States);
        int worst = best[^1];
        double left = mass;
        foreach (int state in best)
        {
            if (left <= 0 || values[place + state] <= values[place + worst])
            {
                break;
            }

            double taken = Math.Min(left, row[state]);
            row[state] -= taken;
            row[worst] += taken;
            left -= taken;
        }
    }
}
