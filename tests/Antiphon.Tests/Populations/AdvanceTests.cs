using Antiphon.Numerics;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

/// <summary>The two ways to advance a lattice, and the register widths of the factored one.</summary>
public class AdvanceTests
{
    [Theory]
    [InlineData(2, 9, 8)]
    [InlineData(3, 17, 8)]
    [InlineData(2, 90, 3)]
    [InlineData(3, 80, 5)]
    [InlineData(3, 150, 1)]
    [InlineData(4, 30, 2)]
    [InlineData(5, 6, 16)]
    [InlineData(5, 16, 8)]
    [InlineData(5, 21, 5)]
    [InlineData(6, 9, 7)]
    public void Every_register_width_and_thread_count_gives_the_same_bits(int states, int agents, int stride)
    {
        CountLattice lattice = new(states, agents);
        LatticeRows rows = new(lattice);
        var random = new SmallRandom(60);
        MoveFactorization factors = MoveFactorization.TryFactor(LazyKernel(random, states), states, agents)!;
        double[] function = random.Values(lattice.Size * stride);
        double[]? forward = null;
        double[]? adjoint = null;
        foreach (int threads in new[] { 1, 2 })
        {
            using Workers workers = new(threads);
            foreach (int width in new[] { 1, 2, 4, 8 })
            {
                FactoredAdvance advance = new(lattice, rows, factors, stride, workers, width: width);
                (FunctionBuffer up, FunctionBuffer down) = (
                    BoundPopulation.Buffer(new double[function.Length]),
                    BoundPopulation.Buffer(new double[function.Length])
                );
                advance.Apply(BoundPopulation.Buffer(function), up);
                advance.ApplyAdjoint(BoundPopulation.Buffer(function), down);
                forward ??= up.Span.ToArray();
                adjoint ??= down.Span.ToArray();
                Assert.True(forward.AsSpan().SequenceEqual(up.Span), $"width {width}, {threads} threads");
                Assert.True(adjoint.AsSpan().SequenceEqual(down.Span), $"adjoint, width {width}, {threads} threads");
            }
        }
    }

    [Theory]
    [InlineData(2, 40, 1)]
    [InlineData(2, 40, 5)]
    [InlineData(4, 13, 5)]
    [InlineData(5, 8, 5)]
    [InlineData(6, 5, 9)]
    public void Every_shape_of_rows_gives_what_the_dense_matrix_gives(int states, int agents, int channels) =>
        CompareWithDense(states, agents, channels);

    [Theory]
    [InlineData(3, 66, 2)]
    [InlineData(3, 70, 3)]
    [Trait("Tier", "full")]
    public void Rows_of_more_than_one_task_give_it_too(int states, int agents, int channels) => CompareWithDense(states, agents, channels);

