using Antiphon.Games;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

public class ObservationTests
{
    [Theory]
    [InlineData(2, 4, 3)]
    [InlineData(3, 3, 1)]
    [InlineData(3, 4, 4)]
    [InlineData(4, 2, 3)]
    public void Observations_at_a_mean_field_are_independent_draws(int states, int resolution, int observations)
    {
        CooperativeGame game = new RandomGame(30) { LocalStates = states }.Create();
        MeanFieldPopulation model = new(game, resolution, observationPopulation: null);
        int vectors = Counting.Vectors(states, observations).Length;
        double[,] law = new double[model.Nodes, vectors];
        for (int node = 0; node < model.Nodes; node++)
        {
            double[] here = PopulationTwin.IndependentObservations(Channels.Fractions(model, node), observations);
            for (int observation = 0; observation < vectors; observation++)
            {
                law[node, observation] = here[observation];
            }
        }
        AssertLaw(model, observations, law);
    }

    [Theory]
    [InlineData(2, 4, 3, 3)]
    [InlineData(3, 4, 2, 5)]
    [InlineData(4, 2, 3, 6)]
    [InlineData(3, 6, 1, 6)]
    public void Observations_at_finitely_many_agents_are_uniform_subsets(int states, int resolution, int agentsPerPart, int observations)
    {
        CooperativeGame game = new RandomGame(32) { LocalStates = states }.Create();
        int agents = resolution * agentsPerPart;
        MeanFieldPopulation model = new(game, resolution, agents);
        int[][] populations = Counting.Vectors(states, agents);
        double[,] all = PopulationTwin.SubsetObservations(states, agents, observations);
        double[,] law = new double[model.Nodes, all.GetLength(1)];
        for (int node = 0; node < model.Nodes; node++)
        {
            int[] counts = [.. Counting.Vectors(states, resolution)[node].Select(count => count * agentsPerPart)];
            int row = Counting.IndexOf(populations, counts);
            for (int observation = 0; observation < all.GetLength(1); observation++)
            {
                law[node, observation] = all[row, observation];
            }
        }
        AssertLaw(model, observations, law);
    }

    [Fact]
    public void More_observations_than_agents_are_refused()
    {
        CooperativeGame game = new RandomGame(33).Create();
        Assert.Throws<InvalidInputException>(() => new ExactPopulation(game, 3).Observations(new CountLattice(2, 4)));
    }

    [Fact]
    public void An_observation_law_of_many_observations_stays_a_law()
    {
        // 50 observations of a population of 1,000: every row must sum to one and keep the mean, also far in the tails.
        CooperativeGame game = new RandomGame(34) { LocalStates = 3 }.Create();
        MeanFieldPopulation model = new(game, 10, 1000);
        CountLattice observations = new(3, 50);
        int[] counts = new int[3];
        double[] function = new double[observations.Size * 2];
        for (int rank = 0; rank < observations.Size; rank++)
        {
            observations.Unrank(rank, counts);
            (function[2 * rank], function[2 * rank + 1]) = (1, counts[1] / 50.0);
        }
        FunctionBuffer found = BoundPopulation.Buffer(new double[model.Nodes * 2]);
        model.Observations(observations).Expect(BoundPopulation.Buffer(function), found, 2);
        for (int node = 0; node < model.Nodes; node++)
        {
            Assert.Equal(1, found.Span[2 * node], 1e-11);
            Assert.Equal(Channels.Fractions(model, node)[1], found.Span[2 * node + 1], 1e-11);
        }
    }

    /// <summary>Holds Expect and Adjoint of an observation law against its matrix [node, rank of the observation].</summary>
    internal static void AssertLaw(PopulationModel model, int observations, double[,] law)
    {
        AssertLaw(() => model.Observations(new CountLattice(model.Game.LocalStates, observations)), law);
    }

    /// <summary>The same for any observation law; made anew for each number of channels.</summary>
    internal static void AssertLaw(Func<ObservationLaw> looking, double[,] law)
    {
        foreach (int channels in new[] { 1, 2, 4, 8 })
        {
            AssertLaw(looking(), law, channels);
        }
    }

    private static void AssertLaw(ObservationLaw looking, double[,] law, int channels)
    {
        (int nodes, int vectors) = (law.GetLength(0), law.GetLength(1));
        var random = new SmallRandom(31);
        double[] onObservations = random.Values(vectors * channels);
        double[] onNodes = random.Values(nodes * channels);
        double[] expectedNodes = new double[nodes * channels];
        double[] expectedObservations = new double[vectors * channels];
        for (int node = 0; node < nodes; node++)
        {
            for (int observation = 0; observation < vectors; observation++)
            {
                for (int channel = 0; channel < channels; channel++)
                {
                    expectedNodes[node * channels + channel] += law[node, observation] * onObservations[observation * channels + channel];
                    expectedObservations[observation * channels + channel] += law[node, observation] * onNodes[node * channels + channel];
                }
            }
        }
        FunctionBuffer foundNodes = BoundPopulation.Buffer([.. Enumerable.Repeat(777.0, expectedNodes.Length)]);
        FunctionBuffer foundObservations = BoundPopulation.Buffer([.. Enumerable.Repeat(777.0, expectedObservations.Length)]);
        looking.Expect(BoundPopulation.Buffer(onObservations), foundNodes, channels);
        looking.Adjoint(BoundPopulation.Buffer(onNodes), foundObservations, channels);
        ExactPopulationTests.AssertClose(expectedNodes, foundNodes.Span.ToArray(), 1e-13);
        ExactPopulationTests.AssertClose(expectedObservations, foundObservations.Span.ToArray(), 1e-13);
    }
}
