using Antiphon.Games;

namespace Antiphon.Tests.Games;

/// <summary>A file written by hand, spoiled in one place at a time.</summary>
public class GameFileFaultTests
{
    private const string Valid = """
        {
          "format": "antiphon-game/1", "name": "pair", "discount": 0.9, "agents": 2,
          "globalStates": 1, "localStates": ["off", "on"], "globalActions": ["go"], "localActions": 1,
          "globalTransition": [[[1]]],
          "localTransition": [[[[0.5, 0.5]]], [[[0.25, 0.75]]]],
          "globalReward": [[0]],
          "localReward": [[[0]], [[1]]],
          "initial": { "global": "uniform", "local": { "dirichlet": 0.3 } },
          "geometry": { "distance": [[1], [0]], "target": [1] }
        }
        """;

    [Fact]
    public void The_text_that_the_other_tests_spoil_is_valid() => Assert.Equal("pair", GameFile.Parse(Valid, "text").Name);

    [Theory]
    [InlineData("\"agents\": 2", "\"agents\": \"two\"", "agents is a text; expected a whole number")]
    [InlineData("\"agents\": 2", "\"agents\": 2.5", "agents is 2.5; expected a whole number")]
    [InlineData("\"agents\": 2", "\"agents\": 1e300", "agents is 1e300; expected a whole number")]
    [InlineData("\"agents\": 2", "\"agents\": null", "agents is null; expected a whole number")]
    [InlineData("\"agents\": 2", "\"agents\": 2, \"agentz\": 3", "\"agentz\" is not a field of this format; expected format, name, ")]
    [InlineData("\"discount\": 0.9", "\"discount\": true", "discount is a truth value; expected a number")]
    [InlineData("\"discount\": 0.9", "\"discount\": 1", "discount is 1; expected at least 0 and below 1")]
    [InlineData("\"discount\": 0.9, ", "", "discount is missing")]
    [InlineData("\"name\": \"pair\"", "\"name\": 7", "name is a number; expected a text")]
    [InlineData("\"globalStates\": 1", "\"globalStates\": 0", "globalStates is 0; expected from 1 to 65536")]
    [InlineData("\"globalStates\": 1", "\"globalStates\": 2000000000", "globalStates is 2000000000; expected from 1 to 65536")]
    [InlineData("\"globalStates\": 1", "\"globalStates\": \"one\"", "globalStates is a text; expected a count or a list of names")]
    [InlineData("[\"off\", \"on\"]", "[\"off\", 1]", "localStates[1] is a number; expected a text")]
    [InlineData("[\"off\", \"on\"]", "[\"off\", \"off\"]", "localStates[1] is 'off', as is localStates[0]")]
    [InlineData("[[[1]]]", "[[[1], [1]]]", "globalTransition[0] has 2 entries; expected 1, one per global action")]
    [InlineData("[[[1]]]", "[[1]]", "globalTransition[0][0] is a number; expected an array")]
    [InlineData("[[[1]]]", "{}", "globalTransition is an object; expected an array")]
    [InlineData("0.25, 0.75", "0.25, \"NaN\"", "localTransition[1][0][0][1] is a text; expected a number")]
    [InlineData("0.25, 0.75", "0.25, null", "localTransition[1][0][0][1] is null; expected a number")]
    [InlineData("0.25, 0.75", "0.25, 1e999", "localTransition[1][0][0][1] is Infinity; expected a probability")]
    [InlineData("0.25, 0.75", "0.25, 0.7", "localTransition[1][0][0] sums to 0.95; expected 1 within 1e-9")]
    [InlineData("[[[0]], [[1]]]", "[[[0]], [1]]", "localReward[1][0] is a number; expected an array")]
    [InlineData("\"uniform\"", "\"even\"", "initial.global is a text; expected \"uniform\" or an array of probabilities")]
    [InlineData("\"uniform\"", "[0.5, 0.5]", "initial.global has 2 entries; expected 1")]
    [InlineData("\"uniform\"", "7", "initial.global is a number; expected \"uniform\" or an array of probabilities")]
    [InlineData("\"dirichlet\": 0.3", "\"dirichlet\": -1", "initial.local.dirichlet is -1; expected a finite number above 0")]
    [InlineData(
        "\"dirichlet\": 0.3",
        "\"dirichlet\": 0.3, \"shape\": 1",
        "initial.local.\"shape\" is not a field of this format; expected dirichlet"
    )]
    [InlineData("\"dirichlet\": 0.3", "", "initial.local.dirichlet is missing")]
    [InlineData("\"global\": \"uniform\", ", "", "initial.global is missing")]
    [InlineData("\"target\": [1]", "\"target\": [2]", "geometry.target[0] is 2; expected the index of a local state, from 0 to 1")]
    [InlineData("\"target\": [1]", "\"target\": [99999999999]", "geometry.target[0] is 2147483647")]
    [InlineData("\"target\": [1]", "\"goal\": [1]", "geometry.\"goal\" is not a field of this format; expected distance, target")]
    [InlineData("\"distance\": [[1], [0]]", "\"distance\": [[1], [-1]]", "geometry.distance[1][0] is -1")]
    public void A_fault_is_named_once_with_its_path(string part, string replacement, string expected)
    {
        Assert.Contains(part, Valid, StringComparison.Ordinal);
        GameValidationException refused = Assert.Throws<GameValidationException>(() =>
            GameFile.Parse(Valid.Replace(part, replacement, StringComparison.Ordinal), "pair.json")
        );
        Assert.Contains(expected, Assert.Single(refused.Violations).ToString(), StringComparison.Ordinal);
        Assert.StartsWith("pair.json has 1 violation:", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Faults of the whole file, of which nothing else is reported because nothing else is known.</summary>
    [Theory]
    [InlineData("\"agents\": 2", "\"agents\": 2, \"agents\": 3", "pair.json: agents is given twice; expected once; remove one of the two")]
    [InlineData("\"name\": \"pair\"", "\"name\": \"\\ud800\"", "half of a surrogate pair")]
    [InlineData("\"globalActions\":", "\"globalActions\"", "pair.json is not complete, correct JSON at line 3, position ")]
    [InlineData(
        "antiphon-game/1",
        "antiphon-game/2",
        "format is \"antiphon-game/2\"; expected \"antiphon-game/1\"; it was written by another version of Antiphon"
    )]
    [InlineData(
        "antiphon-game/1",
        "antiphon-policy/1",
        "format is \"antiphon-policy/1\"; expected \"antiphon-game/1\"; it is another kind of file"
    )]
    [InlineData("\"antiphon-game/1\"", "1", "format is a number; expected the text \"antiphon-game/1\"")]
    public void A_fault_of_the_whole_file_is_named_alone(string part, string replacement, string expected)
    {
        Assert.Contains(part, Valid, StringComparison.Ordinal);
        string message = Message(Valid.Replace(part, replacement, StringComparison.Ordinal));
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_of_reading_and_of_the_game_are_listed_together()
    {
        string text = Valid
            .Replace("\"agents\": 2", "\"agents\": \"two\"", StringComparison.Ordinal)
            .Replace("0.25, 0.75", "0.25, 0.7", StringComparison.Ordinal);
        GameValidationException refused = Assert.Throws<GameValidationException>(() => GameFile.Parse(text, "text"));
        Assert.Equal(
            ["agents", "localTransition[1][0][0]"],
            refused.Violations.Select(violation => violation.Place),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void A_file_cut_short_at_any_character_is_refused_with_the_place()
    {
        for (int length = 0; length < Valid.Length; length++)
        {
            Assert.Matches("^pair.json is not complete, correct JSON at line [0-9]+, position [0-9]+: ", Message(Valid[..length]));
        }
    }

    [Theory]
    [InlineData("{ \"discount\": NaN }")]
    [InlineData("{ \"discount\": 0.9, }")]
    [InlineData("{} // remark")]
    [InlineData("{} {}")]
    [InlineData("{ \"discount\": .9 }")]
    public void What_is_not_strict_json_is_refused(string text) =>
        Assert.Contains("is not complete, correct JSON at line 1", Message(text), StringComparison.Ordinal);

    [Fact]
    public void Text_with_half_a_character_in_it_is_refused() =>
        Assert.Contains("surrogate", Message($"{{ \"{(char)0xd800}\": 1 }}"), StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused() => Assert.Contains("depth", Message(new string('[', 5000)), StringComparison.Ordinal);

    private static string Message(string text) => Assert.ThrowsAny<InvalidInputException>(() => GameFile.Parse(text, "pair.json")).Message;
}
