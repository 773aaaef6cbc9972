using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>
/// Upper bounds that are linear in the population. If the dispatcher observes the agent, U(s, x) = max_a r_g + rho_s(x) + gamma sum_s' P_g
/// sum_y M_s(x, y) U(s', y) bounds every n. The fast informed bound (Hauskrecht 2000), with an agent that is observed a step late, is
/// tighter and bounds the limit only: H_a(s, x) = r_g + rho_s(x) + gamma sum_s' max_a' sum_y P_g(s' | s, a) M_s(x, y) H_a'(s', y).
/// </summary>
internal static class LinearBounds
{
    private const int MostSweeps = 100_000;

    /// <summary>U(s, .), padded.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="accuracy">How much higher than the fixed point the bound may be.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    internal static double[][] Corners(DispatcherProblem problem, double accuracy, CancellationToken cancellation)
    {
        double[][] values = Table(problem, problem.GlobalStates);
        double[][] pulled = Table(problem, problem.GlobalStates);
        double[] image = new double[problem.Width];
        return Solve(problem, values, accuracy, Sweep, cancellation);

        void Sweep(double[][] next)
        {
            for (int state = 0; state < problem.GlobalStates; state++)
            {
                foreach (int after in problem.Reachable(state))
                {
                    problem.Kernel(state).Pull(values[after], pulled[after]);
                }

                Array.Fill(next[state], double.NegativeInfinity, 0, problem.LocalStates);
                for (int action = 0; action < problem.GlobalActions; action++)
                {
                    Backup(problem, state, action, pulled, image);
                    VectorRows.Maximize(image, next[state]);
                }
            }
        }
    }

    /// <summary>H_a(s, .) at [s * A + a], padded.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="accuracy">How much higher than the fixed point the bound may be.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    internal static double[][] FastInformed(DispatcherProblem problem, double accuracy, CancellationToken cancellation)
    {
        double[][] values = Table(problem, problem.GlobalStates * problem.GlobalActions);
        double[][] best = Table(problem, problem.GlobalStates);
        double[] image = new double[problem.Width];
        return Solve(problem, values, accuracy, Sweep, cancellation);

        void Sweep(double[][] next)
        {
            for (int state = 0; state < problem.GlobalStates; state++)
            {
                foreach (int after in problem.Reachable(state))
                {
                    Array.Fill(best[after], double.NegativeInfinity, 0, problem.LocalStates);
                    for (int action = 0; action < problem.GlobalActions; action++)
                    {
                        problem.Kernel(state).Pull(values[(after * problem.GlobalActions) + action], image);
                        VectorRows.Maximize(image, best[after]);
                    }
                }

                for (int action = 0; action < problem.GlobalActions; action++)
                {
                    Backup(problem, state, action, best, next[(state * problem.GlobalActions) + action]);
                }
            }
        }
    }

    // next = r_g(s, a) + rho_s + gamma sum_s' P_g(s' | s, a) pulled_s'.
    private static void Backup(DispatcherProblem problem, int state, int action, double[][] pulled, double[] next)
    {
        Array.Clear(next);
        ReadOnlySpan<int> nexts = problem.Successors(state, action);
        ReadOnlySpan<double> masses = problem.Probabilities(state, action);
        for (int place = 0; place < nexts.Length; place++)
        {
            VectorRows.AddScaled(problem.Discount * masses[place], pulled[nexts[place]], next);
        }

        ReadOnlySpan<double> local = problem.LocalReward(state);
        double reward = problem.GlobalReward(state, action);
        for (int place = 0; place < problem.LocalStates; place++)
        {
            next[place] += reward + local[place];
        }
    }

    // A monotone operator that passes constants on with factor gamma: T V + gamma/(1-gamma) max(TV - V) lies above its fixed point.
    private static double[][] Solve(
        DispatcherProblem problem,
        double[][] values,
        double accuracy,
        Action<double[][]> sweep,
        CancellationToken cancellation
    )
    {
        double[][] next = Table(problem, values.Length);
        for (int count = 0; ; count++)
        {
            cancellation.ThrowIfCancellationRequested();
            sweep(next);
            (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
            for (int row = 0; row < values.Length; row++)
            {
                for (int place = 0; place < problem.LocalStates; place++)
                {
                    double change = next[row][place] - values[row][place];
                    (smallest, largest) = (Math.Min(smallest, change), Math.Max(largest, change));
                }

                next[row].CopyTo(values[row], 0);
            }

            SpanBound bound = new SpanBound(smallest, largest, problem.Discount).Checked("an upper bound of the dispatcher's value");
            if (2 * bound.Error <= accuracy || count == MostSweeps)
            {
                foreach (double[] row in values)
                {
                    for (int place = 0; place < problem.LocalStates; place++)
                    {
                        row[place] += bound.Correction + bound.Error;
                    }
                }

                return values;
            }
        }
    }

    private static double[][] Table(DispatcherProblem problem, int rows) =>
        [.. Enumerable.Range(0, rows).Select(_ => new double[problem.Width])];
}
