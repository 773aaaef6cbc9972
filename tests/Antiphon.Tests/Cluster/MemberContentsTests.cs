using Antiphon.Cluster;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Server;
using Antiphon.Tests.Server;

namespace Antiphon.Tests.Cluster;

/// <summary>What a member says when another one serves something else.</summary>
public class MemberContentsTests
{
    private static readonly MemberContents Own = Of(Source("flat", ServedPair.Game));

    [Fact]
    public void Members_that_serve_the_same_say_the_same()
    {
        Assert.Equal(Own.ToText(), Of(Source("flat", ServedPair.Game)).ToText());
        Assert.Empty(Own.Differences(MemberContents.Read(Own.ToText())));
    }

    [Fact]
    public void The_order_in_which_policies_are_named_does_not_matter()
    {
        PolicySource first = Source("a", ServedPair.Game);
        PolicySource second = Source("b", ServedPair.Game);
        Assert.Equal(Of(first, second).ToText(), Of(second, first).ToText());
    }

    [Fact]
    public void The_first_thing_that_differs_is_named()
    {
        CooperativeGame other = BuiltInGames.Get("warehouse");
        Assert.Equal("policy 'flat' is of the game 'warehouse-flat'; expected 'warehouse', as there", Difference(Source("flat", other)));
        Assert.Equal(
            $"policy 'flat' has {ServedPair.Game.Agents} agents; expected 10, as there",
            Difference(Source("flat", ServedPair.Game.WithAgents(10)))
        );
        Assert.Equal("policy 'flat' observes 2; expected 3, as there", Difference(Source("flat", ServedPair.Game, subsample: 3)));
        Assert.Equal(
            "policy 'flat' has the options of the run; expected 'memory-filter', as there",
            Difference(Source("flat", ServedPair.Game) with { Variant = "-memory-filter" })
        );
        Assert.StartsWith(
            "policy 'flat' is served here; expected it there, too",
            Difference(Source("else", ServedPair.Game)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_version_of_the_program_is_named_before_anything_else()
    {
        string older = (Own with { Program = "0.0.9" }).ToText();
        Violation difference = Assert.Single(Own.Differences(MemberContents.Read(older)));
        Assert.Equal(("program", "0.0.9, as there"), (difference.Place, difference.Expected));
        Assert.Equal("another one, as there", Assert.Single(Own.Differences(MemberContents.Read("antiphon 7"))).Expected);
        Assert.Equal("another one, as there", Assert.Single(Own.Differences(MemberContents.Read("{}"))).Expected);
    }

    [Fact]
    public void A_policy_with_other_files_is_known_by_their_hash()
    {
        ServedContents served = Own.Policies["flat"];
        var other = new MemberContents(
            Own.Program,
            new(StringComparer.Ordinal) { ["flat"] = served with { Version = new string('f', 64) } }
        );
        Violation difference = Assert.Single(Own.Differences(other));
        Assert.Equal(
            (
                $"has files with the hash {served.Version[..12]}",
                "ffffffffffff, as there (another pair, game file or seed of the training)"
            ),
            (difference.Found, difference.Expected)
        );
    }

    private static string Difference(PolicySource there) =>
        string.Join("; ", Own.Differences(Of(there)).Select(fault => $"{fault.Place} {fault.Found}; expected {fault.Expected}"));

    private static MemberContents Of(params PolicySource[] sources) => MemberContents.Of(sources, new PolicyCatalog(sources));

    private static PolicySource Source(string name, CooperativeGame game, int subsample = 2) =>
        new(name, () => ServedPolicy.Of(game, new JointPolicy(ServedPair.Table(game, subsample), LocalPolicy.Uniform(game))));
}
