using Antiphon.Games;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

public class LookTests
{
    [Theory]
    [InlineData(2, 4, 3)]
    [InlineData(3, 3, 1)]
    [InlineData(3, 4, 4)]
    [InlineData(4, 2, 3)]
    public void Looks_at_a_mean_field_are_independent_draws(int states, int resolution, int looks)
    {
        CooperativeGame game = new RandomGame(30) { LocalStates = states }.Create();
        MeanFieldPopulation model = new(game, resolution, lookPopulation: null);
        var vectors = Counting.Vectors(states, looks).Length;
        var law = new double[model.Nodes, vectors];
        for (var node = 0; node < model.Nodes; node++)
        {
            var here = PopulationTwin.IndependentLooks(Channels.Fractions(model, node), looks);
            for (var look = 0; look < vectors; look++)
            {
                law[node, look] = here[look];
            }
        }
        AssertLaw(model, looks, law);
    }

    [Theory]
    [InlineData(2, 4, 3, 3)]
    [InlineData(3, 4, 2, 5)]
    [InlineData(4, 2, 3, 6)]
    [InlineData(3, 6, 1, 6)]
    public void Looks_at_finitely_many_agents_are_uniform_subsets(int states, int resolution, int agentsPerPart, int looks)
    {
        CooperativeGame game = new RandomGame(32) { LocalStates = states }.Create();
        var agents = resolution * agentsPerPart;
        MeanFieldPopulation model = new(game, resolution, agents);
        var populations = Counting.Vectors(states, agents);
        var all = PopulationTwin.SubsetLooks(states, agents, looks);
        var law = new double[model.Nodes, all.GetLength(1)];
        for (var node = 0; node < model.Nodes; node++)
        {
            int[] counts = [.. Counting.Vectors(states, resolution)[node].Select(count => count * agentsPerPart)];
            var row = Counting.IndexOf(populations, counts);
            for (var look = 0; look < all.GetLength(1); look++)
            {
                law[node, look] = all[row, look];
            }
        }
        AssertLaw(model, looks, law);
    }

    [Fact]
    public void More_looks_than_agents_are_refused()
    {
        CooperativeGame game = new RandomGame(33).Create();
        Assert.Throws<InvalidInputException>(() => new ExactPopulation(game, 3).Looks(new CountLattice(2, 4)));
    }

    [Fact]
    public void A_look_law_of_many_looks_stays_a_law()
    {
        // 50 looks at a population of 1,000: every row must sum to one and keep the mean, also far in the tails.
        CooperativeGame game = new RandomGame(34) { LocalStates = 3 }.Create();
        MeanFieldPopulation model = new(game, 10, 1000);
        CountLattice looks = new(3, 50);
        var counts = new int[3];
        var function = new double[looks.Size * 2];
        for (var rank = 0; rank < looks.Size; rank++)
        {
            looks.Unrank(rank, counts);
            (function[2 * rank], function[2 * rank + 1]) = (1, counts[1] / 50.0);
        }
        FunctionBuffer found = BoundPopulation.Buffer(new double[model.Nodes * 2]);
        model.Looks(looks).Expect(BoundPopulation.Buffer(function), found, 2);
        for (var node = 0; node < model.Nodes; node++)
        {
            Assert.Equal(1, found.Span[2 * node], 1e-11);
            Assert.Equal(Channels.Fractions(model, node)[1], found.Span[2 * node + 1], 1e-11);
        }
    }

    /// <summary>Holds Expect and Adjoint of a look law against its matrix [node, rank of the look].</summary>
    internal static void AssertLaw(PopulationModel model, int looks, double[,] law)
    {
        AssertLaw(() => model.Looks(new CountLattice(model.Game.LocalStates, looks)), law);
    }

    /// <summary>The same for any look law; made anew for each number of channels.</summary>
    internal static void AssertLaw(Func<LookLaw> looking, double[,] law)
    {
        foreach (var channels in new[] { 1, 2, 4, 8 })
        {
            AssertLaw(looking(), law, channels);
        }
    }

    private static void AssertLaw(LookLaw looking, double[,] law, int channels)
    {
        (int nodes, int vectors) = (law.GetLength(0), law.GetLength(1));
        var random = new SmallRandom(31);
        var onLooks = random.Values(vectors * channels);
        var onNodes = random.Values(nodes * channels);
        var expectedNodes = new double[nodes * channels];
        var expectedLooks = new double[vectors * channels];
        for (var node = 0; node < nodes; node++)
        {
            for (var look = 0; look < vectors; look++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    expectedNodes[node * channels + channel] += law[node, look] * onLooks[look * channels + channel];
                    expectedLooks[look * channels + channel] += law[node, look] * onNodes[node * channels + channel];
                }
            }
        }
        FunctionBuffer foundNodes = BoundPopulation.Buffer([.. Enumerable.Repeat(777.0, expectedNodes.Length)]);
        FunctionBuffer foundLooks = BoundPopulation.Buffer([.. Enumerable.Repeat(777.0, expectedLooks.Length)]);
        looking.Expect(BoundPopulation.Buffer(onLooks), foundNodes, channels);
        looking.Adjoint(BoundPopulation.Buffer(onNodes), foundLooks, channels);
        ExactPopulationTests.AssertClose(expectedNodes, foundNodes.Span.ToArray(), 1e-13);
        ExactPopulationTests.AssertClose(expectedLooks, foundLooks.Span.ToArray(), 1e-13);
    }
}
