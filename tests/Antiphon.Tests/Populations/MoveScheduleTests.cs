using System.Collections.Immutable;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

public class MoveScheduleTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(30)]
    public void The_scheduled_moves_multiply_to_the_same_matrix_and_start_in_front(int states)
    {
        var random = new SmallRandom(70);
        for (int trial = 0; trial < 20; trial++)
        {
            List<ElementaryMove> moves = [];
            for (int number = 0; number < states * (states - 1); number++)
            {
                int from = (int)(random.Next() * states);
                int to = (from + 1 + (int)(random.Next() * (states - 1))) % states;
                moves.Add(new ElementaryMove(from, to, random.Next()));
            }

            ImmutableArray<MoveStage> stages = MoveSchedule.Create([.. moves], states).Stages;
            Assert.All(stages, stage => Assert.All(stage.Moves, move => Assert.InRange(move.From, 0, LatticeRows.Front(states) - 1)));
            var scheduled = stages
                .SelectMany(stage => stage.Moves.Select(move => move with { From = stage.Order[move.From], To = stage.Order[move.To] }))
                .ToList();
            Assert.Equal(moves.Count, scheduled.Count);
            (double[] expected, double[] actual) = (Product(moves, states), Product(scheduled, states));
            for (int entry = 0; entry < expected.Length; entry++)
            {
                Assert.Equal(expected[entry], actual[entry], 1e-13);
            }
        }
    }

    [Fact]
    public void The_twenty_moves_of_a_full_kernel_in_five_states_take_two_stages()
    {
        // Three states are in front at a time. The last two rows of the kernel need an order of states of their own, before and after
        // which the others' moves come.
        var random = new SmallRandom(71);
        double[] kernel =
        [
            .. Enumerable
                .Range(0, 5)
                .SelectMany(x => Enumerable.Range(0, 5).Select(y => x == y ? 0.8 : 0.05 * (1 + (0.01 * (random.Next() - 0.5))))),
        ];
        for (int row = 0; row < 5; row++)
        {
            kernel[(row * 5) + row] += 1 - kernel.AsSpan(row * 5, 5).ToArray().Sum();
        }

        MoveFactorization factors = MoveFactorization.TryFactor(kernel, 5, 20)!;
        Assert.Equal(20, factors.Moves.Length);
        Assert.Equal(2, MoveSchedule.Create(factors.Moves, 5).Stages.Length);
    }

    /// <summary>
    /// Of a hundred states there are 4,950 choices of two that stay behind, for each of which 9,900 moves would have to be ordered; one
    /// good choice is enough.
    /// </summary>
    [Fact]
    public void A_full_kernel_in_a_hundred_states_takes_few_stages()
    {
        double[] kernel = [.. Enumerable.Range(0, 100 * 100).Select(entry => entry / 100 == entry % 100 ? 0.5 : 0.5 / 99)];
        MoveFactorization factors = MoveFactorization.TryFactor(kernel, 100, 2)!;
        Assert.Equal(9_900, factors.Moves.Length);
        ImmutableArray<MoveStage> stages = MoveSchedule.Create(factors.Moves, 100).Stages;
        Assert.InRange(stages.Length, 1, 6);
        Assert.Equal(9_900, stages.Sum(stage => stage.Moves.Length));
    }

    // In the order of time, as matrices: the first move is the leftmost factor.
    private static double[] Product(IReadOnlyList<ElementaryMove> moves, int states)
    {
        double[] product = [.. Enumerable.Range(0, states * states).Select(entry => entry / states == entry % states ? 1.0 : 0.0)];
        foreach (ElementaryMove move in moves)
        {
            for (int row = 0; row < states; row++)
            {
                double leaving = product[(row * states) + move.From] * move.Probability;
                product[(row * states) + move.From] -= leaving;
                product[(row * states) + move.To] += leaving;
            }
        }

        return product;
    }
}
