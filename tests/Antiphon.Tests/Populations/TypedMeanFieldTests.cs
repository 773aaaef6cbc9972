using Antiphon.Games;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

/// <summary>
/// The mean field of several types: a product of lattices of one resolution, on which the make-up of every type moves by its own kernel.
/// </summary>
public class TypedMeanFieldTests
{
    [Theory]
    [InlineData(new[] { 2, 2 }, 5)]
    [InlineData(new[] { 3, 2 }, 4)]
    [InlineData(new[] { 1, 3 }, 4)]
    [InlineData(new[] { 2, 2, 2 }, 3)]
    public void Advancing_interpolates_at_the_moved_make_up_of_all_types_together(int[] states, int resolution)
    {
        (CooperativeGame game, LocalKernels kernels, MeanFieldPopulation model) = Create(states, resolution);
        var random = new SmallRandom(51);
        (double[] function, double[] measure) = (Channels.Random(model, random), Channels.Random(model, random));
        using BoundPopulation population = new(model, kernels);
        (double[] advanced, double[] pushed) = (population.Advance(1, function), population.Push(1, measure));
        Assert.Equal(Channels.Dot(measure, advanced), Channels.Dot(pushed, function), 1e-12);
        double[] kernel = kernels.Transition(1).ToArray();
        for (int channel = 0; channel < game.GlobalStates; channel++)
        {
            double[] values = Channels.Of(model, function, channel);
            double[] expected = [.. Enumerable.Range(0, model.Nodes).Select(node => Interpolate(model, values, node, kernel))];
            ExactPopulationTests.AssertClose(expected, Channels.Of(model, advanced, channel), 1e-8);
        }
    }

    [Fact]
    public void Affine_functions_are_advanced_exactly()
    {
        (CooperativeGame game, LocalKernels kernels, MeanFieldPopulation model) = Create([3, 3], 3);
        double[] slope = new SmallRandom(52).Values(game.LocalStates);
        double[] kernel = kernels.Transition(0).ToArray();
        using BoundPopulation population = new(model, kernels);
        double[] result = population.Advance(
            0,
            Channels.Filled(model, (fractions, globalState) => globalState + Channels.Dot(slope, fractions))
        );
        double[] Moved(double[] fractions) =>
            [
                .. Enumerable
                    .Range(0, fractions.Length)
                    .Select(y => Enumerable.Range(0, fractions.Length).Sum(x => fractions[x] * kernel[(x * fractions.Length) + y])),
            ];
        ExactPopulationTests.AssertClose(
            Channels.Filled(model, (fractions, globalState) => globalState + Channels.Dot(slope, Moved(fractions))),
            result,
            1e-12
        );
    }

    [Theory]
    [InlineData(new[] { 2, 2 }, 4)]
    [InlineData(new[] { 3, 2 }, 3)]
    public void The_derivative_by_a_move_is_the_finite_difference_of_the_interpolated_value(int[] states, int resolution)
    {
        (CooperativeGame game, LocalKernels kernels, MeanFieldPopulation model) = Create(states, resolution);
        var random = new SmallRandom(53);
        (double[] function, double[] weight) = (Channels.Random(model, random), Channels.Random(model, random));
        using BoundPopulation population = new(model, kernels);
        double[] derivative = population.MoveDerivative(0, function, weight);
        double[] kernel = kernels.Transition(0).ToArray();
        int size = game.LocalStates;
        foreach (AgentType type in game.Types)
        {
            for (int x = type.First; x < type.End; x++)
            {
                for (int y = type.First + 1; y < type.End; y++)
                {
                    // Rows stay stochastic: what y gains the type's first state loses.
                    double[] direction = new double[kernel.Length];
                    (direction[(x * size) + y], direction[(x * size) + type.First]) = (1, -1);
                    double slope = FiniteDifference.Along(
                        entries => Weighted(model, function, weight, entries),
                        kernel,
                        direction,
                        step: 1e-7
                    );
                    Assert.Equal(slope, derivative[(x * size) + y] - derivative[(x * size) + type.First], 1e-5);
                }
            }
        }
    }

