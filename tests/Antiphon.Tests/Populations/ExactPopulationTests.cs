using Antiphon.Games;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

public class ExactPopulationTests
{
    public static TheoryData<KernelShape, int, int, int> Cases()
    {
        TheoryData<KernelShape, int, int, int> cases = [];
        foreach (KernelShape shape in Enum.GetValues<KernelShape>())
        {
            cases.Add(shape, 1, 3, 2);
            cases.Add(shape, 2, 5, 1);
            cases.Add(shape, 3, 4, 3);
            cases.Add(shape, 5, 3, 5);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Advancing_is_the_mean_over_all_next_tuples(KernelShape shape, int states, int agents, int globalStates)
    {
        foreach (double[] local in Policies(shape, states, agents, globalStates, out CooperativeGame? game))
        {
            LocalKernels kernels = new(game, local);
            ExactPopulation model = new(game, agents);
            double[] function = Channels.Random(model, new SmallRandom(17));
            using BoundPopulation population = new(model, kernels);
            for (int globalState = 0; globalState < globalStates; globalState++)
            {
                double[] result = population.Advance(globalState, function);
                for (int channel = 0; channel < globalStates; channel++)
                {
                    double[] expected = PopulationTwin.Advance(
                        kernels.Transition(globalState).ToArray(),
                        states,
                        agents,
                        Channels.Of(model, function, channel)
                    );
                    AssertClose(expected, Channels.Of(model, result, channel), 1e-13);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pushing_is_the_adjoint_of_advancing(KernelShape shape, int states, int agents, int globalStates)
    {
        foreach (double[] local in Policies(shape, states, agents, globalStates, out CooperativeGame? game))
        {
            LocalKernels kernels = new(game, local);
            ExactPopulation model = new(game, agents);
            var random = new SmallRandom(18);
            double[] function = Channels.Random(model, random);
            double[] measure = Channels.Random(model, random);
            using BoundPopulation population = new(model, kernels);
            double[] advanced = population.Advance(0, function);
            double[] pushed = population.Push(0, measure);
            Assert.Equal(Channels.Dot(measure, advanced), Channels.Dot(pushed, function), 1e-12);
            for (int channel = 0; channel < globalStates; channel++)
            {
                double[] expected = PopulationTwin.Push(
                    kernels.Transition(0).ToArray(),
                    states,
                    agents,
                    Channels.Of(model, measure, channel)
                );
                AssertClose(expected, Channels.Of(model, pushed, channel), 1e-13);
            }
        }
    }

    public static TheoryData<KernelShape, int, int, int> SmallCases()
    {
        TheoryData<KernelShape, int, int, int> cases = [];
        foreach (KernelShape shape in Enum.GetValues<KernelShape>())
        {
            cases.Add(shape, 1, 3, 2);
            cases.Add(shape, 2, 4, 1);
            cases.Add(shape, 3, 3, 3);
            cases.Add(shape, 5, 2, 2);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(SmallCases))]
    public void The_derivative_by_a_move_is_the_finite_difference(KernelShape shape, int states, int agents, int globalStates)
    {
        foreach (double[] local in Policies(shape, states, agents, globalStates, out CooperativeGame? game))
        {
            LocalKernels kernels = new(game, local);
            ExactPopulation model = new(game, agents);
            var random = new SmallRandom(19);
            double[] function = Channels.Random(model, random);
            double[] weight = Channels.Random(model, random);
            using BoundPopulation population = new(model, kernels);
            double[] derivative = population.MoveDerivative(globalStates - 1, function, weight);
            double[] kernel = kernels.Transition(globalStates - 1).ToArray();
            for (int entry = 0; entry < derivative.Length; entry++)
            {
                double[] direction = new double[derivative.Length];
                direction[entry] = 1;
                double expected = FiniteDifference.Along(
                    moved =>
                        Enumerable
                            .Range(0, globalStates)
                            .Sum(channel =>
                                Channels.Dot(
                                    Channels.Of(model, weight, channel),
                                    PopulationTwin.Advance(moved, states, agents, Channels.Of(model, function, channel))
                                )
                            ),
                    kernel,
                    direction
                );
                Assert.Equal(expected, derivative[entry], 1e-8);
            }
        }
    }

    [Fact]
    public void Twenty_agents_keep_sums_and_affine_functions_to_rounding()
    {
        CooperativeGame game = new RandomGame(21)
        {
            LocalStates = 5,
            GlobalStates = 5,
            Shape = KernelShape.Lazy,
        }.Create();
        ExactPopulation model = new(game, 20);
        LocalKernels kernels = new(game, Tables.RandomLocal(game, new SmallRandom(22)));
        using BoundPopulation population = new(model, kernels);
        double[] slope = [0.3, -1, 2, 0.5, 0];
        double[] function = Channels.Filled(model, (fractions, globalState) => globalState + Channels.Dot(slope, fractions));
        double[] result = population.Advance(2, function);
        double[] kernel = kernels.Transition(2).ToArray();
        // E[slope . F'] = F M slope: agents move independently.
        double[] moved = [.. Enumerable.Range(0, 5).Select(x => Enumerable.Range(0, 5).Sum(y => kernel[x * 5 + y] * slope[y]))];
        AssertClose(Channels.Filled(model, (fractions, globalState) => globalState + Channels.Dot(moved, fractions)), result, 1e-12);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.3)]
    [InlineData(1e-3)]
    public void The_initial_law_is_that_of_the_ordered_agents(double? dirichlet)
    {
        CooperativeGame game = new RandomGame(8)
        {
            LocalStates = 3,
            Agents = 4,
            Dirichlet = dirichlet,
        }.Create();
        ExactPopulation model = new(game, 4);
        OrderedGame ordered = new(game, 1);
        int[][] vectors = Counting.Vectors(3, 4);
        double[] expected = new double[vectors.Length * model.Stride];
        foreach ((double mass, int state) in ordered.InitialLaw().Select((mass, state) => (mass, state)))
        {
            int[] counts = Counting.CountsOf(3, ordered.Tuples[state % ordered.Tuples.Length]);
            expected[Counting.IndexOf(vectors, counts) * model.Stride + state / ordered.Tuples.Length] += mass;
        }
        double[] start = new double[expected.Length];
        model.WriteInitialLaw(start);
        AssertClose(expected, start, 1e-13);
    }

    [Fact]
    public void Fractions_are_counts_over_agents()
    {
        CooperativeGame game = new RandomGame(9) { LocalStates = 3 }.Create();
        ExactPopulation model = new(game, 4);
        foreach ((int[] vector, int node) in Counting.Vectors(3, 4).Select((vector, node) => (vector, node)))
        {
            AssertClose([.. vector.Select(count => count / 4.0)], Channels.Fractions(model, node), 0);
        }
    }

    [Theory]
    [InlineData(2, 5, 1)]
    [InlineData(2, 5, 3)]
    [InlineData(3, 5, 2)]
    [InlineData(3, 4, 4)]
    [InlineData(1, 3, 2)]
    [InlineData(5, 4, 2)]
    public void An_observation_is_a_uniform_subset(int states, int agents, int observations)
    {
        CooperativeGame game = new RandomGame(10) { LocalStates = states }.Create();
        double[,] law = PopulationTwin.SubsetObservations(states, agents, observations);
        ObservationTests.AssertLaw(new ExactPopulation(game, agents), observations, law);
    }

    internal static void AssertClose(double[] expected, double[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - found[i]) <= tolerance, $"entry {i}: expected {expected[i]:R}, found {found[i]:R}");
        }
    }

    /// <summary>One mixed and one pure local policy: pure ones give kernels with zero rows and zero diagonals.</summary>
    private static double[][] Policies(KernelShape shape, int states, int agents, int globalStates, out CooperativeGame game)
    {
        game = new RandomGame((ulong)(100 + states))
        {
            LocalStates = states,
            Agents = agents,
            GlobalStates = globalStates,
            Shape = shape,
        }.Create();
        var random = new SmallRandom(16);
        return [Tables.RandomLocal(game, random), Tables.RandomDeterministicLocal(game, random)];
    }
}
