using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Paper;

/// <summary>
/// The paper's Algorithm 7: the same process with rewards on states alone. State s becomes a deciding state without reward, whose action a
/// leads for certain to the state (s, a), which pays r(s, a) whatever is done there and moves on by P(. | s, a). S (1 + A) states, twice
/// the steps, equal optimal returns.
/// </summary>
/// <remarks>
/// The solvers here keep state-action rewards, which needs no reduction; it is there to follow the paper to the letter. Phases double too:
/// deciding states of phase p are in phase 2p, pairs in phase 2p + 1, so that periods and their discount stay as they were.
/// </remarks>
internal static class StateRewardReduction
{
    /// <summary>Reduces a process.</summary>
    /// <param name="mdp">The process with rewards on states and actions.</param>
    /// <exception cref="InvalidInputException">The result does not fit into memory.</exception>
    public static FiniteHorizonMdp Apply(FiniteHorizonMdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        int actions = mdp.Actions;
        double states = (double)mdp.States * (1 + actions);
        double places = ((double)mdp.States * actions) + ((double)mdp.Successors * actions);
        Populations.MemoryBudget.Require(
            (states * (16 + (12.0 * actions))) + (places * 12),
            $"the reduction to state rewards, {states:N0} states,",
            "keep state-action rewards, which the solvers support"
        );
        int[] starts = new int[(2 * mdp.Phases) + 1];
        for (int phase = 0; phase < mdp.Phases; phase++)
        {
            int size = mdp.PhaseStart(phase + 1) - mdp.PhaseStart(phase);
            starts[(2 * phase) + 1] = starts[2 * phase] + size;
            starts[(2 * phase) + 2] = starts[(2 * phase) + 1] + (size * actions);
        }

        var rows = new SparseRows.Builder((int)states * actions);
        double[] rewards = new double[(int)states * actions];
        for (int phase = 0; phase < mdp.Phases; phase++)
        {
            AddDeciding(mdp, phase, starts, rows);
            AddPairs(mdp, phase, starts, rows, rewards);
        }

        double[] start = new double[(int)states];
        mdp.Start[..mdp.PhaseStart(1)].CopyTo(start);
        return new FiniteHorizonMdp(rows.Build(), rewards, starts, start, mdp.Discount, checked(2 * mdp.Horizon));
    }

    private static void AddDeciding(FiniteHorizonMdp mdp, int phase, int[] starts, SparseRows.Builder rows)
    {
        int size = mdp.PhaseStart(phase + 1) - mdp.PhaseStart(phase);
        for (int pair = 0; pair < size * mdp.Actions; pair++)
        {
            rows.Add(starts[(2 * phase) + 1] + pair, 1);
            rows.EndRow();
        }
    }

    private static void AddPairs(FiniteHorizonMdp mdp, int phase, int[] starts, SparseRows.Builder rows, double[] rewards)
    {
        (int first, int last) = (mdp.PhaseStart(phase) * mdp.Actions, mdp.PhaseStart(phase + 1) * mdp.Actions);
        int nextPhase = (phase + 1) % mdp.Phases;
        int shift = starts[2 * nextPhase] - mdp.PhaseStart(nextPhase);
        for (int pair = first; pair < last; pair++)
        {
            int state = starts[(2 * phase) + 1] + pair - first;
            for (int action = 0; action < mdp.Actions; action++)
            {
                rewards[(state * mdp.Actions) + action] = mdp.Rewards[pair];
                for (int place = mdp.Rows.Starts[pair]; place < mdp.Rows.Starts[pair + 1]; place++)
                {
                    rows.Add(mdp.Rows.Successors[place] + shift, mdp.Rows.Probabilities[place]);
                }

                rows.EndRow();
            }
        }
    }
}