    [Theory]
    [InlineData(null, 0.5, 4)]
    [InlineData(8L, 0.5, 4)]
    [InlineData(8L, 0.75, 8)]
    public void Observations_are_drawn_from_each_type_by_its_own_make_up(long? agents, double share, int observed)
    {
        // Resolution 2 divides the agents of each type, 4 and 4 or 6 and 2: hypergeometric. Without a number of agents: multinomial.
        CooperativeGame game = new RandomTypedGame(50)
        {
            States = [2, 3],
            Shares = [share, 1 - share],
            Agents = 8,
        }.Create();
        MeanFieldPopulation model = new(game, 2, agents);
        var seen = CountLattice.Of(game, observed);
        double[] function = new SmallRandom(54).Values(seen.Size);
        FunctionBuffer atNodes = BoundPopulation.Buffer(new double[model.Nodes]);
        model.Observations(seen).Expect(BoundPopulation.Buffer(function), atNodes, 1);
        int[] counts = new int[game.LocalStates];
        for (int node = 0; node < model.Nodes; node++)
        {
            model.Lattice.Unrank(node, counts);
            (IEnumerable<(int[] Observation, double Probability)> first, IEnumerable<(int[] Observation, double Probability)> second) = (
                Law(counts[..2], agents is null ? null : (int)(8 * share), (int)(observed * share)),
                Law(counts[2..], agents is null ? null : 8 - (int)(8 * share), observed - (int)(observed * share))
            );
            double expected = 0.0;
            foreach ((int[] one, double p) in first)
            {
                foreach ((int[] two, double q) in second)
                {
                    expected += p * q * function[seen.Rank([.. one, .. two])];
                }
            }

            Assert.Equal(expected, atNodes.Span[node], 1e-12);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.5)]
    public void The_start_law_has_the_means_of_every_type(double? dirichlet)
    {
        CooperativeGame game = new RandomTypedGame(55)
        {
            States = [2, 3],
            Shares = [0.25, 0.75],
            Agents = 8,
            Dirichlet = dirichlet,
        }.Create();
        MeanFieldPopulation model = new(game, 4);
        double[] law = new double[model.Nodes * model.Stride];
        model.WriteInitialLaw(law);
        Assert.Equal(1, law.Sum(), 1e-9);
        double[] means = new double[game.LocalStates];
        for (int node = 0; node < model.Nodes; node++)
        {
            (double mass, double[] fractions) = (
                law.AsSpan(node * model.Stride, model.Stride).ToArray().Sum(),
                Channels.Fractions(model, node)
            );
            for (int state = 0; state < means.Length; state++)
            {
                means[state] += mass * fractions[state];
            }
        }

        for (int state = 0; state < means.Length; state++)
        {
            AgentType type = game.Types[game.Types.Of(state)];
            LocalInitialLaw own = ((TypedLocalLaw)game.Initial.Local).Types[game.Types.Of(state)];
            double probability = own is IndependentLocalLaw independent
                ? independent.Probabilities[state - type.First]
                : 1.0 / type.States;
            Assert.Equal(type.Share * probability, means[state], 1e-9);
        }
    }

    [Fact]
    public void A_resolution_that_does_not_fit_is_refused_with_the_finest_that_does() =>
        Assert.Contains(
            "use a resolution of at most 12",
            Assert.Throws<DoesNotFitException>(() => new MeanFieldPopulation(BuiltInGames.Get("mixed-fleet"), 40)).Message,
            StringComparison.Ordinal
        );

    private static (CooperativeGame Game, LocalKernels Kernels, MeanFieldPopulation Model) Create(int[] states, int resolution)
    {
        CooperativeGame game = new RandomTypedGame(50) { States = states, Agents = 12 }.Create();
        return (game, new LocalKernels(game, Tables.RandomLocal(game, new SmallRandom(56))), new MeanFieldPopulation(game, resolution));
    }

    private static double Weighted(MeanFieldPopulation model, double[] function, double[] weight, double[] kernel) =>
        Enumerable
            .Range(0, model.Game.GlobalStates)
            .Sum(channel =>
            {
                (double[] values, double[] weights) = (Channels.Of(model, function, channel), Channels.Of(model, weight, channel));
                return Enumerable.Range(0, model.Nodes).Sum(node => weights[node] * Interpolate(model, values, node, kernel));
            });

    private static double Interpolate(MeanFieldPopulation model, double[] values, int node, double[] kernel)
    {
        int states = model.Lattice.States;
        int[] counts = new int[states];
        model.Lattice.Unrank(node, counts);
        double[][] blocks = model
            .Lattice.Blocks.Select(block =>
                Enumerable
                    .Range(block.First, block.States)
                    .Select(y =>
                        Enumerable.Range(block.First, block.States).Sum(x => (double)counts[x] / block.Agents * kernel[(x * states) + y])
                    )
                    .ToArray()
            )
            .ToArray();
        return KuhnTwin.Weights(blocks, model.Lattice.Blocks[0].Agents).Sum(pair => pair.Weight * values[model.Lattice.Rank(pair.Counts)]);
    }

    // The observation law at some of the agents of one type, of which counts / 2 are in each state.
    private static IEnumerable<(int[] Observation, double Probability)> Law(int[] counts, int? agents, int observed)
    {
        double[] fractions = [.. counts.Select(count => count / 2.0)];
        int[][] vectors = Counting.Vectors(counts.Length, observed);
        if (agents is not { } all)
        {
            return vectors.Zip(PopulationTwin.IndependentObservations(fractions, observed));
        }

        double[,] law = PopulationTwin.SubsetObservations(counts.Length, all, observed);
        int here = Counting.IndexOf(Counting.Vectors(counts.Length, all), [.. counts.Select(count => all / 2 * count)]);
        return vectors.Select((observation, index) => (observation, law[here, index]));
    }
}
