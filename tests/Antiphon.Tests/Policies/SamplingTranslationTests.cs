using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Policies;

public class SamplingTranslationTests
{
    private static readonly CooperativeGame Game = new RandomGame(51)
    {
        LocalStates = 3,
        GlobalActions = 3,
        Agents = 9,
    }.Create();

    // Every histogram of 4 agents has its own answer.
    private static readonly TabularGlobalPolicy Table = TabularGlobalPolicy.FromFunction(2, 1000, new CountLattice(3, 4), (state, rank) =>
        (100 * state) + rank
    );

    /// <summary>
    /// Scaled to 4 by largest remainders: (1, 2, 0) of 3 becomes (4/3, 8/3, 0) and so (1, 3, 0); (1, 1, 0) becomes (2, 2, 0); nothing
    /// becomes (4/3, 4/3, 4/3), so (2, 1, 1).
    /// </summary>
    [Theory]
    [InlineData(new[] { 0, 2, 1, 1 }, new[] { 2, 1, 1 })]
    [InlineData(new[] { 1, 1, 2, 0 }, new[] { 1, 3, 0 })]
    [InlineData(new[] { 2, 1, 1, 0 }, new[] { 2, 2, 0 })]
    [InlineData(new[] { 3, 0, 0, 1 }, new[] { 0, 0, 4 })]
    [InlineData(new[] { 4, 0, 0, 0 }, new[] { 2, 1, 1 })]
    public void Where_observations_get_lost_what_arrives_is_scaled_up(int[] seen, int[] asked)
    {
        TabularGlobalPolicy lossy = Deployed(Table, new LossySampling(0.2));
        Assert.Equal(4, lossy.Lattice.States);
        Assert.Equal(100 + Table.Lattice.Rank(asked), lossy.Action(1, lossy.Lattice.Rank(seen)));
    }

    [Fact]
    public void Without_losses_a_table_that_knows_them_answers_complete_observations()
    {
        TabularGlobalPolicy again = Deployed(Deployed(Table, new LossySampling(0.2)), SamplingRule.Uniform);
        Assert.Equal(Table.Actions(0).ToArray(), again.Actions(0).ToArray());
        Assert.Equal(Table.Actions(1).ToArray(), again.Actions(1).ToArray());
    }

    [Fact]
    public void Between_rules_that_show_the_same_places_nothing_changes()
    {
        Assert.Same(Table, Deployed(Table, new ReplacementSampling()));
        var uniform = new UniformGlobalPolicy(4, 3);
        Assert.Same(
            uniform,
            SamplingTranslation
                .ToRuleOf(new JointPolicy(uniform, LocalPolicy.Uniform(Game)), Game.WithSampling(new LossySampling(0.2)))
                .Global
        );
    }

    /// <summary>
    /// Weights (2, 1, 1): (2, 1, 1) counts as (1, 1, 1), scaled (4/3, 4/3, 4/3): (2, 1, 1); (2, 2, 0) as (1, 2, 0): (4/3, 8/3, 0): (1, 3,
    /// 0); (4, 0, 0) stays.
    /// </summary>
    [Theory]
    [InlineData(new[] { 2, 1, 1 }, new[] { 2, 1, 1 })]
    [InlineData(new[] { 2, 2, 0 }, new[] { 1, 3, 0 })]
    [InlineData(new[] { 4, 0, 0 }, new[] { 4, 0, 0 })]
    [InlineData(new[] { 0, 2, 2 }, new[] { 0, 2, 2 })]
    public void Agents_that_are_seen_more_often_count_less(int[] seen, int[] asked)
    {
        TabularGlobalPolicy corrected = SamplingTranslation.Reweighted(Table, WeightedSampling.Of(Game, [2, 1, 1]));
        Assert.Equal(Table.Lattice.Rank(asked), corrected.Action(0, corrected.Lattice.Rank(seen)));
    }

    [Fact]
    public void Weights_of_other_games_are_refused() =>
        Assert.Throws<InvalidInputException>(() =>
            SamplingTranslation.Reweighted(Table, WeightedSampling.Of(new RandomGame(1) { LocalStates = 2 }.Create(), [1, 2]))
        );

    [Fact]
    public void Files_hold_the_rule_and_tables_with_a_place_for_the_lost()
    {
        foreach (string name in new[] { "lossy", "replacement" })
        {
            CooperativeGame game = Observations.Under(name, Game);
            var policy = new JointPolicy(BaselinePolicies.Global(game, 3)[^2].Policy, LocalPolicy.Uniform(game));
            string text = PolicyFile.Write(policy, game);
            Assert.Contains($"\"sampling\": \"{game.Sampling}\"", text, StringComparison.Ordinal);
            Assert.True(policy.SameAs(PolicyFile.Parse(text, "test.json", game)));
            Assert.Empty(Tests.Games.SchemaChecker.Load("policy.schema.json").Check(text));
            Assert.Contains(
                "sampling",
                Assert
                    .Throws<InvalidPolicyException>(() =>
                        PolicyFile.Parse(text.Replace(game.Sampling.Text, "lossy:7", StringComparison.Ordinal), "test.json", game)
                    )
                    .Message,
                StringComparison.Ordinal
            );
        }

        Assert.DoesNotContain(
            "sampling",
            PolicyFile.Write(new JointPolicy(new UniformGlobalPolicy(3, 3), LocalPolicy.Uniform(Game)), Game),
            StringComparison.Ordinal
        );
    }

    private static TabularGlobalPolicy Deployed(TabularGlobalPolicy table, SamplingRule rule) =>
        (TabularGlobalPolicy)
            SamplingTranslation.ToRuleOf(new JointPolicy(table, LocalPolicy.Uniform(Game)), Game.WithSampling(rule)).Global;
}
