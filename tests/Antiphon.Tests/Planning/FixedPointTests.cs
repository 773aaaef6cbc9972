using Antiphon.Planning;

namespace Antiphon.Tests.Planning;

/// <summary>The loop around a Bellman operator, on scripted error bounds.</summary>
public class FixedPointTests
{
    private const double Discount = 0.5;

    [Fact]
    public void It_stops_at_the_accuracy()
    {
        var errors = new Queue<double>([8, 4, 2, 1, 0.5]);
        Assert.Equal(1, FixedPoint.Solve(() => Bound(errors.Dequeue()), 1, "a script", default).Error);
        Assert.Single(errors);
    }

    [Fact]
    public void When_the_bound_no_longer_shrinks_it_returns_one_as_small_as_the_smallest()
    {
        // The smallest bound, 3, comes once early and then every 700 sweeps; between them the bounds are far larger.
        int count = 0;
        double Next() => ++count % 700 == 5 ? 3 : 50 + (count % 7);
        Assert.Equal(3, FixedPoint.Solve(() => Bound(Next()), 1e-9, "a script", default).Error, 1e-9);
        Assert.InRange(count, 2000, 5000);
    }

    [Fact]
    public void It_gives_up_on_a_smallest_bound_that_never_comes_back()
    {
        int count = 0;
        Assert.Equal(60, FixedPoint.Solve(() => Bound(++count == 5 ? 3 : 60), 1e-9, "a script", default).Error, 1e-9);
        Assert.InRange(count, 3000, 6000);
    }

    [Fact]
    public void It_stops_where_rounding_lets_the_bound_prove_no_more()
    {
        int count = 0;
        Assert.Equal(
            0.01,
            FixedPoint.Solve(() => Bound(++count < 20 ? 5 : 0.01), 1e-9, "a script", default, floor: () => 0.02).Error,
            1e-12
        );
        Assert.InRange(count, 20, 28);
    }

    [Fact]
    public void It_can_be_cancelled_between_sweeps()
    {
        using var source = new CancellationTokenSource();
        int count = 0;
        Assert.Throws<OperationCanceledException>(() =>
            FixedPoint.Solve(
                () =>
                {
                    if (++count == 3)
                    {
                        source.Cancel();
                    }

                    return Bound(5);
                },
                1,
                "a script",
                source.Token
            )
        );
        Assert.Equal(3, count);
    }

    [Fact]
    public void A_value_that_is_not_a_number_stops_it_and_says_where() =>
        Assert.Contains(
            "a script",
            Assert.Throws<ArithmeticException>(() => FixedPoint.Solve(() => Bound(double.NaN), 1, "a script", default)).Message,
            StringComparison.Ordinal
        );

    // Error = gamma / (1 - gamma) * (largest - smallest) / 2 = (largest - smallest) / 2.
    private static SpanBound Bound(double error) => new(0, 2 * error, Discount);
}
