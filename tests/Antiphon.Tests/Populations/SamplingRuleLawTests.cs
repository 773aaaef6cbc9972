using Antiphon.Games;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

/// <summary>The observation laws by every rule, and their adjoints, against enumeration over ordered agents.</summary>
public class SamplingRuleLawTests
{
    [Theory]
    [MemberData(nameof(Observations.Names), MemberType = typeof(Observations))]
    public void At_an_exact_population_the_law_is_that_of_ordered_agents(string rule)
    {
        foreach ((int states, int agents, int observations) in new[] { (2, 4, 3), (3, 4, 2), (3, 3, 3), (1, 3, 2), (2, 5, 1) })
        {
            CooperativeGame game = Observations.Under(
                rule,
                new RandomGame(40)
                {
                    LocalStates = states,
                    GlobalStates = 2,
                    Agents = agents,
                }.Create()
            );
            ExactPopulation model = new(game, agents);
            AssertLaw(model, observations, (globalState, node) =>
                Ordered(game, globalState, Counting.Vectors(states, agents)[node], observations)
            );
        }
    }

    /// <summary>n = 2 R agents at the nodes of resolution R.</summary>
    [Theory]
    [MemberData(nameof(Observations.Names), MemberType = typeof(Observations))]
    public void At_a_mean_field_of_n_agents_the_law_is_that_of_these_agents(string rule)
    {
        CooperativeGame game = Observations.Under(
            rule,
            new RandomGame(41)
            {
                LocalStates = 3,
                GlobalStates = 2,
                Agents = 6,
            }.Create()
        );
        MeanFieldPopulation model = new(game, 3, 6);
        AssertLaw(model, 2, (globalState, node) =>
            Ordered(game, globalState, [.. Counting.Vectors(3, 3)[node].Select(count => 2 * count)], 2)
        );
    }

    /// <summary>Among infinitely many agents draws are independent, in x with probability in proportion to w_x mu_x.</summary>
    [Theory]
    [InlineData("replacement")]
    [InlineData("weighted")]
    public void At_a_mean_field_without_n_draws_are_independent(string rule)
    {
        CooperativeGame game = Observations.Under(rule, new RandomGame(42) { LocalStates = 3, GlobalStates = 2 }.Create());
        MeanFieldPopulation model = new(game, 4);
        AssertLaw(model, 3, (globalState, node) =>
        {
            double[] mass =
            [
                .. Channels
                    .Fractions(model, node)
                    .Select(
                        (fraction, state) =>
                            fraction * (game.Sampling is WeightedSampling weighted ? weighted.Weights[globalState][state] : 1)
                    ),
            ];
            return PopulationTwin.IndependentObservations([.. mass.Select(part => part / mass.Sum())], 3);
        });
    }

    // Scratch memory is kept from call to call: a function of more values per node leaves nothing for one of fewer.
    [Theory]
    [MemberData(nameof(Observations.Names), MemberType = typeof(Observations))]
    public void A_law_serves_functions_of_any_width_in_turn(string rule)
    {
        CooperativeGame game = Observations.Under(
            rule,
            new RandomGame(44)
            {
                LocalStates = 3,
                GlobalStates = 2,
                Agents = 5,
            }.Create()
        );
        ExactPopulation model = new(game, 5);
        CountLattice observations = new(game.Sampling.Places(3), 2);
        ObservationLaw used = model.ObservationsByRule(observations).At(1);
        foreach (int stride in new[] { 4, 1, 2 })
        {
            (FunctionBuffer function, FunctionBuffer expected, FunctionBuffer found) = (
                new FunctionBuffer(observations.Size * stride),
                new FunctionBuffer(model.Nodes * stride),
                new FunctionBuffer(model.Nodes * stride)
            );
            new SmallRandom(45).Values(function.Length).CopyTo(function.Span);
            model.ObservationsByRule(observations).At(1).Expect(function, expected, stride);
            used.Expect(function, found, stride);
            Assert.Equal(expected.Span.ToArray(), found.Span.ToArray());

            (FunctionBuffer back, FunctionBuffer again) = (new FunctionBuffer(function.Length), new FunctionBuffer(function.Length));
            again.Span.Fill(7);
            model.ObservationsByRule(observations).At(1).Adjoint(expected, back, stride);
            used.Adjoint(found, again, stride);
            Assert.Equal(back.Span.ToArray(), again.Span.ToArray());
        }
    }

