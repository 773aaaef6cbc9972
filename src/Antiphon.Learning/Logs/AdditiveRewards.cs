using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>
/// The global and local rewards behind a log's rewards r(s_g, c, a_g) = u(a_g) + sum_x (c_x/k) v(x), for each s_g by least squares over
/// the entries seen, weighted by their visits. A constant can go from u to v; apart from that they are determined once the observations
/// are varied enough.
/// </summary>
internal sealed class AdditiveRewards
{
    private const double Dependent = 1e-9;

    private AdditiveRewards(double[] global, double[] local, double residual, bool[] determined) =>
        (Global, Local, Residual, Determined) = (global, local, residual, determined);

    /// <summary>u[s_g * A + a_g]; 0 where the action was not seen.</summary>
    public double[] Global { get; }

    /// <summary>v[s_g * S + x]; 0 where no tracked agent was in x.</summary>
    public double[] Local { get; }

    /// <summary>
    /// Largest difference between an entry's mean reward and the fit: rounding only, when rewards have this form and no noise.
    /// </summary>
    public double Residual { get; }

    /// <summary>
    /// By s_g: whether the rewards of all observations of states seen there, under all actions seen there, follow from the log.
    /// </summary>
    public bool[] Determined { get; }

    public static AdditiveRewards Fit(LogTables tables, CooperativeGame game)
    {
        var fit = new AdditiveRewards(
            new double[game.GlobalStates * game.GlobalActions],
            new double[game.GlobalStates * game.LocalStates],
            0,
            new bool[game.GlobalStates]
        );
        double residual = 0.0;
        for (int state = 0; state < game.GlobalStates; state++)
        {
            residual = Math.Max(residual, fit.FitState(tables, game, state));
        }

        return new AdditiveRewards(fit.Global, fit.Local, residual, fit.Determined);
    }

    private double FitState(LogTables tables, CooperativeGame game, int state)
    {
        (int actions, int unknowns) = (game.GlobalActions, game.GlobalActions + game.LocalStates);
        (double[,] matrix, double[] right, double[] row, int[] counts) = (
            new double[unknowns, unknowns],
            new double[unknowns],
            new double[unknowns],
            new int[game.LocalStates]
        );
        ForEach(
            (weight, mean) =>
            {
                for (int i = 0; i < unknowns; i++)
                {
                    right[i] += weight * row[i] * mean;
                    for (int j = 0; row[i] > 0 && j < unknowns; j++)
                    {
                        matrix[i, j] += weight * row[i] * row[j];
                    }
                }
            }
        );
        int involved = Enumerable.Range(0, unknowns).Count(i => matrix[i, i] > 0);
        (double[] solution, int rank) = SolvePivoted(matrix, right);
        solution.AsSpan(0, actions).CopyTo(Global.AsSpan(state * actions));
        solution.AsSpan(actions).CopyTo(Local.AsSpan(state * game.LocalStates));
        Determined[state] = involved == 0 || rank == involved - 1;
        double residual = 0.0;
        ForEach((_, mean) => residual = Math.Max(residual, Math.Abs(mean - row.Zip(solution, (x, y) => x * y).Sum())));
        return residual;

        void ForEach(Action<double, double> visit)
        {
            for (int observation = 0; observation < tables.Lattice.Size; observation++)
            {
                tables.Lattice.Unrank(observation, counts);
                for (int action = 0; action < actions; action++)
                {
                    int entry = (((state * tables.Lattice.Size) + observation) * actions) + action;
                    if (tables.Visits[entry] > 0)
                    {
                        row.AsSpan().Clear();
                        row[action] = 1;
                        for (int x = 0; x < counts.Length; x++)
                        {
                            row[actions + x] = (double)counts[x] / tables.Lattice.Agents;
                        }

                        visit(tables.Visits[entry], tables.RewardSums[entry] / tables.Visits[entry]);
                    }
                }
            }
        }
    }

    // Gauss-Jordan elimination of a positive semidefinite system by its largest diagonal entries; unknowns that depend on those before
    // them are set to 0.
    private static (double[] Solution, int Rank) SolvePivoted(double[,] matrix, double[] right)
    {
        int size = right.Length;
        double[] scale = Enumerable.Range(0, size).Select(i => matrix[i, i]).ToArray();
        bool[] used = new bool[size];
        int rank = 0;
        while (true)
        {
            int pivot = -1;
            for (int i = 0; i < size; i++)
            {
                double share = scale[i] > 0 ? matrix[i, i] / scale[i] : 0;
                pivot = !used[i] && share > Dependent && (pivot < 0 || share > matrix[pivot, pivot] / scale[pivot]) ? i : pivot;
            }

            if (pivot < 0)
            {
                return ([.. right.Select((value, i) => used[i] ? value : 0)], rank);
            }

            used[pivot] = true;
            rank++;
            Eliminate(matrix, right, pivot);
        }
    }

    private static void Eliminate(double[,] matrix, double[] right, int pivot)
    {
        int size = right.Length;
        double inverse = 1 / matrix[pivot, pivot];
        right[pivot] *= inverse;
        for (int column = 0; column < size; column++)
        {
            matrix[pivot, column] *= inverse;
        }

        for (int row = 0; row < size; row++)
        {
            double factor = row == pivot ? 0 : matrix[row, pivot];
            for (int column = 0; factor != 0 && column < size; column++)
            {
                matrix[row, column] -= factor * matrix[pivot, column];
            }

            right[row] -= factor * right[pivot];
        }
    }
}
