using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Runs;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Policies;

public class TypedPolicyFileTests
{
    [Fact]
    public void A_policy_of_a_game_with_types_states_its_split_and_is_read_back_the_same()
    {
        CooperativeGame game = new RandomTypedGame(80)
        {
            States = [2, 3],
            Shares = [0.6, 0.4],
            Agents = 10,
        }.Create();
        var policy = new JointPolicy(Library.RandomTyped(game, 5, new SmallRandom(81)), LocalPolicy.Uniform(game));
        string text = PolicyFile.Write(policy, game);
        Assert.Equal("[3,2]", JsonNode.Parse(text)!["split"]!.ToJsonString());
        Assert.True(policy.SameAs(PolicyFile.Parse(text, "test.json", game)));
        Assert.True(policy.SameAs(PolicySnapshot.Of(policy).Restore(() => game)));
    }

    [Theory]
    [InlineData("[2, 3]", "split", "is [2, 3]")]
    [InlineData("\"all\"", "split", "is a text")]
    [InlineData(null, "split", "is missing")]
    public void Another_split_is_refused(string? split, string place, string found)
    {
        CooperativeGame game = new RandomTypedGame(80)
        {
            States = [2, 3],
            Shares = [0.6, 0.4],
            Agents = 10,
        }.Create();
        JsonObject root = JsonNode
            .Parse(PolicyFile.Write(new JointPolicy(Library.RandomTyped(game, 5, new SmallRandom(81)), LocalPolicy.Uniform(game)), game))!
            .AsObject();
        root.Remove("split");
        if (split is not null)
        {
            root["split"] = JsonNode.Parse(split);
        }

        Violation violation = Assert.Single(
            Assert.Throws<InvalidPolicyException>(() => PolicyFile.Parse(root.ToJsonString(), "test.json", game)).Violations
        );
        Assert.Equal((place, found), (violation.Place, violation.Found));
    }
}
