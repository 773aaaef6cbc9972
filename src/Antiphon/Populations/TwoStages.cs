namespace Antiphon.Populations;

/// <summary>
/// Splits a kernel into two, M = A B, so that its moves need no more than two orders of states: in A only agents in the last two states
/// move, in B only those in the states before them. Every change of order is a copy of the function.
/// </summary>
/// <remarks>
/// The rows of B in front are those of M. Row y of A, of the last two, has A_yF = M_yF (M_FF)^-1 in front and A_yz = M_yz - sum_x A_yx
/// M_xz behind, so that row y of A B is M's. Where most agents stay this is close to M_yF, and positive.
/// </remarks>
internal static class TwoStages
{
    // With fewer states in front than behind, two orders are not enough.
    private const int FewestStates = 4;

    // What rounding leaves of a zero.
    private const double Crumb = 1e-15;

    /// <summary>Splits a kernel.</summary>
    /// <param name="matrix">M, S x S, row-major; rows sum to 1.</param>
    /// <param name="states">S.</param>
    /// <returns>The factors A, B, both stochastic; null where that is not possible.</returns>
    internal static (double[,] First, double[,] Last)? TrySplit(ReadOnlySpan<double> matrix, int states)
    {
        int front = LatticeRows.Front(states);
        if (states < FewestStates)
        {
            return null;
        }

        (double[,] first, double[,] last) = (Identity(states), Identity(states));
        for (int row = 0; row < front; row++)
        {
            for (int column = 0; column < states; column++)
            {
                last[row, column] = matrix[(row * states) + column];
            }
        }

        for (int row = front; row < states; row++)
        {
            if (!TryWriteRow(matrix.Slice(row * states, states), last, front, first, row))
            {
                return null;
            }
        }

        return (first, last);
    }

    private static bool TryWriteRow(ReadOnlySpan<double> target, double[,] last, int front, double[,] first, int row)
    {
        if (Solve(target[..front], last, front) is not { } weights)
        {
            return false;
        }

        double sum = 0.0;
        for (int column = 0; column < target.Length; column++)
        {
            double entry = column < front ? weights[column] : target[column];
            for (int state = 0; column >= front && state < front; state++)
            {
                entry -= weights[state] * last[state, column];
            }

            // Also where an entry is not a number.
            if (!(entry >= -Crumb))
            {
                return false;
            }

            first[row, column] = entry <= Crumb ? 0 : entry;
            sum += first[row, column];
        }

        for (int column = 0; column < target.Length; column++)
        {
            first[row, column] /= sum;
        }

        return true;
    }

    // w with w B_FF = target: elimination of the transposed system, the largest entry first.
    private static double[]? Solve(ReadOnlySpan<double> target, double[,] last, int size)
    {
        double[,] system = new double[size, size + 1];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                system[row, column] = last[column, row];
            }

            system[row, size] = target[row];
        }

        for (int pivot = 0; pivot < size; pivot++)
        {
            int largest = Enumerable.Range(pivot, size - pivot).MaxBy(row => Math.Abs(system[row, pivot]));
            if (system[largest, pivot] == 0)
            {
                return null;
            }

            for (int column = 0; column <= size; column++)
            {
                (system[pivot, column], system[largest, column]) = (system[largest, column], system[pivot, column]);
            }

            for (int row = 0; row < size; row++)
            {
                double factor = row == pivot ? 0 : system[row, pivot] / system[pivot, pivot];
                for (int column = pivot; factor != 0 && column <= size; column++)
                {
                    system[row, column] -= factor * system[pivot, column];
                }
            }
        }

        return [.. Enumerable.Range(0, size).Select(row => system[row, size] / system[row, row])];
    }

    private static double[,] Identity(int states)
    {
        double[,] matrix = new double[states, states];
        for (int state = 0; state < states; state++)
        {
            matrix[state, state] = 1;
        }

        return matrix;
    }
}
