using Antiphon.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Games;

/// <summary>Sampling rules as values: text, equality, fit.</summary>
public class SamplingRuleTests
{
    private static readonly CooperativeGame Game = CooperativeGame.Create(SmallGame.Definition());

    [Theory]
    [InlineData("uniform")]
    [InlineData("replacement")]
    [InlineData("weighted:y=3")]
    [InlineData("weighted:0=0.5,z=2")]
    [InlineData("weighted:near=3")]
    [InlineData("lossy:0.25")]
    [InlineData("lossy:0")]
    [InlineData("clustered:4")]
    public void Text_is_read_back(string text)
    {
        var rule = SamplingRule.Parse(text, Game);
        Assert.Equal(text, rule.Text);
        Assert.Equal(rule, SamplingRule.Parse(rule.Text, Game));
    }

    [Fact]
    public void States_are_named_by_name_or_number_and_near_means_distance_0()
    {
        Assert.Equal([1, 3, 1], Weights("weighted:y=3", 0));
        Assert.Equal([0.5, 1, 2], Weights("weighted:0=0.5,z=2", 1));
        Assert.Equal(SamplingRule.Parse("weighted:1=3", Game), SamplingRule.Parse("weighted:y=3", Game));

        // Distances [[0, 1], [1, 0], [2, 2]]: x is near in calm, y in busy.
        Assert.Equal([3, 1, 1], Weights("weighted:near=3", 0));
        Assert.Equal([1, 3, 1], Weights("weighted:near=3", 1));

        static double[] Weights(string text, int globalState) =>
            [.. ((WeightedSampling)SamplingRule.Parse(text, Game)).Weights[globalState]];
    }

    [Theory]
    [InlineData("", "has ''; expected uniform, replacement")]
    [InlineData("uniform:2", "has 'uniform'; expected")]
    [InlineData("near", "has 'near'; expected")]
    [InlineData("lossy:1", "the loss probability is 1; expected at least 0 and below 1")]
    [InlineData("lossy:-0.1", "the loss probability is -0.1")]
    [InlineData("lossy:NaN", "the loss probability is NaN")]
    [InlineData("lossy:half", "has 'half'; expected the probability that an observation is lost")]
    [InlineData("weighted:y", "has 'y'; expected STATE=w")]
    [InlineData("weighted:=2", "has '=2'; expected STATE=w")]
    [InlineData("weighted:y=0", "has the weight 0 of 'y'; expected a number from 1e-9 to 1e9")]
    [InlineData("weighted:y=-1", "has the weight -1 of 'y'")]
    [InlineData("weighted:y=1e999", "expected a number from 1e-9 to 1e9")]
    [InlineData("weighted:y=two", "has 'two'; expected a positive weight")]
    [InlineData("weighted:w=2", "has the state 'w'; expected one of x, y, z, its number from 0, or near")]
    [InlineData("weighted:3=2", "has the state '3'")]
    [InlineData("weighted:y=2,y=3", "has 'y' twice")]
    [InlineData("clustered:0", "clusters have 0 agents; expected at least 1")]
    [InlineData("clustered:-2", "has '-2'; expected the number of agents in a cluster")]
    [InlineData("stratified", "this game declares no types of agents")]
    public void What_is_no_rule_is_refused(string text, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<InvalidInputException>(() => SamplingRule.Parse(text, Game)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Near_needs_distances() =>
        Assert.Contains(
            "declares no distances",
            Assert.Throws<InvalidInputException>(() => SamplingRule.Parse("weighted:near=2", new RandomGame(1).Create())).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_game_keeps_its_rule_and_its_hash_does_not_cover_it()
    {
        CooperativeGame lossy = Game.WithSampling(new LossySampling(0.5));
        Assert.Equal(SamplingRule.Uniform, Game.Sampling);
        Assert.Equal((lossy.Sampling, lossy.Sampling), (lossy.WithAgents(3).Sampling, lossy.WithDiscount(0).Sampling));
        Assert.Equal((Game.Hash, GameFile.Write(Game)), (lossy.Hash, GameFile.Write(lossy)));
        Assert.Equal((3, 4), (Game.Sampling.Places(3), lossy.Sampling.Places(3)));
    }

    /// <summary>
    /// Where agents have declared types, observations are stratified by type, which is what uniform means there; no other rule is there
    /// yet.
    /// </summary>
    [Theory]
    [InlineData("replacement")]
    [InlineData("lossy:0.2")]
    [InlineData("clustered:2")]
    public void Games_with_types_have_observations_stratified_by_type_only(string text)
    {
        CooperativeGame fleet = BuiltInGames.Get("mixed-fleet");
        Assert.Equal(SamplingRule.Uniform, SamplingRule.Parse("stratified", fleet));
        Assert.Contains(
            "stratified by type; leave the rule out",
            Assert.Throws<InvalidInputException>(() => SamplingRule.Parse(text, fleet)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<InvalidInputException>(() => fleet.WithSampling(SamplingRule.Parse(text, Game)));
    }

    [Fact]
    public void Rules_of_other_games_are_refused()
    {
        CooperativeGame other = new RandomGame(1) { LocalStates = 2 }.Create();
        Assert.Throws<InvalidInputException>(() => Game.WithSampling(WeightedSampling.Of(other, [1, 2])));
        Assert.Throws<InvalidInputException>(() => WeightedSampling.Of(other, [1, 0]));
        Assert.Throws<InvalidInputException>(() => WeightedSampling.Of(other, [1]));
        Assert.Throws<InvalidInputException>(() => Game.WithSampling(new LossySampling(1)));
    }
}
