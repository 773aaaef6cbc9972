using Antiphon.Numerics;

namespace Antiphon.Tests.Numerics;

public sealed class VectorRowsTests
{
    // Eight rows are turned at a time; 200 rows lie in more than one block of memory.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(24)]
    [InlineData(200)]
    public void A_transpose_has_rows_for_columns_and_a_padding_of_zeros(int states)
    {
        (VectorRows matrix, VectorRows turned) = (Matrix(states), new VectorRows(states));
        for (int row = 0; row < states; row++)
        {
            turned.Add(new double[states]);
        }

        matrix.Transpose(turned);

        for (int row = 0; row < states; row++)
        {
            Assert.Equal(Enumerable.Range(0, states).Select(column => Entry(column, row)), turned[row][..states].ToArray());
            Assert.All(turned[row][states..].ToArray(), padding => Assert.Equal(0, padding));
        }
    }

    private static VectorRows Matrix(int states)
    {
        var matrix = new VectorRows(states);
        for (int row = 0; row < states; row++)
        {
            matrix.Add([.. Enumerable.Range(0, states).Select(column => Entry(row, column))]);
        }

        return matrix;
    }

    private static double Entry(int row, int column) => (1000.0 * row) + column + 1;
}
