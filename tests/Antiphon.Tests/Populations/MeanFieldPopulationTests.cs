using Antiphon.Games;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

public class MeanFieldPopulationTests
{
    // Three global states stand in four places: the fourth holds nothing either.
    [Fact]
    public void A_start_law_replaces_all_that_stood_in_its_place()
    {
        CooperativeGame game = new RandomGame(39) { GlobalStates = 3, Agents = 4 }.Create();
        foreach (PopulationModel model in new PopulationModel[] { new MeanFieldPopulation(game, 5, null), new ExactPopulation(game, 4) })
        {
            (double[] fresh, double[] used) = (new double[model.Nodes * model.Stride], new double[model.Nodes * model.Stride]);
            Array.Fill(used, 7);
            model.WriteInitialLaw(fresh);
            model.WriteInitialLaw(used);
            Assert.Equal(fresh, used);
            Assert.Equal(1, used.Sum(), 1e-12);
        }
    }

    [Theory]
    [InlineData(KernelShape.Dense, 1, 3)]
    [InlineData(KernelShape.Dense, 2, 7)]
    [InlineData(KernelShape.Dense, 3, 5)]
    [InlineData(KernelShape.Dense, 5, 4)]
    [InlineData(KernelShape.Sparse, 4, 5)]
    [InlineData(KernelShape.Absorbing, 3, 6)]
    [InlineData(KernelShape.EqualRows, 4, 5)]
    [InlineData(KernelShape.Cyclic, 4, 5)]
    [InlineData(KernelShape.Deterministic, 4, 5)]
    public void Advancing_interpolates_at_the_moved_fractions(KernelShape shape, int states, int resolution)
    {
        CooperativeGame game = new RandomGame(40)
        {
            LocalStates = states,
            GlobalStates = 3,
            Shape = shape,
        }.Create();
        var random = new SmallRandom(41);
        foreach (double[]? local in new[] { Tables.RandomLocal(game, random), Tables.RandomDeterministicLocal(game, random) })
        {
            LocalKernels kernels = new(game, local);
            MeanFieldPopulation model = new(game, resolution, null);
            double[] function = Channels.Random(model, random);
            double[] measure = Channels.Random(model, random);
            using BoundPopulation population = new(model, kernels);
            double[] advanced = population.Advance(1, function);
            double[] pushed = population.Push(1, measure);
            Assert.Equal(Channels.Dot(measure, advanced), Channels.Dot(pushed, function), 1e-12);
            for (int channel = 0; channel < 3; channel++)
            {
                double[] values = Channels.Of(model, function, channel);
                double[] expected =
                [
                    .. Enumerable
                        .Range(0, model.Nodes)
                        .Select(node =>
                            KuhnTwin.Interpolate(
                                values,
                                Moved(Channels.Fractions(model, node), kernels.Transition(1).ToArray()),
                                resolution
                            )
                        ),
                ];
                // The library may treat a fractional part of 1e-12 as a kink or not: interpolation is continuous, so both agree to
                // rounding.
                ExactPopulationTests.AssertClose(expected, Channels.Of(model, advanced, channel), 1e-8);
            }
        }
    }

    [Theory]
    [InlineData(2, 9)]
    [InlineData(4, 5)]
    [InlineData(6, 3)]
    public void Affine_functions_are_advanced_exactly(int states, int resolution)
    {
        CooperativeGame game = new RandomGame(42) { LocalStates = states }.Create();
        var random = new SmallRandom(43);
        LocalKernels kernels = new(game, Tables.RandomLocal(game, random));
        MeanFieldPopulation model = new(game, resolution, null);
        double[] slope = random.Values(states);
        double[] kernel = kernels.Transition(0).ToArray();
        double[] function = Channels.Filled(model, (fractions, globalState) => 3 * globalState + Channels.Dot(slope, fractions));
        using BoundPopulation population = new(model, kernels);
        double[] result = population.Advance(0, function);
        ExactPopulationTests.AssertClose(
            Channels.Filled(model, (fractions, globalState) => 3 * globalState + Channels.Dot(slope, Moved(fractions, kernel))),
            result,
            1e-12
        );
    }

