using Antiphon.Numerics;

namespace Antiphon.Tests.Numerics;

public class WorkersCancellationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_cancelled_team_does_nothing(int threads)
    {
        var counter = new Counter(() => { });
        using Workers workers = new(threads, new CancellationToken(canceled: true));
        Assert.Throws<OperationCanceledException>(() => workers.Run(1, counter));
        Assert.Throws<OperationCanceledException>(() => workers.Run(50, counter));
        Assert.Equal(0, counter.Pieces);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_loop_stops_between_pieces(int threads)
    {
        using CancellationTokenSource source = new();
        var counter = new Counter(source.Cancel);
        using Workers workers = new(threads, source.Token);
        Assert.Throws<OperationCanceledException>(() => workers.Run(1000, counter));
        Assert.InRange(counter.Pieces, 1, threads);
    }

    [Fact]
    public void Loops_ask_at_the_first_step_and_every_thousand_or_so()
    {
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => new CancellationToken(canceled: true).ThrowIfRequested(0));
        int steps = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            for (; steps < 1_000_000; steps++)
            {
                source.Token.ThrowIfRequested(steps);
                source.Cancel();
            }
        });
        Assert.InRange(steps, 1, 2000);
    }

    private sealed class Counter(Action body) : IWork
    {
        private int pieces;

        internal int Pieces => pieces;

        public void Run(int index, int worker)
        {
            body();
            Interlocked.Increment(ref pieces);
        }
    }
}
