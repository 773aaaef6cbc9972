using Antiphon.Numerics;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Numerics;

/// <summary>GMRES against Gaussian elimination.</summary>
public class GmresTests
{
    private const int Size = 12;

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.9999)]
    public void A_full_cycle_solves_a_resolvent(double discount)
    {
        (double[,] matrix, double[] right) = Resolvent(discount);
        double[] solution = new double[Size];
        new Gmres(Size, Size).Correct(Map(matrix), right, 1e-15, solution);
        double tolerance = 1e-9 * right.Max() / (1 - discount);
        Assert.All(GaussianElimination.Solve(matrix, right).Zip(solution), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    [Fact]
    public void Short_cycles_reduce_the_residual_from_where_they_are()
    {
        (double[,] matrix, double[] right) = Resolvent(0.9);
        var gmres = new Gmres(Size, 3);
        double[] solution = new double[Size];
        for (int cycle = 0; cycle < 30; cycle++)
        {
            double[] product = new double[Size];
            Map(matrix)(solution, product);
            gmres.Correct(Map(matrix), right.Zip(product, (wanted, got) => wanted - got).ToArray(), 1e-15, solution);
        }

        Assert.All(GaussianElimination.Solve(matrix, right).Zip(solution), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }

    [Fact]
    public void Nothing_is_added_for_no_residual_and_an_eigenvector_ends_at_once()
    {
        double[] solution = new double[] { 1, 2 };
        new Gmres(2, 2).Correct((vector, product) => vector.CopyTo(product), [0, 0], 0, solution);
        Assert.Equal([1, 2], solution);
        new Gmres(2, 2).Correct((vector, product) => (product[0], product[1]) = (2 * vector[0], 2 * vector[1]), [2, 4], 0, solution);
        Assert.Equal([2, 4], solution);
    }

    private static (double[,] Matrix, double[] Right) Resolvent(double discount)
    {
        var random = new SmallRandom(31);
        double[] kernel = random.Kernel(Size);
        double[,] matrix = new double[Size, Size];
        for (int i = 0; i < Size * Size; i++)
        {
            matrix[i / Size, i % Size] = (i / Size == i % Size ? 1 : 0) - discount * kernel[i];
        }
        return (matrix, random.Values(Size));
    }

    private static LinearMap Map(double[,] matrix) =>
        (vector, product) =>
        {
            for (int row = 0; row < vector.Length; row++)
            {
                product[row] = 0;
                for (int column = 0; column < vector.Length; column++)
                {
                    product[row] += matrix[row, column] * vector[column];
                }
            }
        };
}
