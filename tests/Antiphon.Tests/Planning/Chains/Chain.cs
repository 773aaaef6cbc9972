using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Chains;

/// <summary>Chains for tests: a horizon so long that what it cuts off is rounding.</summary>
internal static class Chain
{
    public const double Tail = 1e-9;

    public static ChainedMdp Of(CooperativeGame game, GlobalRule rule, Parameterization kind, ChainReward reward = ChainReward.Team)
    {
        int observations = (int)game.Agents;
        int periods = ChainHorizon.Periods(game.Discount, ChainedMdp.RewardBound(game, reward), Tail);
        return ChainedMdp.Create(game, Library.Global(game, observations, rule), periods, kind, reward);
    }

    /// <summary>
    /// A deterministic reactive policy as a chain policy: the cell decides, whatever the step and the rest of the state.
    /// </summary>
    public static TimeDependentPolicy Lift(ChainedMdp chain, double[] local)
    {
        var policy = new TimeDependentPolicy(chain.Process);
        for (int step = 0; step < chain.Process.Horizon; step++)
        {
            int phase = step % chain.Process.Phases;
            for (int state = chain.Process.PhaseStart(phase); state < chain.Process.PhaseStart(phase + 1); state++)
            {
                Span<double> row = local.AsSpan(chain.Cells[state] * chain.Process.Actions, chain.Process.Actions);
                policy.Set(step, state, row.IndexOf(1.0));
            }
        }
        return policy;
    }

    /// <summary>The law of the state after one period from a state of phase 0, step by step along the rows.</summary>
    public static double[] AfterOnePeriod(FiniteHorizonMdp mdp, int state, Func<int, int> actionOf)
    {
        double[] law = new double[mdp.States];
        law[state] = 1;
        for (int step = 0; step < mdp.Phases; step++)
        {
            double[] next = new double[mdp.States];
            for (int from = 0; from < mdp.States; from++)
            {
                int row = from * mdp.Actions + actionOf(from);
                for (int place = mdp.Rows.Starts[row]; place < mdp.Rows.Starts[row + 1]; place++)
                {
                    next[mdp.Rows.Successors[place]] += law[from] * mdp.Rows.Probabilities[place];
                }
            }
            law = next;
        }
        return law;
    }
}
