namespace Antiphon.Populations;

/// <summary>The orders in which the columns of a kernel are tried as pivots.</summary>
internal static class StatePermutations
{
    private const int LargestExhaustive = 6;

    /// <summary>
    /// Permutations q of 0..S-1 (column j of the permuted matrix is column q[j] of the given one): the identity, then the one of the
    /// heaviest diagonal found greedily, then, for S up to 6, all others in lexicographic order.
    /// </summary>
    internal static List<int[]> NearestToIdentityFirst(ReadOnlySpan<double> matrix, int states)
    {
        var identity = new int[states];
        for (var state = 0; state < states; state++)
        {
            identity[state] = state;
        }

        List<int[]> result = [identity, HeaviestDiagonal(matrix, states)];
        if (states <= LargestExhaustive)
        {
            AddAll(identity, 0, result);
        }

        return result;
    }

    private static int[] HeaviestDiagonal(ReadOnlySpan<double> matrix, int states)
    {
        var columnOf = new int[states];
        Array.Fill(columnOf, -1);
        var taken = new bool[states];
        for (var round = 0; round < states; round++)
        {
            var (bestRow, bestColumn, bestEntry) = (-1, -1, -1.0);
            for (var row = 0; row < states; row++)
            {
                for (var column = 0; column < states; column++)
                {
                    if (columnOf[row] < 0 && !taken[column] && matrix[(row * states) + column] > bestEntry)
                    {
                        (bestRow, bestColumn, bestEntry) = (row, column, matrix[(row * states) + column]);
                    }
                }
            }

            columnOf[bestRow] = bestColumn;
            taken[bestColumn] = true;
        }

        return columnOf;
    }

    private static void AddAll(int[] prefix, int place, List<int[]> result)
    {
        if (place == prefix.Length)
        {
            result.Add([.. prefix]);
            return;
        }

        for (var other = place; other < prefix.Length; other++)
        {
            var swapped = prefix.ToArray();
            (swapped[place], swapped[other]) = (swapped[other], swapped[place]);
            AddAll(swapped, place + 1, result);
        }
    }
}
