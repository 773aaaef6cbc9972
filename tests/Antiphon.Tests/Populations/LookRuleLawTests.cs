using Antiphon.Games;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

/// <summary>The laws of looks by every rule, and their adjoints, against enumeration over ordered agents.</summary>
public class LookRuleLawTests
{
    [Theory]
    [MemberData(nameof(Looks.Names), MemberType = typeof(Looks))]
    public void At_an_exact_population_the_law_is_that_of_ordered_agents(string rule)
    {
        foreach ((int states, int agents, int looks) in new[] { (2, 4, 3), (3, 4, 2), (3, 3, 3), (1, 3, 2), (2, 5, 1) })
        {
            CooperativeGame game = Looks.Under(rule, new RandomGame(40) { LocalStates = states, GlobalStates = 2, Agents = agents }.Create());
            ExactPopulation model = new(game, agents);
            AssertLaw(model, looks, (globalState, node) => Ordered(game, globalState, Counting.Vectors(states, agents)[node], looks));
        }
    }

    /// <summary>n = 2 R agents at the nodes of resolution R.</summary>
    [Theory]
    [MemberData(nameof(Looks.Names), MemberType = typeof(Looks))]
    public void At_a_mean_field_of_n_agents_the_law_is_that_of_these_agents(string rule)
    {
        CooperativeGame game = Looks.Under(rule, new RandomGame(41) { LocalStates = 3, GlobalStates = 2, Agents = 6 }.Create());
        MeanFieldPopulation model = new(game, 3, 6);
        AssertLaw(model, 2, (globalState, node) => Ordered(game, globalState, [.. Counting.Vectors(3, 3)[node].Select(count => 2 * count)], 2));
    }

    /// <summary>Among infinitely many agents draws are independent, in x with probability in proportion to w_x mu_x.</summary>
    [Theory]
    [InlineData("replacement")]
    [InlineData("weighted")]
    public void At_a_mean_field_without_n_draws_are_independent(string rule)
    {
        CooperativeGame game = Looks.Under(rule, new RandomGame(42) { LocalStates = 3, GlobalStates = 2 }.Create());
        MeanFieldPopulation model = new(game, 4);
        AssertLaw(model, 3, (globalState, node) =>
        {
            double[] mass = [.. Channels.Fractions(model, node).Select((fraction, state) => fraction * (game.Look is WeightedLook weighted ? weighted.Weights[globalState][state] : 1))];
            return PopulationTwin.IndependentLooks([.. mass.Select(part => part / mass.Sum())], 3);
        });
    }

    // Scratch memory is kept from call to call: a function of more values per node leaves nothing for one of fewer.
    [Theory]
    [MemberData(nameof(Looks.Names), MemberType = typeof(Looks))]
    public void A_law_serves_functions_of_any_width_in_turn(string rule)
    {
        CooperativeGame game = Looks.Under(rule, new RandomGame(44) { LocalStates = 3, GlobalStates = 2, Agents = 5 }.Create());
        ExactPopulation model = new(game, 5);
        CountLattice looks = new(game.Look.Places(3), 2);
        LookLaw used = model.LooksByRule(looks).At(1);
        foreach (var stride in new[] { 4, 1, 2 })
        {
            (FunctionBuffer function, FunctionBuffer expected, FunctionBuffer found) = (new FunctionBuffer(looks.Size * stride), new FunctionBuffer(model.Nodes * stride), new FunctionBuffer(model.Nodes * stride));
            new SmallRandom(45).Values(function.Length).CopyTo(function.Span);
            model.LooksByRule(looks).At(1).Expect(function, expected, stride);
            used.Expect(function, found, stride);
            Assert.Equal(expected.Span.ToArray(), found.Span.ToArray());

            (FunctionBuffer back, FunctionBuffer again) = (new FunctionBuffer(function.Length), new FunctionBuffer(function.Length));
            again.Span.Fill(7);
            model.LooksByRule(looks).At(1).Adjoint(expected, back, stride);
            used.Adjoint(found, again, stride);
            Assert.Equal(back.Span.ToArray(), again.Span.ToArray());
        }
    }

