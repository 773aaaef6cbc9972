using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>The twins themselves, against values worked out by hand.</summary>
public class ReferenceTests
{
    [Theory]
    [InlineData(2, 7.5630252101)]
    [InlineData(4, 6.4631956912)]
    [InlineData(8, 5.7802308078)]
    public void The_closed_form_of_the_gamble_gives_the_published_digits(int observations, double golden) =>
        Assert.Equal(golden, SmallGames.GambleValue(observations), 1e-10);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_surrogate_twin_reaches_the_closed_form_of_the_gamble(int observations)
    {
        var control = new FullInformationControl(SmallGames.Gamble(observations), Tables.UniformLocal(SmallGames.Gamble(observations)));
        int[] half = [observations / 2, observations / 2];
        Assert.Equal(SmallGames.GambleValue(observations), control.ActionValue(0, half, 1), 1e-10);
        Assert.Equal(0.9 * SmallGames.GambleValue(observations), control.ActionValue(0, half, 0), 1e-10);
    }

    [Fact]
    public void Agents_that_cannot_see_each_other_differ_only_by_chance()
    {
        OrderedGame ordered = new(SmallGames.Differ(2), 2);
        // Deterministic agents that start alike stay alike: 0. Fair coins differ half of the time from step 1 on: gamma/(1-gamma)/2.
        Assert.Equal(0, PolicyEnumeration.BestLocalValue(ordered, SmallGames.RewardDifference), 1e-12);
        Assert.Equal(4.5, ordered.StartValue(SmallGames.RewardDifference, [0.5, 0.5, 0.5, 0.5]), 1e-12);
    }

    [Fact]
    public void A_team_player_leaves_the_state_that_pays_only_itself()
    {
        OrderedGame ordered = new(SmallGames.Selfless(), 1);
        static double[] Follow(int globalState, int[] observation) => observation[1] == 1 ? [0, 1] : [1, 0];
        Assert.Equal(1.0, ordered.StartValue(Follow, [1, 0, 1, 0]), 1e-12);
        Assert.Equal(9.1, PolicyEnumeration.BestLocalValue(ordered, Follow), 1e-12);
    }

    [Fact]
    public void A_redrawn_observation_at_a_balanced_population_is_right_half_of_the_time()
    {
        OrderedGame ordered = new(SmallGames.Frozen(2), 1);
        int balanced = Array.FindIndex(ordered.Tuples, tuple => tuple[0] != tuple[1]);
        Assert.Equal(5.0, ordered.Value(SmallGames.Majority, [1, 1, 1, 1])[ordered.StateOf(0, balanced)], 1e-12);
    }

    [Fact]
    public void An_observation_at_all_agents_is_full_information()
    {
        CooperativeGame game = new RandomGame(11) { Agents = 2 }.Create();
        double[] local = Tables.RandomLocal(game, new SmallRandom(12));
        double enumerated = PolicyEnumeration.BestGlobalValue(new OrderedGame(game, 2), 2, local);
        // The optimum of a Markov decision process is reached from every start by one deterministic policy.
        Assert.Equal(new FullInformationControl(game, local).StartValue(), enumerated, 1e-9);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.3)]
    public void The_start_law_and_the_occupancy_have_their_masses(double? dirichlet)
    {
        CooperativeGame game = new RandomGame(3) { LocalStates = 3, Dirichlet = dirichlet }.Create();
        OrderedGame ordered = new(game, 2);
        GlobalRule rule = PolicyEnumeration.Rule(game, 2, Tables.RandomActions(game, 2, new SmallRandom(4)));
        double[] local = Tables.RandomLocal(game, new SmallRandom(5));
        double[] occupancy = ordered.Occupancy(rule, local);
        Assert.Equal(1, ordered.InitialLaw().Sum(), 1e-12);
        Assert.Equal(1 / (1 - game.Discount), occupancy.Sum(), 1e-10);
        Assert.Equal(
            ordered.StartValue(rule, local),
            occupancy.Zip(ordered.Rewards(rule, local), (mass, reward) => mass * reward).Sum(),
            1e-10
        );
    }

    [Fact]
    public void Kuhn_weights_are_a_law_with_the_right_mean()
    {
        var random = new SmallRandom(7);
        for (int trial = 0; trial < 50; trial++)
        {
            double[] fractions = random.Law(4);
            IReadOnlyList<(int[] Counts, double Weight)> weights = KuhnTwin.Weights(fractions, 5);
            Assert.Equal(1, weights.Sum(pair => pair.Weight), 1e-12);
            Assert.All(weights, pair => Assert.True(pair.Counts.All(count => count >= 0)));
            Assert.All(Enumerable.Range(0, 4), x =>
                Assert.Equal(fractions[x], weights.Sum(pair => pair.Weight * pair.Counts[x] / 5), 1e-12)
            );
        }
    }

    [Fact]
    public void Observations_at_a_large_population_are_nearly_independent()
    {
        double[,] subsets = PopulationTwin.SubsetObservations(2, 16, 2);
        double[] independent = PopulationTwin.IndependentObservations([0.5, 0.5], 2);
        // Balanced population of 16: Pr(two alike) = 2 (8 * 7) / (16 * 15) against 1/2.
        Assert.Equal(56.0 / 240, subsets[8, 0], 1e-12);
        Assert.Equal(0.25, independent[0], 1e-12);
    }
}
