using Antiphon.Tests.Reference;

namespace Antiphon.Tests.RandomGames;

/// <summary>
/// A control problem with every choice written out: rewards [state][choice] and rows [state][choice][next state]. Solved by policy
/// iteration with dense linear systems, so that neither the discount nor the unit of rewards decides how long it takes.
/// </summary>
internal sealed class ExplicitControl(double discount, double[][] rewards, double[][][] rows)
{
    private const int MostPolicies = 1000;

    private int States => rewards.Length;

    /// <summary>The value of always taking the first choice; for problems with one.</summary>
    public double[] Value() => Value(new int[States]);

    /// <summary>The value of the best choices.</summary>
    public double[] Optimum()
    {
        int[] chosen = new int[States];
        double[] values = Value(chosen);
        for (int policies = 1; Improve(chosen, values); policies++)
        {
            Assert.True(policies < MostPolicies, "the twin's policy iteration does not end");
            values = Value(chosen);
        }

        return values;
    }

    // Ties, up to rounding, stay as they are.
    private bool Improve(int[] chosen, double[] values)
    {
        bool changed = false;
        for (int state = 0; state < States; state++)
        {
            double current = Worth(state, chosen[state], values);
            double size = Math.Abs(current) + values.Max(Math.Abs);
            for (int choice = 0; choice < rewards[state].Length; choice++)
            {
                double other = Worth(state, choice, values);
                if (other > current + (1e-13 * size))
                {
                    (chosen[state], current, changed) = (choice, other, true);
                }
            }
        }

        return changed;
    }

    private double Worth(int state, int choice, double[] values)
    {
        double sum = 0.0;
        double[] row = rows[state][choice];
        for (int next = 0; next < row.Length; next++)
        {
            sum += row[next] * values[next];
        }

        return rewards[state][choice] + (discount * sum);
    }

    private double[] Value(int[] chosen)
    {
        double[,] matrix = new double[States, States];
        for (int state = 0; state < States; state++)
        {
            for (int next = 0; next < States; next++)
            {
                matrix[state, next] = (state == next ? 1 : 0) - (discount * rows[state][chosen[state]][next]);
            }
        }

        return GaussianElimination.Solve(matrix, [.. rewards.Select((row, state) => row[chosen[state]])]);
    }
}
