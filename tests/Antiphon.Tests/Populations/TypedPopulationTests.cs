using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

/// <summary>
/// Lattices that are products over types. The twins know nothing of types: they work on the lattice of all agents over all states, on
/// which typed vectors are closed.
/// </summary>
public class TypedPopulationTests
{
    public static TheoryData<int[], int> Cases() =>
        new()
        {
            { [2, 2], 4 },
            { [3, 2], 5 },
            { [1, 3], 4 },
            { [2, 1], 4 },
            { [1, 1], 3 },
            { [2, 2, 2], 4 },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ranks_follow_the_ascending_order_of_the_typed_vectors(int[] states, int agents)
    {
        var lattice = CountLattice.Of(new RandomTypedGame(20) { States = states, Agents = agents }.Create(), agents);
        int[][] vectors = Vectors(lattice);
        Assert.Equal(vectors.Length, lattice.Size);
        Assert.Equal(
            vectors.Length,
            LatticeSize.CountVectors(new RandomTypedGame(20) { States = states, Agents = agents }.Create(), agents)
        );
        (int[] counts, int[] walking) = (new int[lattice.States], new int[lattice.States]);
        lattice.WriteFirst(walking);
        for (int rank = 0; rank < vectors.Length; rank++)
        {
            lattice.Unrank(rank, counts);
            Assert.Equal(vectors[rank], counts);
            Assert.Equal(vectors[rank], walking);
            Assert.Equal(rank, lattice.Rank(vectors[rank]));
            Assert.Equal(rank < vectors.Length - 1, lattice.MoveNext(walking));
        }

        Assert.Equal(vectors[^1], walking);
    }

    /// <summary>C(14, 4) squared, against C(29, 9).</summary>
    [Fact]
    public void Two_types_of_ten_agents_in_five_states_have_a_million_vectors()
    {
        Assert.Equal(1_002_001, LatticeSize.CountVectors(BuiltInGames.Get("mixed-fleet"), 20));
        Assert.Equal(10_015_005, CountLattice.CountVectors(10, 20));
        Assert.Equal(0, LatticeSize.CountVectors(BuiltInGames.Get("mixed-fleet"), 1));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Advancing_and_pushing_are_those_of_the_undivided_lattice(int[] states, int agents)
    {
        CooperativeGame game = new RandomTypedGame(21)
        {
            States = states,
            Agents = agents,
            GlobalStates = 3,
        }.Create();
        LocalKernels kernels = new(game, Tables.RandomLocal(game, new SmallRandom(22)));
        ExactPopulation model = new(game, agents);
        double[] function = Channels.Random(model, new SmallRandom(23));
        using BoundPopulation population = new(model, kernels);
        (double[] advanced, double[] pushed) = (population.Advance(1, function), population.Push(1, function));
        for (int channel = 0; channel < 3; channel++)
        {
            double[] wide = Widened(model, Channels.Of(model, function, channel));
            double[] kernel = kernels.Transition(1).ToArray();
            ExactPopulationTests.AssertClose(
                Narrowed(model, PopulationTwin.Advance(kernel, game.LocalStates, agents, wide)),
                Channels.Of(model, advanced, channel),
                1e-13
            );
            ExactPopulationTests.AssertClose(
                Narrowed(model, PopulationTwin.Push(kernel, game.LocalStates, agents, wide)),
                Channels.Of(model, pushed, channel),
                1e-13
            );
        }

        Assert.Empty(population.Notice);
    }

    [Theory]
    [InlineData(new[] { 3, 5 }, 14, 2)]
    [InlineData(new[] { 4, 1, 3 }, 15, 1)]
    [InlineData(new[] { 2, 6 }, 11, 9)]
    public void Moves_give_what_dense_matrices_give_on_every_width_and_number_of_threads(int[] states, int agents, int channels)
    {
        CooperativeGame game = new RandomTypedGame(24) { States = states, Agents = agents }.Create();
        var lattice = CountLattice.Of(game, agents);
        double[] kernel = new LocalKernels(game, Tables.RandomLocal(game, new SmallRandom(25))).Transition(0).ToArray();
        var dense = new BlockwiseDenseAdvance(lattice, kernel, channels);
        double[] function = new SmallRandom(26).Values(lattice.Size * channels);
        (FunctionBuffer expected, FunctionBuffer transposed) = (
            BoundPopulation.Buffer(new double[function.Length]),
            BoundPopulation.Buffer(new double[function.Length])
        );
        dense.Apply(BoundPopulation.Buffer(function), expected);
        dense.ApplyAdjoint(BoundPopulation.Buffer(function), transposed);
        double[]? first = null;
        foreach ((int threads, int width) in new[] { (1, 1), (1, 8), (2, 2), (2, 4) })
        {
            using Workers workers = new(threads);
            FactoredAdvance fast = new(
                lattice,
                new LatticeRows(lattice),
                MoveFactorization.TryFactor(kernel, lattice)!,
                channels,
                workers,
                width: width
            );
            (FunctionBuffer up, FunctionBuffer down) = (
                BoundPopulation.Buffer(new double[function.Length]),
                BoundPopulation.Buffer(new double[function.Length])
            );
            fast.Apply(BoundPopulation.Buffer(function), up);
            fast.ApplyAdjoint(BoundPopulation.Buffer(function), down);
            ExactPopulationTests.AssertClose(expected.Span.ToArray(), up.Span.ToArray(), 1e-12);
            ExactPopulationTests.AssertClose(transposed.Span.ToArray(), down.Span.ToArray(), 1e-12);
            first ??= up.Span.ToArray();
            Assert.True(first.AsSpan().SequenceEqual(up.Span), $"width {width}, {threads} threads");
        }
    }

    [Theory]
    [InlineData(new[] { 5, 5 }, 12, 5)]
    [Trait("Tier", "full")]
    public void Moves_of_two_types_of_five_states_give_it_too(int[] states, int agents, int channels) =>
        Moves_give_what_dense_matrices_give_on_every_width_and_number_of_threads(states, agents, channels);

    [Fact]
    public void Relabelled_blocks_give_what_dense_matrices_give()
    {
        // Both types turn: the diagonal is weak and states are renamed before or after the moves.
        double[] kernel = new double[25];
        foreach (
            (int x, int y, double p) in new[]
            {
                (0, 1, 0.9),
                (0, 0, 0.1),
                (1, 0, 0.8),
                (1, 1, 0.2),
                (2, 3, 0.9),
                (2, 2, 0.1),
                (3, 4, 0.9),
                (3, 3, 0.1),
                (4, 2, 0.9),
                (4, 4, 0.1),
            }
        )
        {
            kernel[(x * 5) + y] = p;
        }

        CountLattice lattice = new([new CountBlock(0, 2, 5), new CountBlock(2, 3, 6)]);
        MoveFactorization factors = MoveFactorization.TryFactor(kernel, lattice)!;
        Assert.NotEqual(Enumerable.Range(0, 5), factors.Relabelling);
        using Workers workers = new(1);
        double[] function = new SmallRandom(27).Values(lattice.Size * 3);
        (FunctionBuffer slow, FunctionBuffer fast) = (
            BoundPopulation.Buffer(new double[function.Length]),
            BoundPopulation.Buffer(new double[function.Length])
        );
        new BlockwiseDenseAdvance(lattice, kernel, 3).Apply(BoundPopulation.Buffer(function), slow);
        new FactoredAdvance(lattice, new LatticeRows(lattice), factors, 3, workers).Apply(BoundPopulation.Buffer(function), fast);
        ExactPopulationTests.AssertClose(slow.Span.ToArray(), fast.Span.ToArray(), 1e-12);
    }

    [Theory]
    [InlineData(new[] { 2, 2 }, 3)]
    [InlineData(new[] { 3, 2 }, 3)]
    [InlineData(new[] { 1, 2 }, 4)]
    public void The_derivative_by_a_move_is_the_finite_difference(int[] states, int agents)
    {
        CooperativeGame game = new RandomTypedGame(28) { States = states, Agents = agents }.Create();
        LocalKernels kernels = new(game, Tables.RandomLocal(game, new SmallRandom(29)));
        ExactPopulation model = new(game, agents);
        var random = new SmallRandom(30);
        (double[] function, double[] weight) = (Channels.Random(model, random), Channels.Random(model, random));
        using BoundPopulation population = new(model, kernels);
        double[] derivative = population.MoveDerivative(1, function, weight);
        double[] kernel = kernels.Transition(1).ToArray();
        for (int x = 0; x < game.LocalStates; x++)
        {
            for (int y = 0; y < game.LocalStates; y++)
            {
                if (game.Types.Of(x) != game.Types.Of(y))
                {
                    Assert.Equal(0, derivative[(x * game.LocalStates) + y]);
                    continue;
                }

                double[] direction = new double[kernel.Length];
                direction[(x * game.LocalStates) + y] = 1;
                double slope = FiniteDifference.Along(
                    entries =>
                        Enumerable
                            .Range(0, game.GlobalStates)
                            .Sum(channel =>
                                Channels.Dot(
                                    Channels.Of(model, weight, channel),
                                    Narrowed(
                                        model,
                                        PopulationTwin.Advance(
                                            entries,
                                            game.LocalStates,
                                            agents,
                                            Widened(model, Channels.Of(model, function, channel))
                                        )
                                    )
                                )
                            ),
                    kernel,
                    direction
                );
                Assert.Equal(slope, derivative[(x * game.LocalStates) + y], 1e-8);
            }
        }
    }

    [Theory]
    [InlineData(new[] { 2, 2 }, 4, 2)]
    [InlineData(new[] { 2, 3 }, 5, 3)]
    [InlineData(new[] { 1, 3 }, 4, 2)]
    [InlineData(new[] { 2, 2, 2 }, 5, 4)]
    [InlineData(new[] { 2, 2 }, 4, 4)]
    public void Stratified_observations_are_subsets_of_each_type(int[] states, int agents, int observations)
    {
        CooperativeGame game = new RandomTypedGame(31) { States = states, Agents = agents }.Create();
        (CountLattice lattice, CountLattice seen) = (CountLattice.Of(game, agents), CountLattice.Of(game, observations));
        ObservationLaw law = new ExactPopulation(game, agents).Observations(seen);
        double[] function = new SmallRandom(32).Values(seen.Size * 2);
        double[] weight = new SmallRandom(33).Values(lattice.Size * 2);
        (FunctionBuffer expected, FunctionBuffer actual) = (
            BoundPopulation.Buffer(new double[weight.Length]),
            BoundPopulation.Buffer(new double[weight.Length])
        );
        (FunctionBuffer pushed, FunctionBuffer back) = (
            BoundPopulation.Buffer(new double[function.Length]),
            BoundPopulation.Buffer(new double[function.Length])
        );
        law.Expect(BoundPopulation.Buffer(function), actual, 2);
        law.Adjoint(BoundPopulation.Buffer(weight), back, 2);
        foreach ((int node, int observation, double probability) in Subsets(lattice, seen, agents))
        {
            for (int channel = 0; channel < 2; channel++)
            {
                expected.Span[(node * 2) + channel] += probability * function[(observation * 2) + channel];
                pushed.Span[(observation * 2) + channel] += probability * weight[(node * 2) + channel];
            }
        }

        ExactPopulationTests.AssertClose(expected.Span.ToArray(), actual.Span.ToArray(), 1e-13);
        ExactPopulationTests.AssertClose(pushed.Span.ToArray(), back.Span.ToArray(), 1e-13);
    }

    [Fact]
    public void Fractions_weigh_types_by_the_shares_of_the_game_not_of_the_observation()
    {
        // n = 8: six and two agents. k = 3: two and one, so that an agent of the first type stands for 6/8 / 2 and one of the second for
        // 2/8.
        CooperativeGame game = new RandomTypedGame(34) { Shares = [0.75, 0.25], Agents = 8 }.Create();
        ExactPopulation model = new(game, 3);
        Assert.Equal([2, 1], model.Lattice.Blocks.Select(block => block.Agents));
        Assert.Equal([0.375, 0.375, 0, 0.25], Channels.Fractions(model, model.Lattice.Rank([1, 1, 0, 1])));
    }

    // All typed count vectors in ascending order, out of all count vectors.
    private static int[][] Vectors(CountLattice lattice) =>
        [
            .. Counting
                .Vectors(lattice.States, lattice.Agents)
                .Where(vector => lattice.Blocks.All(block => vector[block.First..block.End].Sum() == block.Agents)),
        ];

    private static double[] Widened(PopulationModel model, double[] function)
    {
        Dictionary<string, int> all = Counting.Index(Counting.Vectors(model.Lattice.States, model.Lattice.Agents));
        double[] wide = new double[all.Count];
        foreach ((int[] vector, int rank) in Vectors(model.Lattice).Select((vector, rank) => (vector, rank)))
        {
            wide[all[Counting.Key(vector)]] = function[rank];
        }

        return wide;
    }

    private static double[] Narrowed(PopulationModel model, double[] wide)
    {
        Dictionary<string, int> all = Counting.Index(Counting.Vectors(model.Lattice.States, model.Lattice.Agents));
        return [.. Vectors(model.Lattice).Select(vector => wide[all[Counting.Key(vector)]])];
    }

    private static IEnumerable<(int Node, int Observation, double Probability)> Subsets(
        CountLattice lattice,
        CountLattice seen,
        int agents
    )
    {
        int[][] vectors = Vectors(lattice);
        for (int node = 0; node < vectors.Length; node++)
        {
            int[] tuple = Counting.TupleOf(vectors[node]);
            int[][] observations = Counting
                .Subsets(agents, seen.Agents)
                .Select(subset => Counting.CountsOf(lattice.States, subset.Select(i => tuple[i])))
                .Where(observation => seen.Blocks.All(block => observation[block.First..block.End].Sum() == block.Agents))
                .ToArray();
            foreach (int[]? observation in observations)
            {
                yield return (node, seen.Rank(observation), 1.0 / observations.Length);
            }
        }
    }
}
