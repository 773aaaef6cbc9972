namespace Antiphon.Tests.Evaluation.Attacks;

/// <summary>Tables whose indices of equal sizes are exchanged.</summary>
internal static class Exchanged
{
    /// <summary>[i][j] as [j][i].</summary>
    public static T[] Transposed<T>(T[] values, int columns) =>
        [
            .. Enumerable
                .Range(0, values.Length)
                .Select(at => values[(at % (values.Length / columns) * columns) + (at / (values.Length / columns))]),
        ];

    /// <summary>Two rows, by columns.</summary>
    public static int[] Columns(int[] table) => Transposed(table, table.Length / 2);

    /// <summary>[i][j][l] as [i][l][j], both of length 2.</summary>
    public static double[] Inner(double[] values) => [.. values.Chunk(4).SelectMany(four => Transposed(four, 2))];

    /// <summary>[i][j][l] as [j][i][l], all of length 2.</summary>
    public static double[] Outer(double[] table) => [.. table[..2], .. table[4..6], .. table[2..4], .. table[6..]];
}
