using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Tests.Games;

namespace Antiphon.Tests.Policies;

/// <summary>The hash of a game covers its numbers; the names in a policy file tell games of equal numbers apart.</summary>
public class PolicyNamesTests
{
    private static readonly CooperativeGame Game = CooperativeGame.Create(SmallGame.Definition());

    private static string Written => PolicyFile.Write(new JointPolicy(new UniformGlobalPolicy(1, Game), LocalPolicy.Uniform(Game)), Game);

    [Fact]
    public void A_file_for_a_game_of_other_names_is_refused_by_the_name_that_differs()
    {
        string[] names = [.. Game.LocalStateNames];
        names[1] = "elsewhere";
        var other = CooperativeGame.Create(Game.ToDefinition() with { LocalStateNames = names });
        Assert.Equal(Game.Hash, other.Hash);

        InvalidPolicyException refusal = Assert.Throws<InvalidPolicyException>(() => PolicyFile.Parse(Written, "test.json", other));

        Violation violation = Assert.Single(refusal.Violations);
        Assert.Equal("localStates[1]", violation.Place);
        Assert.Contains(Game.LocalStateNames[1], violation.Found, StringComparison.Ordinal);
        Assert.Contains("elsewhere", violation.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_another_length_is_refused()
    {
        string cut = Written.Replace("\"localActions\": [", "\"localActions\": [\n    \"more\",", StringComparison.Ordinal);

        InvalidPolicyException refusal = Assert.Throws<InvalidPolicyException>(() => PolicyFile.Parse(cut, "test.json", Game));

        Assert.Contains(refusal.Violations, violation => violation.Place == "localActions");
    }

    [Fact]
    public void A_name_that_is_no_text_is_refused()
    {
        string odd = Written.Replace("\"localActions\": [", "\"localActions\": [\n    7,", StringComparison.Ordinal);

        Assert.Throws<InvalidPolicyException>(() => PolicyFile.Parse(odd, "test.json", Game));
    }

    [Fact]
    public void A_file_of_an_earlier_version_has_no_names_and_is_read()
    {
        string[] lines = Written.Split('\n');
        string former = Written;
        foreach (string field in (string[])["globalStates", "localStates", "globalActions", "localActions"])
        {
            int first = former.IndexOf($"  \"{field}\"", StringComparison.Ordinal);
            int end = former.IndexOf("],\n", first, StringComparison.Ordinal) + 3;
            former = former.Remove(first, end - first);
        }

        Assert.Equal(1, PolicyFile.Parse(former, "test.json", Game).Global.Subsample);
        Assert.True(former.Split('\n').Length < lines.Length);
    }
}