    [Fact]
    public void Laws_that_are_no_function_of_counts_are_refused()
    {
        CooperativeGame game = new RandomGame(43) { Agents = 4 }.Create();
        InvalidInputException refused = Assert.Throws<InvalidOptionException>(() =>
            new ExactPopulation(game.WithSampling(new ClusteredSampling(2)), 4).ObservationsByRule(new CountLattice(2, 2))
        );
        Assert.Contains("simulate with Sampling = clustered:2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_that_do_not_fit_are_refused_with_a_remedy()
    {
        CooperativeGame game = Observations.Under("weighted", new RandomGame(44) { LocalStates = 5, Agents = 1000 }.Create());
        InvalidInputException refused = Assert.Throws<DoesNotFitException>(() =>
            new MeanFieldPopulation(game, 10, 1000).ObservationsByRule(new CountLattice(5, 120))
        );
        Assert.Contains("lower k or Resolution", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// The distance to uniform sampling over all nodes, and the bound k(k-1)/(2n), which meets it at k = 2 with all agents in different
    /// states.
    /// </summary>
    [Theory]
    [InlineData(2, 6, 2)]
    [InlineData(3, 5, 3)]
    [InlineData(3, 4, 4)]
    [InlineData(4, 4, 2)]
    public void Observations_with_replacement_are_within_their_bound_of_uniform_ones(int states, int agents, int observations)
    {
        CooperativeGame uniform = new RandomGame(45) { LocalStates = states, Agents = agents }.Create();
        CooperativeGame game = uniform.WithSampling(new ReplacementSampling());
        double[] distances = Counting
            .Vectors(states, agents)
            .Select(counts => Distance(Ordered(uniform, 0, counts, observations), Ordered(game, 0, counts, observations)))
            .ToArray();
        (double largest, double mean) = SamplingDistance.ToUniform(
            new ExactPopulation(game, agents),
            new CountLattice(states, observations)
        );
        Assert.Equal(distances.Max(), largest, 1e-12);
        Assert.Equal(distances.Average(), mean, 1e-12);
        double bound = SamplingDistance.Bound(game.Sampling, agents, observations);
        Assert.Equal(Math.Min(1, observations * (observations - 1.0) / (2 * agents)), bound, 1e-12);
        Assert.InRange(largest, 0, bound);
        Assert.True((states, observations) != (4, 2) || Math.Abs(largest - bound) < 1e-12);
    }

    [Theory]
    [InlineData("weighted")]
    [InlineData("turning")]
    public void The_distance_of_weighted_observations_is_that_over_ordered_agents(string rule)
    {
        CooperativeGame uniform = new RandomGame(46)
        {
            LocalStates = 3,
            GlobalStates = 2,
            Agents = 4,
        }.Create();
        CooperativeGame game = Observations.Under(rule, uniform);
        double[] distances = Counting
            .Vectors(3, 4)
            .SelectMany(counts =>
                Enumerable.Range(0, 2).Select(state => Distance(Ordered(uniform, state, counts, 2), Ordered(game, state, counts, 2)))
            )
            .ToArray();
        (double largest, double mean) = SamplingDistance.ToUniform(new ExactPopulation(game, 4), new CountLattice(3, 2));
        Assert.Equal(distances.Max(), largest, 1e-12);
        Assert.Equal(distances.Average(), mean, 1e-12);
        Assert.Equal(1, SamplingDistance.Bound(game.Sampling, 4, 2));
    }

    /// <summary>
    /// What is lost, uniform sampling lose never: the distance of the two laws over all places is the chance of a loss. Given how many
    /// arrive, the law is the uniform one.
    /// </summary>
    [Fact]
    public void Lossy_observations_are_uniform_once_it_is_known_how_many_arrive()
    {
        CooperativeGame uniform = new RandomGame(47) { LocalStates = 3, Agents = 5 }.Create();
        CooperativeGame game = uniform.WithSampling(new LossySampling(0.3));
        int[] counts = [2, 1, 2];
        List<(int[] Observation, double Probability)> law = OrderedObservations.Law(game, 0, Counting.TupleOf(counts), 3);
        Assert.Equal(
            law.Where(entry => entry.Observation[0] > 0).Sum(entry => entry.Probability),
            SamplingDistance.Bound(game.Sampling, 5, 3),
            1e-12
        );
        for (int arrived = 1; arrived <= 3; arrived++)
        {
            var part = law.Where(entry => entry.Observation[0] == 3 - arrived)
                .ToDictionary(entry => Counting.Key(entry.Observation[1..]), entry => entry.Probability, StringComparer.Ordinal);
            List<(int[] Observation, double Probability)> few = OrderedObservations.Law(uniform, 0, Counting.TupleOf(counts), arrived);
            Assert.All(few, entry => Assert.Equal(entry.Probability, part[Counting.Key(entry.Observation)] / part.Values.Sum(), 1e-12));
        }

        Assert.Throws<InvalidInputException>(() => SamplingDistance.ToUniform(new ExactPopulation(game, 5), new CountLattice(3, 3)));
    }

    private static void AssertLaw(PopulationModel model, int observations, Func<int, int, double[]> lawAt)
    {
        CountLattice lattice = new(model.Game.Sampling.Places(model.Game.LocalStates), observations);
        for (int globalState = 0; globalState < model.Game.GlobalStates; globalState++)
        {
            double[,] law = new double[model.Nodes, lattice.Size];
            for (int node = 0; node < model.Nodes; node++)
            {
                double[] here = lawAt(globalState, node);
                for (int observation = 0; observation < lattice.Size; observation++)
                {
                    law[node, observation] = here[observation];
                }
            }

            int state = globalState;
            ObservationTests.AssertLaw(() => model.ObservationsByRule(lattice).At(state), law);
        }
    }

    private static double[] Ordered(CooperativeGame game, int globalState, int[] counts, int observations)
    {
        int[][] vectors = Counting.Vectors(game.Sampling.Places(game.LocalStates), observations);
        double[] law = new double[vectors.Length];
        foreach (
            (int[] observation, double probability) in OrderedObservations.Law(game, globalState, Counting.TupleOf(counts), observations)
        )
        {
            law[Counting.IndexOf(vectors, observation)] = probability;
        }
        return law;
    }

    private static double Distance(double[] first, double[] second) => first.Zip(second, (p, q) => Math.Abs(p - q)).Sum() / 2;
}
