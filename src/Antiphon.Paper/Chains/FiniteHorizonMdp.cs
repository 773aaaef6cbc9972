using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Paper;

/// <summary>
/// A Markov decision process of finitely many steps with known successor sets, in which states take turns: at step t only states of phase
/// t mod L are met. The reward of step t is gamma^(t / L), rounded down, times r(s, a): a period of L steps is one step of the game behind
/// it. Immutable.
/// </summary>
/// <remarks>An ordinary process has L = 1: one phase that holds all states. Chained MDPs have as many phases as micro-steps.</remarks>
internal sealed class FiniteHorizonMdp
{
    private readonly int[] phaseStarts;
    private readonly double[] rewards;
    private readonly double[] start;
    private readonly double[] discounts;

    internal FiniteHorizonMdp(SparseRows rows, double[] rewards, int[] phaseStarts, double[] start, double discount, int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        (Rows, this.rewards, this.phaseStarts, this.start) = (rows, rewards, phaseStarts, start);
        (Discount, Horizon) = (discount, horizon);
        discounts = new double[((horizon - 1) / Phases) + 1];
        for (int period = 0; period < discounts.Length; period++)
        {
            discounts[period] = Math.Pow(discount, period);
        }
    }

    /// <summary>L, the number of phases: steps per period.</summary>
    public int Phases => phaseStarts.Length - 1;

    /// <summary>The number of states of all phases; those of one phase are numbered in a row.</summary>
    public int States => phaseStarts[^1];

    /// <summary>The number of actions, the same in every state.</summary>
    public int Actions => rewards.Length / States;

    /// <summary>The number of steps.</summary>
    public int Horizon { get; }

    /// <summary>Periods begun within the horizon: ceil(Horizon / Phases).</summary>
    public int Periods => discounts.Length;

    /// <summary>gamma, in [0, 1), per period.</summary>
    public double Discount { get; }

    /// <summary>C, the most successors that any state and action have.</summary>
    public int MaximumSuccessors => Rows.Longest;

    /// <summary>Positive transition probabilities over all states and actions.</summary>
    public int Successors => Rows.Successors.Length;

    /// <summary>The law of the first state, one entry per state; only states of phase 0 have mass.</summary>
    public ReadOnlySpan<double> Start => start;

    /// <summary>r(s, a) before discounting, index order [s][a].</summary>
    public ReadOnlySpan<double> Rewards => rewards;

    /// <summary>Transition laws; row s * Actions + a.</summary>
    internal SparseRows Rows { get; }

    /// <summary>The first state of a phase; the states of phase p are those from this to the first of phase p + 1, excluded.</summary>
    /// <param name="phase">In [0, <see cref="Phases"/>]; the last gives <see cref="States"/>.</param>
    public int PhaseStart(int phase) => phaseStarts[phase];

    /// <summary>gamma^floor(step / L).</summary>
    /// <param name="step">In [0, <see cref="Horizon"/>).</param>
    public double DiscountAt(int step) => discounts[step / Phases];
}