    [Fact]
    public void Advancing_is_an_average()
    {
        CooperativeGame game = new RandomGame(44) { LocalStates = 4 }.Create();
        MeanFieldPopulation model = new(game, 6, null);
        using BoundPopulation population = new(model, new LocalKernels(game, Tables.RandomLocal(game, new SmallRandom(45))));
        double[] one = Channels.Filled(model, (_, _) => 1);
        double[] result = population.Advance(0, one);
        ExactPopulationTests.AssertClose(one, result, 1e-13);

        // Positivity: the mass pushed from any single node is nowhere negative and sums to one.
        for (int node = 0; node < model.Nodes; node++)
        {
            double[] point = new double[one.Length];
            point[node * model.Stride] = 1;
            double[] pushed = population.Push(0, point);
            Assert.True(pushed.Min() >= 0);
            Assert.Equal(1, pushed.Sum(), 1e-13);
            Assert.True(pushed.Count(mass => mass > 0) <= 4);
        }
    }

    [Theory]
    [InlineData(2, 7)]
    [InlineData(3, 5)]
    [InlineData(5, 3)]
    public void The_derivative_by_a_move_is_the_finite_difference_along_the_simplex(int states, int resolution)
    {
        CooperativeGame game = new RandomGame(46) { LocalStates = states }.Create();
        var random = new SmallRandom(47);
        LocalKernels kernels = new(game, Tables.RandomLocal(game, random));
        MeanFieldPopulation model = new(game, resolution, null);
        double[] function = Channels.Random(model, random);
        double[] weight = Channels.Random(model, random);
        using BoundPopulation population = new(model, kernels);
        double[] derivative = population.MoveDerivative(1, function, weight);
        double[] kernel = kernels.Transition(1).ToArray();
        for (int x = 0; x < states; x++)
        {
            for (int y = 1; y < states; y++)
            {
                // Only moves of mass from one target to another keep the population on the simplex.
                double[] direction = new double[states * states];
                (direction[x * states], direction[x * states + y]) = (-1, 1);
                double expected = FiniteDifference.Along(
                    moved => Weighted(model, weight, function, moved, resolution),
                    kernel,
                    direction,
                    step: 1e-6
                );
                Assert.Equal(expected, derivative[x * states + y] - derivative[x * states], 1e-6);
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.3)]
    [InlineData(2.0)]
    public void A_start_law_has_mass_one_and_the_right_mean(double? dirichlet)
    {
        CooperativeGame game = new RandomGame(48) { LocalStates = 3, Dirichlet = dirichlet }.Create();
        MeanFieldPopulation model = new(game, 6, null);
        double[] start = new double[model.Nodes * model.Stride];
        model.WriteInitialLaw(start);
        Assert.Equal(1, start.Sum(), 1e-12);
        Assert.True(start.Min() >= 0);
        double[] expected = game.Initial.Local is IndependentLocalLaw law ? [.. law.Probabilities] : [1 / 3.0, 1 / 3.0, 1 / 3.0];
        // The draws are fixed and used in all cyclic shifts, and interpolation keeps means: exact for the symmetric law too.
        for (int state = 0; state < 3; state++)
        {
            double mean = Enumerable
                .Range(0, model.Nodes)
                .Sum(node =>
                    Channels.Fractions(model, node)[state]
                    * Enumerable.Range(0, model.Game.GlobalStates).Sum(g => start[node * model.Stride + g])
                );
            Assert.Equal(expected[state], mean, 1e-10);
        }
    }

    private static double Weighted(MeanFieldPopulation model, double[] weight, double[] function, double[] kernel, int resolution) =>
        Enumerable
            .Range(0, model.Game.GlobalStates)
            .Sum(channel =>
            {
                double[] values = Channels.Of(model, function, channel);
                double[] weights = Channels.Of(model, weight, channel);
                return Enumerable
                    .Range(0, model.Nodes)
                    .Sum(node => weights[node] * KuhnTwin.Interpolate(values, Moved(Channels.Fractions(model, node), kernel), resolution));
            });

    private static double[] Moved(double[] fractions, double[] kernel) =>
        [
            .. Enumerable
                .Range(0, fractions.Length)
                .Select(y => Enumerable.Range(0, fractions.Length).Sum(x => fractions[x] * kernel[x * fractions.Length + y])),
        ];
}
