using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Paper;

/// <summary>The expectation of a function of the next state, given state and action.</summary>
internal interface IRowExpectation
{
    /// <summary>The expected value of <paramref name="next"/> under row s * Actions + a.</summary>
    double Of(int row, double[] next);
}

/// <summary>Expectations under the process's own law.</summary>
/// <param name="rows">The transition laws.</param>
internal readonly struct KnownRows(SparseRows rows) : IRowExpectation
{
    /// <inheritdoc/>
    public double Of(int row, double[] next) => rows.Expect(row, next);
}

/// <summary>
/// Backward induction with reused memory: V_H = 0, V_t(s) = r_t(s, a) + E V_{t+1}, for t = H-1 .. 0, over the states of phase t mod L.
/// </summary>
/// <param name="mdp">The process.</param>
internal sealed class BackwardSweep(FiniteHorizonMdp mdp)
{
    private double[] values = new double[mdp.States];
    private double[] next = new double[mdp.States];

    /// <summary>V_0 of the last sweep; valid in phase 0.</summary>
    internal ReadOnlySpan<double> Values => values.AsSpan(0, mdp.PhaseStart(1));

    /// <summary>Maximizes over actions, lowest index on ties.</summary>
    /// <returns>The expected V_0 under the initial law.</returns>
    internal double Maximize<TRows>(TRows rows, TimeDependentPolicy policy)
        where TRows : struct, IRowExpectation
    {
        Array.Clear(values);
        for (int step = mdp.Horizon - 1; step >= 0; step--)
        {
            (values, next) = (next, values);
            double discount = mdp.DiscountAt(step);
            int phase = step % mdp.Phases;
            for (int state = mdp.PhaseStart(phase); state < mdp.PhaseStart(phase + 1); state++)
            {
                (int best, double most) = (0, double.NegativeInfinity);
                for (int action = 0; action < mdp.Actions; action++)
                {
                    int row = (state * mdp.Actions) + action;
                    double value = (discount * mdp.Rewards[row]) + rows.Of(row, next);
                    (best, most) = value > most ? (action, value) : (best, most);
                }

                values[state] = most;
                policy.Set(step, state, best);
            }
        }

        return StartValue();
    }

    /// <summary>Follows a policy.</summary>
    /// <returns>The expected V_0 under the initial law.</returns>
    internal double Follow(TimeDependentPolicy policy)
    {
        var rows = new KnownRows(mdp.Rows);
        Array.Clear(values);
        for (int step = mdp.Horizon - 1; step >= 0; step--)
        {
            (values, next) = (next, values);
            double discount = mdp.DiscountAt(step);
            int phase = step % mdp.Phases;
            ReadOnlySpan<ushort> actions = policy.PeriodOf(step);
            for (int state = mdp.PhaseStart(phase); state < mdp.PhaseStart(phase + 1); state++)
            {
                int row = (state * mdp.Actions) + actions[state];
                values[state] = (discount * mdp.Rewards[row]) + rows.Of(row, next);
            }
        }

        return StartValue();
    }

    private double StartValue()
    {
        var total = new Numerics.NeumaierSum();
        for (int state = 0; state < mdp.PhaseStart(1); state++)
        {
            total.Add(mdp.Start[state] == 0 ? 0 : mdp.Start[state] * values[state]);
        }

        return double.IsFinite(total.Value)
            ? total.Value
            : throw new ArithmeticException(
                $"the value of {mdp.Horizon:N0} steps is {total.Value}; the rewards are too large for floating-point numbers"
            );
    }
}