    private static void CompareWithDense(int states, int agents, int channels)
    {
        // The dense matrix is built by convolution and knows nothing of moves, rows or registers. 66 and 70 agents in three states have
        // rows of more than one task.
        CountLattice lattice = new(states, agents);
        var random = new SmallRandom(65);
        using Workers workers = new(2);
        double[] kernel = LazyKernel(random, states);
        MoveFactorization factors = MoveFactorization.TryFactor(kernel, states, agents)!;
        var fast = new FactoredAdvance(lattice, new LatticeRows(lattice), factors, channels, workers);
        var dense = DenseAdvance.Create(lattice, kernel, channels);
        FunctionBuffer function = BoundPopulation.Buffer(random.Values(lattice.Size * channels));
        (FunctionBuffer expected, FunctionBuffer actual) = (
            BoundPopulation.Buffer(new double[function.Length]),
            BoundPopulation.Buffer(new double[function.Length])
        );
        dense.Apply(function, expected);
        fast.Apply(function, actual);
        ExactPopulationTests.AssertClose(expected.Span.ToArray(), actual.Span.ToArray(), 1e-12);
        dense.ApplyAdjoint(BoundPopulation.Buffer(function.Span.ToArray()), expected);
        fast.ApplyAdjoint(function, actual);
        ExactPopulationTests.AssertClose(expected.Span.ToArray(), actual.Span.ToArray(), 1e-12);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 5)]
    [InlineData(3, 4)]
    [InlineData(4, 3)]
    public void The_dense_fallback_is_the_mean_over_all_next_tuples(int states, int agents)
    {
        var random = new SmallRandom(61);
        CountLattice lattice = new(states, agents);
        double[] kernel = random.Kernel(states);
        var dense = DenseAdvance.Create(lattice, kernel, 2);
        double[] function = random.Values(lattice.Size * 2);
        (FunctionBuffer up, FunctionBuffer down) = (
            BoundPopulation.Buffer(new double[function.Length]),
            BoundPopulation.Buffer(new double[function.Length])
        );
        dense.Apply(BoundPopulation.Buffer(function), up);
        dense.ApplyAdjoint(BoundPopulation.Buffer(function), down);
        for (int channel = 0; channel < 2; channel++)
        {
            ExactPopulationTests.AssertClose(
                PopulationTwin.Advance(kernel, states, agents, Channel(function, channel)),
                Channel(up.Span.ToArray(), channel),
                1e-13
            );
            ExactPopulationTests.AssertClose(
                PopulationTwin.Push(kernel, states, agents, Channel(function, channel)),
                Channel(down.Span.ToArray(), channel),
                1e-13
            );
        }
        Assert.NotEmpty(dense.Notice);
    }

    [Fact]
    public void The_factored_and_the_dense_way_agree_on_a_lattice_too_large_to_list()
    {
        // 7 agents have 78,125 ordered next tuples from each of 330 count vectors; the dense matrix is built by convolution and knows
        // nothing of moves.
        CountLattice lattice = new(5, 7);
        var random = new SmallRandom(62);
        using Workers workers = new(2);
        for (int trial = 0; trial < 5; trial++)
        {
            double[] kernel = trial == 0 ? LazyKernel(random, 5) : random.Kernel(5);
            if (MoveFactorization.TryFactor(kernel, 5, 7) is not { } factors)
            {
                continue;
            }
            double[] function = random.Values(lattice.Size * 8);
            (FunctionBuffer fast, FunctionBuffer slow) = (
                BoundPopulation.Buffer(new double[function.Length]),
                BoundPopulation.Buffer(new double[function.Length])
            );
            new FactoredAdvance(lattice, new LatticeRows(lattice), factors, 8, workers).Apply(BoundPopulation.Buffer(function), fast);
            DenseAdvance.Create(lattice, kernel, 8).Apply(BoundPopulation.Buffer(function), slow);
            ExactPopulationTests.AssertClose(slow.Span.ToArray(), fast.Span.ToArray(), 1e-14 * factors.Amplification + 1e-13);
        }
    }

    [Fact]
    public void A_kernel_without_moves_on_a_lattice_too_large_for_a_matrix_is_refused_in_words()
    {
        var random = new SmallRandom(63);
        double[] kernel = Enumerable
            .Range(0, 50)
            .Select(_ => random.Kernel(5))
            .First(kernel => MoveFactorization.TryFactor(kernel, 5, 40) is null);
        CountLattice lattice = new(5, 40);
        using Workers workers = new(1);
        InvalidInputException error = Assert.Throws<InvalidInputException>(() =>
            Advance.Create(lattice, new LatticeRows(lattice), kernel, 8, workers)
        );
        Assert.Contains("at most", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Tier", "full")]
    public void Fifty_agents_in_five_states_keep_constants_means_and_second_moments()
    {
        CountLattice lattice = new(5, 50);
        double[] kernel = LazyKernel(new SmallRandom(64), 5);
        using Workers workers = new(2);
        var advance = Advance.Create(lattice, new LatticeRows(lattice), kernel, 4, workers);
        Assert.IsType<FactoredAdvance>(advance);
        int[] counts = new int[5];
        double[] function = new double[lattice.Size * 4];
        for (int rank = 0; rank < lattice.Size; rank++)
        {
            lattice.Unrank(rank, counts);
            (function[4 * rank], function[4 * rank + 1], function[4 * rank + 2]) = (1, counts[2], (double)counts[2] * counts[2]);
        }
        FunctionBuffer result = BoundPopulation.Buffer(new double[function.Length]);
        advance.Apply(BoundPopulation.Buffer(function), result);
        for (int rank = 0; rank < lattice.Size; rank += 101)
        {
            // c_2' is a sum of independent Bernoulli draws: mean m = sum_x c_x M[x, 2], variance sum_x c_x M[x, 2] (1 - M[x, 2]).
            lattice.Unrank(rank, counts);
            double mean = Enumerable.Range(0, 5).Sum(x => counts[x] * kernel[x * 5 + 2]);
            double variance = Enumerable.Range(0, 5).Sum(x => counts[x] * kernel[x * 5 + 2] * (1 - kernel[x * 5 + 2]));
            Assert.Equal(1, result.Span[4 * rank], 1e-12);
            Assert.Equal(mean, result.Span[4 * rank + 1], 1e-11);
            Assert.Equal(mean * mean + variance, result.Span[4 * rank + 2], 1e-9);
        }
    }

    /// <summary>Most agents stay, the others spread nearly evenly: factored by averages alone.</summary>
    private static double[] LazyKernel(SmallRandom random, int states) =>
        [
            .. Enumerable
                .Range(0, states)
                .SelectMany(x =>
                {
                    double[] row = random.Values(states, 0.9, 1.1);
                    row[x] += 5 * states;
                    return row.Select(weight => weight / row.Sum());
                }),
        ];

    private static double[] Channel(double[] values, int channel) => [.. values.Where((_, place) => place % 2 == channel)];
}
