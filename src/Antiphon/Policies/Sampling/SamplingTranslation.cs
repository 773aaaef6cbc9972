using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>
/// Tables for one sampling rule made from tables for another. All of them only look up another histogram of the old table.
/// </summary>
internal static class SamplingTranslation
{
    /// <summary>
    /// A policy as it can be deployed under another rule than it was made for. Where observations get lost that never did before, what
    /// arrives is scaled up to k agents (largest remainders, ties to the lowest state; when nothing arrives: as if spread evenly); a
    /// policy that knows losses is deployed without them by its answers to observations that lost none. A policy that estimates the
    /// population estimates it as the rule asks. Otherwise it stays as it is.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="game">The game, with the rule that the policy is to be deployed under.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">The policy fits neither rule.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static JointPolicy ToRuleOf(JointPolicy policy, CooperativeGame game, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(game);
        if (policy.Global.Table is not { } table)
        {
            return policy with { Global = policy.Global.UnderRuleOf(game) };
        }

        if (table.Lattice.States == game.Sampling.Places(game.LocalStates))
        {
            return policy;
        }

        TabularGlobalPolicy result = game.Sampling is LossySampling ? Completed(table, cancellation) : WithoutLosses(table, cancellation);
        return policy with { Global = result };
    }

    /// <summary>
    /// A table for uniform sampling used under weights (Horvitz and Thompson): agents that are seen in x count 1/w_x, the histogram is
    /// scaled to k agents again and rounded (largest remainders, ties to the lowest state), and the table asked there. 1/w_x is the
    /// inverse of an agent's chance to be seen up to a factor when k is much smaller than n.
    /// </summary>
    /// <param name="table">A table for uniform sampling.</param>
    /// <param name="weights">w[s_g][x], positive.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">The weights are of another number of states.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TabularGlobalPolicy Reweighted(
        TabularGlobalPolicy table,
        WeightedSampling weights,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Weights.Length != table.GlobalStates || weights.Weights[0].Length != table.Lattice.States)
        {
            throw new InvalidInputException("the weights and the table have different numbers of states; use those of the same game");
        }

        (int[] seen, int[] estimate, double[] shares) = (
            new int[table.Lattice.States],
            new int[table.Lattice.States],
            new double[table.Lattice.States]
        );
        return TabularGlobalPolicy.FromFunction(
            table.GlobalStates,
            table.GlobalActions,
            table.Lattice,
            (globalState, rank) =>
            {
                table.Lattice.Unrank(rank, seen);
                for (int state = 0; state < shares.Length; state++)
                {
                    shares[state] = seen[state] / weights.Weights[globalState][state];
                }

                HistogramRounding.Scale(shares, table.Lattice.Agents, estimate);
                return table.Action(globalState, table.Lattice.Rank(estimate));
            },
            cancellation
        );
    }

    private static TabularGlobalPolicy Completed(TabularGlobalPolicy table, CancellationToken cancellation)
    {
        (int states, int agents) = (table.Lattice.States, table.Lattice.Agents);
        var observations = new CountLattice(states + 1, agents);
        (int[] seen, int[] full, double[] shares) = (new int[states + 1], new int[states], new double[states]);
        return TabularGlobalPolicy.FromFunction(
            table.GlobalStates,
            table.GlobalActions,
            observations,
            (globalState, rank) =>
            {
                observations.Unrank(rank, seen);
                for (int state = 0; state < states; state++)
                {
                    shares[state] = seen[0] == agents ? 1 : seen[state + 1];
                }

                HistogramRounding.Scale(shares, agents, full);
                return table.Action(globalState, table.Lattice.Rank(full));
            },
            cancellation
        );
    }

    // Observations that lost none come first, in the order of the smaller lattice.
    private static TabularGlobalPolicy WithoutLosses(TabularGlobalPolicy table, CancellationToken cancellation) =>
        TabularGlobalPolicy.FromFunction(
            table.GlobalStates,
            table.GlobalActions,
            new CountLattice(table.Lattice.States - 1, table.Lattice.Agents),
            table.Action,
            cancellation
        );
}
