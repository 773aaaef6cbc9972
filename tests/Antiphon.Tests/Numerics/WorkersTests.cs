using Antiphon.Numerics;

namespace Antiphon.Tests.Numerics;

/// <summary>
/// A team's loops: every piece once, faults that reach the caller at any size of the team, and nothing left of them for the next loop.
/// </summary>
public class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Every_piece_runs_once(int count)
    {
        using var workers = new Workers(count);
        for (int loop = 0; loop < 50; loop++)
        {
            var body = new Body(failing: -1, pieces: 40);
            workers.Run(40, body);
            Assert.All(body.Runs, runs => Assert.Equal(1, runs));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void A_fault_reaches_the_caller_once_and_the_other_pieces_run_all_the_same(int count)
    {
        using var workers = new Workers(count);
        var faulty = new Body(failing: 3, pieces: 10);
        Assert.Equal("piece 3", Assert.Throws<ArithmeticException>(() => workers.Run(10, faulty)).Message);
        Assert.All(faulty.Runs, runs => Assert.Equal(1, runs));

        // The next loop is a new one: what failed before does not fail it.
        var sound = new Body(failing: -1, pieces: 10);
        workers.Run(10, sound);
        Assert.All(sound.Runs, runs => Assert.Equal(1, runs));
        Assert.Equal("piece 5", Assert.Throws<ArithmeticException>(() => workers.Run(10, new Body(failing: 5, pieces: 10))).Message);
    }

    [Fact]
    public void A_single_piece_fails_like_many()
    {
        using var workers = new Workers(2);
        Assert.Equal("piece 0", Assert.Throws<ArithmeticException>(() => workers.Run(1, new Body(failing: 0, pieces: 1))).Message);
        workers.Run(0, new Body(failing: 0, pieces: 1));
    }

    private sealed class Body(int failing, int pieces) : IWork
    {
        public int[] Runs { get; } = new int[pieces];

        public void Run(int index, int worker)
        {
            Interlocked.Increment(ref Runs[index]);
            if (index == failing)
            {
                throw new ArithmeticException($"piece {index}");
            }
        }
    }
}
