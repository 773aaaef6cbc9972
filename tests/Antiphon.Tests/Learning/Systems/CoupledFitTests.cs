using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Learning.Systems;

public class CoupledFitTests
{
    private static readonly double[] Breakpoints = [0, 0.25, 1];

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(0.125, 0, 0.5)]
    [InlineData(0.25, 0, 1)]
    [InlineData(0.4, 1, 0.2)]
    [InlineData(7, 1, 1)]
    public void A_value_lies_between_two_breakpoints_and_at_the_ends_outside(double value, int below, double above)
    {
        (int found, double weight) = new HatFunctions(new Aggregate("share", [0, 1], Breakpoints)).At(value);
        Assert.Equal(below, found);
        Assert.Equal(above, weight, 1e-12);
    }

    [Fact]
    public void Without_an_aggregate_there_is_one_breakpoint() => Assert.Equal((0, 0.0), new HatFunctions(null).At(0.7));

    [Fact]
    public void Laws_at_breakpoints_are_found_from_draws_between_them()
    {
        double[][] truth =
        [
            [0.8, 0.1, 0.1],
            [0.1, 0.6, 0.3],
            [0.3, 0.3, 0.4],
        ];
        var hats = new HatFunctions(new Aggregate("share", [0, 1], Breakpoints));
        var fit = new CoupledLawFit(3, 3);
        var random = new RandomStream(11);
        const int draws = 60_000;
        for (int draw = 0; draw < draws; draw++)
        {
            (int below, double above) = hats.At(random.NextDouble());
            double[] law = [.. truth[below].Zip(truth[below + 1], (low, high) => ((1 - above) * low) + (above * high))];
            fit.Add((below, above), CategoricalSampler.Sample(random.NextDouble(), law));
        }

        (double[][] rows, double[] visits) = fit.Fit(fit.Repeated(fit.Frequencies()), 1);
        Assert.Equal(draws, visits.Sum(), 1e-6);

        // The first breakpoint has weights from 7,500 draws; standard errors there are below 0.012 (normal equations), here four of them.
        for (int point = 0; point < 3; point++)
        {
            Assert.Equal(1, rows[point].Sum(), 1e-12);
            Assert.All(rows[point].Zip(truth[point]), pair => Assert.Equal(pair.Second, pair.First, 0.05));
        }
    }

    [Fact]
    public void The_fit_of_laws_is_the_most_probable_one()
    {
        // At the maximum of the penalised likelihood no small change within the simplex raises it.
        var hats = new HatFunctions(new Aggregate("share", [0, 1], Breakpoints));
        var fit = new CoupledLawFit(3, 2);
        var random = new RandomStream(12);
        var draws = new List<((int Below, double Above) Place, int Next)>();
        for (int draw = 0; draw < 300; draw++)
        {
            draws.Add((hats.At(random.NextDouble()), (int)random.NextBelow(2)));
            fit.Add(draws[^1].Place, draws[^1].Next);
        }

        double[][] prior = fit.Repeated([0.5, 0.5]);
        double[][] rows = fit.Fit(prior, 2).Rows;
        double best = Objective(rows);
        for (int point = 0; point < 3; point++)
        {
            foreach (double change in new[] { -1e-3, 1e-3 })
            {
                double[][] moved = [.. rows.Select(row => row.ToArray())];
                moved[point][0] += change;
                moved[point][1] -= change;
                Assert.True(Objective(moved) < best);
            }
        }

        double Objective(double[][] laws) =>
            draws.Sum(draw =>
                Math.Log(
                    ((1 - draw.Place.Above) * laws[draw.Place.Below][draw.Next])
                        + (draw.Place.Above * laws[draw.Place.Below + 1][draw.Next])
                )
            ) + laws.Sum(law => 2 * 0.5 * law.Sum(Math.Log));
    }

    [Fact]
    public void Means_at_breakpoints_solve_the_normal_equations()
    {
        var hats = new HatFunctions(new Aggregate("share", [0, 1], Breakpoints));
        var fit = new CoupledMeanFit(3);
        var random = new RandomStream(13);
        (double[,] matrix, double[] right, double squares) = (new double[3, 3], new double[3], 0.0);
        double[] prior = [1, 2, 3];
        var rows = new List<(double[] Weights, double Value)>();
        for (int draw = 0; draw < 50; draw++)
        {
            (int below, double above) = hats.At(random.NextDouble());
            double value = random.NextNormal();
            fit.Add((below, above), value);
            double[] weights = new double[3];
            (weights[below], weights[below + 1]) = (1 - above, above);
            rows.Add((weights, value));
            for (int i = 0; i < 3; i++)
            {
                right[i] += weights[i] * value;
                for (int j = 0; j < 3; j++)
                {
                    matrix[i, j] += weights[i] * weights[j];
                }
            }
        }

        for (int i = 0; i < 3; i++)
        {
            matrix[i, i] += 4;
            right[i] += 4 * prior[i];
        }

        double[] expected = GaussianElimination.Solve(matrix, right);
        (double[] at, double residual) = fit.Fit(prior, 4);
        Assert.All(at.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-10));
        squares = rows.Sum(row => Math.Pow(row.Value - row.Weights.Zip(expected, (x, y) => x * y).Sum(), 2));
        Assert.Equal(squares / 50, residual, 1e-10);
    }
}
