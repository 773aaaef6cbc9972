using Antiphon.Numerics;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Numerics;

public class ConjugateGradientTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(20)]
    public void Solves_what_Gaussian_elimination_solves(int size)
    {
        var random = new RandomStream((ulong)size);
        double[,] matrix = PositiveDefinite(size, random);
        double[] right = [.. Enumerable.Range(0, size).Select(_ => random.NextNormal())];
        double[] solution = [.. Enumerable.Repeat(7.0, size)]; // left from before, and no starting point
        ConjugateGradientResult result = ConjugateGradient.Solve(Map(matrix), right, 10 * size, 1e-26, solution);
        Assert.True(result.PositiveCurvature);
        double[] expected = GaussianElimination.Solve(matrix, right);
        Assert.All(solution.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Fact]
    public void Stops_at_a_direction_without_positive_curvature_and_keeps_what_it_had()
    {
        double[] solution = [7, 7];
        ConjugateGradientResult result = ConjugateGradient.Solve(
            Map(
                new double[,]
                {
                    { 1, 0 },
                    { 0, -3 },
                }
            ),
            [1, 1],
            10,
            0,
            solution
        );
        Assert.False(result.PositiveCurvature);
        Assert.Equal([0, 0], solution);
    }

    [Fact]
    public void A_map_that_yields_what_is_not_a_number_moves_nothing()
    {
        double[] solution = [7, 7];
        ConjugateGradientResult result = ConjugateGradient.Solve((_, product) => product.Fill(double.NaN), [1, 1], 10, 0, solution);
        Assert.False(result.PositiveCurvature);
        Assert.Equal([0, 0], solution);
    }

    internal static LinearMap Map(double[,] matrix) =>
        (vector, product) =>
        {
            for (int row = 0; row < product.Length; row++)
            {
                product[row] = 0;
                for (int column = 0; column < vector.Length; column++)
                {
                    product[row] += matrix[row, column] * vector[column];
                }
            }
        };

    private static double[,] PositiveDefinite(int size, RandomStream random)
    {
        double[,] root = new double[size, size];
        for (int i = 0; i < size * size; i++)
        {
            root[i / size, i % size] = random.NextNormal();
        }

        double[,] matrix = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                matrix[i, j] = (i == j ? 0.5 : 0) + Enumerable.Range(0, size).Sum(k => root[i, k] * root[j, k]);
            }
        }

        return matrix;
    }
}