    [Fact]
    public void Laws_that_are_no_function_of_counts_are_refused()
    {
        CooperativeGame game = new RandomGame(43) { Agents = 4 }.Create();
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => new ExactPopulation(game.WithLook(new ClusteredLook(2)), 4).LooksByRule(new CountLattice(2, 2)));
        Assert.Contains("simulate --look clustered:2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_that_do_not_fit_are_refused_with_a_remedy()
    {
        CooperativeGame game = Looks.Under("weighted", new RandomGame(44) { LocalStates = 5, Agents = 1000 }.Create());
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => new MeanFieldPopulation(game, 10, 1000).LooksByRule(new CountLattice(5, 120)));
        Assert.Contains("lower k or --resolution", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The distance to uniform looks over all nodes, and the bound k(k-1)/(2n), which meets it at k = 2 with all agents in different states.</summary>
    [Theory]
    [InlineData(2, 6, 2)]
    [InlineData(3, 5, 3)]
    [InlineData(3, 4, 4)]
    [InlineData(4, 4, 2)]
    public void Looks_with_replacement_are_within_their_bound_of_uniform_ones(int states, int agents, int looks)
    {
        CooperativeGame uniform = new RandomGame(45) { LocalStates = states, Agents = agents }.Create();
        CooperativeGame game = uniform.WithLook(new ReplacementLook());
        var distances = Counting.Vectors(states, agents).Select(counts => Distance(Ordered(uniform, 0, counts, looks), Ordered(game, 0, counts, looks))).ToArray();
        (double largest, double mean) = LookDistance.ToUniform(new ExactPopulation(game, agents), new CountLattice(states, looks));
        Assert.Equal(distances.Max(), largest, 1e-12);
        Assert.Equal(distances.Average(), mean, 1e-12);
        var bound = LookDistance.Bound(game.Look, agents, looks);
        Assert.Equal(Math.Min(1, looks * (looks - 1.0) / (2 * agents)), bound, 1e-12);
        Assert.InRange(largest, 0, bound);
        Assert.True((states, looks) != (4, 2) || Math.Abs(largest - bound) < 1e-12);
    }

    [Theory]
    [InlineData("weighted")]
    [InlineData("turning")]
    public void The_distance_of_weighted_looks_is_that_over_ordered_agents(string rule)
    {
        CooperativeGame uniform = new RandomGame(46) { LocalStates = 3, GlobalStates = 2, Agents = 4 }.Create();
        CooperativeGame game = Looks.Under(rule, uniform);
        var distances = Counting.Vectors(3, 4).SelectMany(counts => Enumerable.Range(0, 2).Select(state => Distance(Ordered(uniform, state, counts, 2), Ordered(game, state, counts, 2)))).ToArray();
        (double largest, double mean) = LookDistance.ToUniform(new ExactPopulation(game, 4), new CountLattice(3, 2));
        Assert.Equal(distances.Max(), largest, 1e-12);
        Assert.Equal(distances.Average(), mean, 1e-12);
        Assert.Equal(1, LookDistance.Bound(game.Look, 4, 2));
    }

    /// <summary>What is lost, uniform looks lose never: the distance of the two laws over all places is the chance of a loss. Given how many arrive, the law is the uniform one.</summary>
    [Fact]
    public void Lossy_looks_are_uniform_once_it_is_known_how_many_arrive()
    {
        CooperativeGame uniform = new RandomGame(47) { LocalStates = 3, Agents = 5 }.Create();
        CooperativeGame game = uniform.WithLook(new LossyLook(0.3));
        int[] counts = [2, 1, 2];
        List<(int[] Look, double Probability)> law = OrderedLooks.Law(game, 0, Counting.TupleOf(counts), 3);
        Assert.Equal(law.Where(entry => entry.Look[0] > 0).Sum(entry => entry.Probability), LookDistance.Bound(game.Look, 5, 3), 1e-12);
        for (var arrived = 1; arrived <= 3; arrived++)
        {
            var part = law.Where(entry => entry.Look[0] == 3 - arrived).ToDictionary(entry => Counting.Key(entry.Look[1..]), entry => entry.Probability, StringComparer.Ordinal);
            List<(int[] Look, double Probability)> few = OrderedLooks.Law(uniform, 0, Counting.TupleOf(counts), arrived);
            Assert.All(few, entry => Assert.Equal(entry.Probability, part[Counting.Key(entry.Look)] / part.Values.Sum(), 1e-12));
        }

        Assert.Throws<InvalidInputException>(() => LookDistance.ToUniform(new ExactPopulation(game, 5), new CountLattice(3, 3)));
    }

    private static void AssertLaw(PopulationModel model, int looks, Func<int, int, double[]> lawAt)
    {
        CountLattice lattice = new(model.Game.Look.Places(model.Game.LocalStates), looks);
        for (var globalState = 0; globalState < model.Game.GlobalStates; globalState++)
        {
            var law = new double[model.Nodes, lattice.Size];
            for (var node = 0; node < model.Nodes; node++)
            {
                var here = lawAt(globalState, node);
                for (var look = 0; look < lattice.Size; look++)
                {
                    law[node, look] = here[look];
                }
            }

            var state = globalState;
            LookTests.AssertLaw(() => model.LooksByRule(lattice).At(state), law);
        }
    }

    private static double[] Ordered(CooperativeGame game, int globalState, int[] counts, int looks)
    {
        var vectors = Counting.Vectors(game.Look.Places(game.LocalStates), looks);
        var law = new double[vectors.Length];
        foreach ((int[] look, double probability) in OrderedLooks.Law(game, globalState, Counting.TupleOf(counts), looks))
        {
            law[Counting.IndexOf(vectors, look)] = probability;
        }
        return law;
    }

    private static double Distance(double[] first, double[] second) => first.Zip(second, (p, q) => Math.Abs(p - q)).Sum() / 2;
}
