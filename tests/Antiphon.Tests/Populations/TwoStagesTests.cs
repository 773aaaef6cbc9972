using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

/// <summary>A kernel as a product of two, in each of which agents of some states stay where they are.</summary>
public class TwoStagesTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(9)]
    public void A_lazy_kernel_is_a_product_of_two_kernels_that_move_agents_of_some_states_only(int states)
    {
        var random = new SmallRandom(90);
        for (int trial = 0; trial < 20; trial++)
        {
            double[] kernel = LazyKernel(random, states);
            (double[,] First, double[,] Last)? split = TwoStages.TrySplit(kernel, states);
            Assert.NotNull(split);
            (double[,] first, double[,] last) = split.Value;
            for (int x = 0; x < states; x++)
            {
                for (int y = 0; y < states; y++)
                {
                    double product = Enumerable.Range(0, states).Sum(between => first[x, between] * last[between, y]);
                    Assert.Equal(kernel[(x * states) + y], product, 1e-15);
                    Assert.True(first[x, y] >= 0 && last[x, y] >= 0);
                    double stays = x == y ? 1 : 0;
                    Assert.Equal(stays, x < states - 2 ? first[x, y] : last[x, y]);
                }
            }
        }
    }

    [Fact]
    public void A_kernel_whose_front_is_singular_is_not_split()
    {
        double[] swap = [.. Enumerable.Range(0, 16).Select(entry => (entry / 4) + (entry % 4) == 3 ? 1.0 : 0.0)];
        Assert.Null(TwoStages.TrySplit(swap, 4));
    }

    [Fact]
    public void A_kernel_that_would_need_negative_entries_is_not_split()
    {
        // Agents of state 2 would have to go to state 0 and back: (2/3, -1/3) (0.6 0.3; 0.3 0.6) = (0.3, 0).
        double[] kernel = [0.6, 0.3, 0.05, 0.05, 0.3, 0.6, 0.05, 0.05, 0.3, 0, 0.7, 0, 0, 0, 0, 1];
        Assert.Null(TwoStages.TrySplit(kernel, 4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fewer_than_four_states_need_more_orders_anyway(int states) =>
        Assert.Null(TwoStages.TrySplit(LazyKernel(new SmallRandom(91), states), states));

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void The_moves_of_a_lazy_kernel_end_in_the_natural_order_of_states(int states)
    {
        MoveFactorization factors = MoveFactorization.TryFactor(LazyKernel(new SmallRandom(92), states), states, 20)!;
        var schedule = MoveSchedule.Create(factors.Moves, states);
        Assert.Equal(2, schedule.Stages.Length);
        Assert.Equal(Enumerable.Range(0, states), schedule.Stages[1].Order);
    }

    // Most stay, the others spread nearly evenly.
    private static double[] LazyKernel(SmallRandom random, int states) =>
        [
            .. Enumerable
                .Range(0, states)
                .SelectMany(x =>
                {
                    double[] leaks = random.Values(states, 0.9, 1.1);
                    return leaks.Select((leak, y) => (0.1 * leak / leaks.Sum()) + (x == y ? 0.9 : 0));
                }),
        ];
}
