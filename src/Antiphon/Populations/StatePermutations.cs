namespace Antiphon.Populations;

/// <summary>The orders in which the rows and columns of a kernel are tried as pivots.</summary>
internal static class StatePermutations
{
    private const int LargestExhaustivePairs = 5;
    private const int LargestExhaustive = 6;

    /// <summary>
    /// Pairs of a renaming of rows (row x of the matrix becomes row before[x]) and of columns (column j is column after[j] of the matrix):
    /// none; the columns of the heaviest diagonal found greedily; then, for S up to 5, all pairs, and for S = 6 all renamings of one side.
    /// </summary>
    internal static IEnumerable<(int[] Before, int[] After)> NearestToIdentityFirst(ReadOnlySpan<double> matrix, int states)
    {
        int[] identity = [.. Enumerable.Range(0, states)];
        return Pairs(identity, HeaviestDiagonal(matrix, states));
    }

    private static IEnumerable<(int[] Before, int[] After)> Pairs(int[] identity, int[] heaviest)
    {
        yield return (identity, identity);
        yield return (identity, heaviest);
        if (identity.Length > LargestExhaustive)
        {
            yield break;
        }

        var all = new List<int[]>();
        AddAll(identity, 0, all);
        foreach (int[] after in all)
        {
            yield return (identity, after);
        }

        foreach (int[]? before in all.Skip(1))
        {
            foreach (int[] after in identity.Length <= LargestExhaustivePairs ? all : [identity])
            {
                yield return (before, after);
            }
        }
    }

    private static int[] HeaviestDiagonal(ReadOnlySpan<double> matrix, int states)
    {
        int[] columnOf = new int[states];
        Array.Fill(columnOf, -1);
        bool[] taken = new bool[states];
        for (int round = 0; round < states; round++)
        {
            (int bestRow, int bestColumn, double bestEntry) = (-1, -1, -1.0);
            for (int row = 0; row < states; row++)
            {
                for (int column = 0; column < states; column++)
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

        for (int other = place; other < prefix.Length; other++)
        {
            int[] swapped = prefix.ToArray();
            (swapped[place], swapped[other]) = (swapped[other], swapped[place]);
            AddAll(swapped, place + 1, result);
        }
    }
}
