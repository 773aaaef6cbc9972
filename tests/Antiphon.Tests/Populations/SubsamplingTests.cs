using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

/// <summary>Functions of few agents and of many: the expectation over a uniform subsample, and the closest function back.</summary>
public class SubsamplingTests
{
    [Theory]
    [InlineData(1, 6, 2, 3)]
    [InlineData(2, 6, 3, 1)]
    [InlineData(3, 5, 2, 2)]
    [InlineData(3, 5, 5, 3)]
    [InlineData(4, 5, 3, 5)]
    [InlineData(4, 9, 4, 5)]
    [InlineData(5, 4, 2, 8)]
    [InlineData(3, 6, 4, 11)]
    public void The_law_is_that_of_all_subsets(int states, int agents, int few, int channels)
    {
        using Workers workers = new(2);
        SubsampleLaw law = new(new CountLattice(states, few), new CountLattice(states, agents), workers);
        double[,] subsets = PopulationTwin.SubsetObservations(states, agents, few);
        (int nodes, int vectors) = (subsets.GetLength(0), subsets.GetLength(1));
        (double[] function, double[] measure) = (
            new SmallRandom(1).Values(vectors * channels),
            new SmallRandom(2).Values(nodes * channels)
        );
        (FunctionBuffer raised, FunctionBuffer lowered) = (Rubbish(nodes * channels), Rubbish(vectors * channels));
        law.Expect(BoundPopulation.Buffer(function), raised, channels);
        law.Adjoint(BoundPopulation.Buffer(measure), lowered, channels);
        for (int channel = 0; channel < channels; channel++)
        {
            for (int node = 0; node < nodes; node++)
            {
                double expected = Enumerable.Range(0, vectors).Sum(c => subsets[node, c] * function[(c * channels) + channel]);
                Assert.Equal(expected, raised.Span[(node * channels) + channel], 1e-13);
            }

            for (int vector = 0; vector < vectors; vector++)
            {
                double expected = Enumerable.Range(0, nodes).Sum(node => subsets[node, vector] * measure[(node * channels) + channel]);
                Assert.Equal(expected, lowered.Span[(vector * channels) + channel], 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(3, 40, 6, 5)]
    [InlineData(4, 15, 5, 3)]
    [InlineData(3, 20, 4, 70)]
    public void The_number_of_threads_does_not_change_a_bit(int states, int agents, int few, int channels)
    {
        (CountLattice small, CountLattice large) = (new CountLattice(states, few), new CountLattice(states, agents));
        FunctionBuffer function = BoundPopulation.Buffer(new SmallRandom(3).Values(small.Size * channels));
        FunctionBuffer measure = BoundPopulation.Buffer(new SmallRandom(4).Values(large.Size * channels));
        List<(double[] Raised, double[] Lowered)> found = [];
        foreach (int threads in new[] { 1, 2 })
        {
            using Workers workers = new(threads);
            (FunctionBuffer raised, FunctionBuffer lowered) = (Rubbish(measure.Length), Rubbish(function.Length));
            SubsampleLaw law = new(small, large, workers);
            law.Expect(function, raised, channels);
            law.Adjoint(measure, lowered, channels);
            found.Add((raised.Span.ToArray(), lowered.Span.ToArray()));
        }

        Assert.Equal(found[0].Raised, found[1].Raised);
        Assert.Equal(found[0].Lowered, found[1].Lowered);
    }

    [Theory]
    [InlineData(2, 30, 6)]
    [InlineData(3, 20, 7)]
    [InlineData(4, 10, 5)]
    [InlineData(5, 12, 4)]
    [InlineData(3, 8, 8)]
    public void Restricting_what_was_prolonged_gives_it_back(int states, int agents, int few) =>
        AssertInverse(new CountLattice(states, few), new CountLattice(states, agents));

    [Theory]
    [InlineData(new[] { 2, 3 }, 12, 5)]
    [InlineData(new[] { 1, 3 }, 10, 4)]
    [InlineData(new[] { 2, 2, 2 }, 9, 6)]
    public void It_does_so_with_types_of_agents(int[] states, int agents, int few)
    {
        CooperativeGame game = new RandomTypedGame(5) { States = states, Agents = agents }.Create();
        AssertInverse(CountLattice.Of(game, few), CountLattice.Of(game, agents));
    }

    [Fact]
    public void A_residual_that_is_left_by_restriction_is_orthogonal_to_what_can_be_prolonged()
    {
        const int Channels = 2;
        (CountLattice few, CountLattice many) = (new CountLattice(3, 4), new CountLattice(3, 15));
        using Workers workers = new(1);
        Subsampling subsampling = new(few, many, workers);
        double[] function = new SmallRandom(6).Values(many.Size * Channels);
        (FunctionBuffer restricted, FunctionBuffer fitted) = (Rubbish(few.Size * Channels), Rubbish(function.Length));
        subsampling.Restrict(BoundPopulation.Buffer(function), restricted, Rubbish(restricted.Length), Channels);
        subsampling.Prolong(restricted, fitted, Channels);
        double[] left = [.. function.Select((value, place) => value - fitted.Span[place])];
        FunctionBuffer products = Rubbish(restricted.Length);
        new SubsampleLaw(few, many, workers).Adjoint(BoundPopulation.Buffer(left), products, Channels);
        Assert.All(products.Span.ToArray(), product => Assert.Equal(0, product, 1e-11));
    }

    /// <summary>T_k P = P T_d: a subsample of agents that move independently moves as if it were alone.</summary>
    [Theory]
    [InlineData(KernelShape.Lazy, 3, 9, 4)]
    [InlineData(KernelShape.Dense, 3, 7, 3)]
    [InlineData(KernelShape.Cyclic, 4, 6, 2)]
    [InlineData(KernelShape.Absorbing, 3, 8, 5)]
    public void Moving_and_prolonging_commute(KernelShape shape, int states, int agents, int few)
    {
        CooperativeGame game = new RandomGame(7)
        {
            Shape = shape,
            LocalStates = states,
            GlobalStates = 3,
            Agents = agents,
        }.Create();
        AssertCommutes(game, agents, few);
    }

    [Theory]
    [InlineData(new[] { 2, 3 }, 8, 4)]
    [InlineData(new[] { 2, 2, 2 }, 7, 5)]
    public void They_do_so_with_types_of_agents(int[] states, int agents, int few) =>
        AssertCommutes(new RandomTypedGame(8) { States = states, Agents = agents }.Create(), agents, few);

    private static void AssertCommutes(CooperativeGame game, int agents, int few)
    {
        LocalKernels kernels = new(game, Tables.RandomLocal(game, new SmallRandom(9)));
        (ExactPopulation many, ExactPopulation less) = (new ExactPopulation(game, agents), new ExactPopulation(game, few));
        using BoundPopulation large = new(many, kernels);
        using BoundPopulation small = new(less, kernels);
        using Workers workers = new(2);
        Subsampling subsampling = new(less.Lattice, many.Lattice, workers);
        double[] function = Channels.Random(less, new SmallRandom(10));
        (FunctionBuffer first, FunctionBuffer last) = (Rubbish(many.Nodes * many.Stride), Rubbish(many.Nodes * many.Stride));
        subsampling.Prolong(BoundPopulation.Buffer(function), first, many.Stride);
        subsampling.Prolong(BoundPopulation.Buffer(small.Advance(1, function)), last, many.Stride);
        ExactPopulationTests.AssertClose(last.Span.ToArray(), large.Advance(1, first.Span.ToArray()), 1e-12);
    }

    private static void AssertInverse(CountLattice few, CountLattice many)
    {
        const int Channels = 3;
        using Workers workers = new(2);
        Subsampling subsampling = new(few, many, workers);
        double[] function = new SmallRandom(11).Values(few.Size * Channels);
        (FunctionBuffer raised, FunctionBuffer back) = (Rubbish(many.Size * Channels), Rubbish(function.Length));
        subsampling.Prolong(BoundPopulation.Buffer(function), raised, Channels);
        subsampling.Restrict(raised, back, Rubbish(function.Length), Channels);
        ExactPopulationTests.AssertClose(function, back.Span.ToArray(), 1e-9);
    }

    // Operators must overwrite, not add.
    private static FunctionBuffer Rubbish(int length) => BoundPopulation.Buffer([.. Enumerable.Repeat(777.0, length)]);
}
