using Antiphon.Numerics;

namespace Antiphon.Tests.Numerics;

public class BothTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Both_results_come_back_in_order(int threads) =>
        Assert.Equal((1, "two"), Both.Do(threads, () => 1, () => "two", CancellationToken.None));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_failure_of_either_is_the_callers(int threads)
    {
        Assert.Equal("first", Thrown(() => Both.Do<int, int>(threads, () => throw new InvalidDataException("first"), () => 2, default)));
        Assert.Equal("second", Thrown(() => Both.Do<int, int>(threads, () => 1, () => throw new InvalidDataException("second"), default)));
    }

    [Fact]
    public void A_cancellation_is_told_as_such_even_where_a_piece_failed_of_it()
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            Both.Do<int, int>(
                2,
                () =>
                {
                    source.Cancel();
                    throw new InvalidDataException("late");
                },
                () => 2,
                source.Token
            )
        );
    }

    private static string Thrown(Action action) => Assert.Throws<InvalidDataException>(action).Message;
}
