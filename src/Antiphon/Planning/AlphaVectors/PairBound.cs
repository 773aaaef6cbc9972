using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>
/// The exact full-information value of two agents, V_2(s, x, y), as symmetric S x S matrices: V(s) = max_a r_g + (rho_x + rho_y)/2 +
/// gamma sum_s' P_g M_s V(s') M_s^T. E V_2(F) for two agents drawn at random bounds every larger population from above; in the limit it is
/// mu V_2(s) mu^T. Kernels stay sparse, so that hundreds of states fit.
/// </summary>
internal sealed class PairBound
{
    private const int MostSweeps = 100_000;

    private readonly DispatcherProblem problem;
    private readonly VectorRows[] values;

    private PairBound(DispatcherProblem problem, VectorRows[] values) => (this.problem, this.values) = (problem, values);

    /// <summary>Bytes that the solution takes.</summary>
    internal static double Bytes(DispatcherProblem problem) =>
        ((2 * problem.GlobalStates) + 3.0) * problem.LocalStates * problem.Width * sizeof(double);

    /// <summary>Solves by sweeps until the bound is at most so much too high.</summary>
    internal static PairBound Solve(DispatcherProblem problem, double accuracy, CancellationToken cancellation)
    {
        (VectorRows[] values, VectorRows[] pulled) = (Matrices(problem, problem.GlobalStates), Matrices(problem, problem.GlobalStates));
        (VectorRows half, VectorRows turned) = (Matrices(problem, 1)[0], Matrices(problem, 1)[0]);
        VectorRows[] next = Matrices(problem, problem.GlobalStates);
        for (int count = 0; ; count++)
        {
            cancellation.ThrowIfCancellationRequested();
            (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
            for (int state = 0; state < problem.GlobalStates; state++)
            {
                foreach (int after in problem.Reachable(state))
                {
                    // M (M V)^T = M V M^T, since V is symmetric.
                    problem.Kernel(state).Pull(values[after], half);
                    half.Transpose(turned);
                    problem.Kernel(state).Pull(turned, pulled[after]);
                }

                Maximize(problem, state, pulled, values[state], next[state], ref smallest, ref largest);
            }

            (values, next) = (next, values);
            SpanBound bound = new SpanBound(smallest, largest, problem.Discount).Checked("the value of two agents");
            if (2 * bound.Error <= accuracy || count == MostSweeps)
            {
                Raise(problem, values, bound.Correction + bound.Error);
                return new PairBound(problem, values);
            }
        }
    }

    /// <summary>V_2(s) mu^T for one population, and mu V_2(s) mu^T.</summary>
    internal double Apply(int state, ReadOnlySpan<double> fractions, Span<double> product)
    {
        product.Clear();
        for (int row = 0; row < problem.LocalStates; row++)
        {
            if (fractions[row] != 0)
            {
                VectorRows.AddScaled(fractions[row], values[state][row], product);
            }
        }

        return VectorRows.Dot(product, fractions);
    }

    /// <summary>
    /// E V_2(F) for two of n agents without replacement: (n mu V_2 mu^T - sum_x mu_x V_2(x, x)) / (n - 1).
    /// </summary>
    internal double At(int state, ReadOnlySpan<double> fractions, double agents)
    {
        double same = 0.0;
        for (int local = 0; local < problem.LocalStates; local++)
        {
            same += fractions[local] * values[state][local][local];
        }

        return ((agents * Apply(state, fractions, new double[problem.Width])) - same) / (agents - 1);
    }

    private static void Maximize(
        DispatcherProblem problem,
        int state,
        VectorRows[] pulled,
        VectorRows old,
        VectorRows next,
        ref double smallest,
        ref double largest
    )
    {
        double[] sum = new double[problem.Width];
        ReadOnlySpan<double> local = problem.LocalReward(state);
        for (int row = 0; row < problem.LocalStates; row++)
        {
            Span<double> target = next[row];
            for (int action = 0; action < problem.GlobalActions; action++)
            {
                Array.Fill(sum, problem.GlobalReward(state, action));
                ReadOnlySpan<int> nexts = problem.Successors(state, action);
                ReadOnlySpan<double> masses = problem.Probabilities(state, action);
                for (int place = 0; place < nexts.Length; place++)
                {
                    VectorRows.AddScaled(problem.Discount * masses[place], pulled[nexts[place]][row], sum);
                }

                if (action == 0)
                {
                    sum.CopyTo(target);
                }
                else
                {
                    VectorRows.Maximize(sum, target);
                }
            }

            ReadOnlySpan<double> before = old[row];
            for (int column = 0; column < problem.LocalStates; column++)
            {
                target[column] += (local[row] + local[column]) / 2;
                double change = target[column] - before[column];
                (smallest, largest) = (Math.Min(smallest, change), Math.Max(largest, change));
            }

            target[problem.LocalStates..].Clear();
        }
    }

    private static void Raise(DispatcherProblem problem, VectorRows[] values, double constant)
    {
        foreach (VectorRows matrix in values)
        {
            for (int row = 0; row < problem.LocalStates; row++)
            {
                foreach (ref double entry in matrix[row][..problem.LocalStates])
                {
                    entry += constant;
                }
            }
        }
    }

    private static VectorRows[] Matrices(DispatcherProblem problem, int count)
    {
        var matrices = new VectorRows[count];
        double[] zero = new double[problem.LocalStates];
        for (int index = 0; index < count; index++)
        {
            matrices[index] = new VectorRows(problem.LocalStates);
            for (int row = 0; row < problem.LocalStates; row++)
            {
                matrices[index].Add(zero);
            }
        }

        return matrices;
    }
}
