using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary>
/// Reads a reactive policy off a chain policy: pi_l(a | s_l, s_g) is how often, by discounted occupancy, agents in s_l choose a while the
/// global state is s_g. What the chain policy owes to the step or to other agents' moves is averaged out, so the projection may be worth
/// less, and need not be optimal.
/// </summary>
internal static class ReactiveProjection
{
    /// <summary>Projects a chain policy.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="policy">A policy of its process.</param>
    /// <param name="fallback">Gives the rows of cells that the chain never meets.</param>
    public static LocalPolicy Project(ChainedMdp chain, TimeDependentPolicy policy, LocalPolicy fallback)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(fallback);
        double[] table = Visits(chain, policy);
        int actions = chain.Process.Actions;
        for (int cell = 0; cell < table.Length; cell += actions)
        {
            Span<double> row = table.AsSpan(cell, actions);
            double total = 0.0;
            foreach (double mass in row)
            {
                total += mass;
            }

            if (total > 0)
            {
                for (int action = 0; action < actions; action++)
                {
                    row[action] /= total;
                }
            }
            else
            {
                fallback.Probabilities.Slice(cell, actions).CopyTo(row);
            }
        }

        var projected = LocalPolicy.Create(chain.Game.LocalStates, chain.Game.GlobalStates, actions, table);
        return ForbiddenActions.Played(projected, chain.Game);
    }

    // Expected discounted numbers of choices, [s_l][s_g][a_l].
    private static double[] Visits(ChainedMdp chain, TimeDependentPolicy policy)
    {
        FiniteHorizonMdp mdp = chain.Process;
        double[] visits = new double[chain.Game.LocalStates * chain.Game.GlobalStates * mdp.Actions];
        (double[] law, double[] next) = (mdp.Start.ToArray(), new double[mdp.States]);
        for (int step = 0; step < mdp.Horizon; step++)
        {
            (double discount, int phase) = (mdp.DiscountAt(step), step % mdp.Phases);
            ReadOnlySpan<ushort> actions = policy.PeriodOf(step);
            Array.Clear(next);
            for (int state = mdp.PhaseStart(phase); state < mdp.PhaseStart(phase + 1); state++)
            {
                if (law[state] > 0)
                {
                    visits[(chain.Cells[state] * mdp.Actions) + actions[state]] += discount * law[state] * chain.Weights[state];
                    Push(mdp.Rows, (state * mdp.Actions) + actions[state], law[state], next);
                }
            }

            (law, next) = (next, law);
        }

        return visits;
    }

    private static void Push(SparseRows rows, int row, double mass, double[] next)
    {
        for (int place = rows.Starts[row]; place < rows.Starts[row + 1]; place++)
        {
            next[rows.Successors[place]] += mass * rows.Probabilities[place];
        }
    }
}
