using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Games;

public class BadGameFileTests
{
    [Fact]
    public void All_missing_fields_are_named_at_once()
    {
        IReadOnlyList<Violation> violations = SmallGame.Refused("""{"format": "antiphon-game/1"}""");
        Assert.Equal(GameReader.Required.Skip(1), violations.Select(violation => violation.Place), StringComparer.Ordinal);
        Assert.All(violations, violation => Assert.Equal("is missing", violation.Found));
    }

    [Theory]
    [InlineData("antiphon-game/2", "another version")]
    [InlineData("antiphon-policy/1", "another kind of file")]
    public void Other_formats_are_refused_before_anything_else(string format, string reason)
    {
        string message = Message($$"""{"format": "{{format}}", "colour": 7}""");
        Assert.Contains($"\"{format}\"", message, StringComparison.Ordinal);
        Assert.Contains("\"antiphon-game/1\"", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("colour", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "format is missing")]
    [InlineData("""{"format": 1}""", "format is a number")]
    [InlineData("[1, 2]", "an array")]
    [InlineData("null", "null")]
    public void Files_without_a_format_are_refused(string json, string reason) =>
        Assert.Contains(reason, Message(json), StringComparison.Ordinal);

    [Fact]
    public void A_file_cut_off_anywhere_is_refused_with_line_and_position()
    {
        string text = SmallGame.Json();
        for (int length = 0; length < text.TrimEnd().Length; length += 7)
        {
            Assert.Matches("^test.json is not complete, correct JSON at line [0-9]+, position [0-9]+: ", Message(text[..length]));
        }
    }

    [Theory]
    [InlineData("""{"format": "antiphon-game/1", "discount": NaN}""", "line 1, position 43")]
    [InlineData("{\"format\": \"antiphon-game/1\",\n \"name\": \"a\",\n}", "line 3, position 1")]
    [InlineData("{\"format\": \"antiphon-game/1\"} more", "line 1, position 31")]
    public void What_is_not_json_is_refused_with_line_and_position(string json, string place) =>
        Assert.Contains(place, Message(json), StringComparison.Ordinal);

    [Fact]
    public void A_field_given_twice_is_refused() =>
        Assert.Contains("name", Message("""{"format": "antiphon-game/1", "name": "a", "name": "b"}"""), StringComparison.Ordinal);

    [Fact]
    public void Text_that_is_no_unicode_is_refused()
    {
        Assert.Contains("surrogate", Message("""{"format": "antiphon-game/1", "name": "\ud800"}"""), StringComparison.Ordinal);
        Assert.Contains("surrogate", Message("""{"format": "antiphon-game/1", "\ud800": 1}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_fields_are_named_with_the_object_they_are_in()
    {
        string json = SmallGame.Json(root =>
        {
            root["colour"] = "red";
            root["initial"]!["weather"] = 1;
            root["geometry"]!["shape"] = "ring";
        });
        Assert.Equal(
            ["\"colour\"", "initial.\"weather\"", "geometry.\"shape\""],
            SmallGame.Refused(json).Select(violation => violation.Place),
            StringComparer.Ordinal
        );
    }

    [Theory]
    [InlineData("name", "7", "is a number")]
    [InlineData("discount", "\"0.9\"", "is a text")]
    [InlineData("agents", "true", "is a truth value")]
    [InlineData("agents", "7.5", "is 7.5")]
    [InlineData("agents", "1e400", "is 1e400")]
    [InlineData("globalStates", "{}", "is an object")]
    [InlineData("localStates", "0", "is 0")]
    [InlineData("localStates", "2000000000", "is 2000000000")]
    [InlineData("localStates", "3.5", "is 3.5")]
    [InlineData("globalTransition", "\"uniform\"", "is a text")]
    [InlineData("localReward", "null", "is null")]
    [InlineData("initial", "\"uniform\"", "is a text")]
    [InlineData("geometry", "[]", "is an array")]
    [InlineData("$schema", "1", "is a number")]
    public void A_field_of_the_wrong_type_is_named_once(string field, string value, string found)
    {
        Violation violation = Assert.Single(SmallGame.Refused(SmallGame.Json(root => root[field] = JsonNode.Parse(value))));
        Assert.Equal((field, found), (violation.Place, violation.Found));
    }

    [Fact]
    public void Wrong_types_deep_in_a_table_are_named_with_their_path_beside_wrong_numbers_elsewhere()
    {
        string json = SmallGame.Json(root =>
        {
            root["discount"] = 1;
            root["globalTransition"]![0]![1]![0] = "0.2";
            root["localTransition"]![2]![0] = 5;
            root["localTransition"]![1]![1]![0]![2] = 0.71;
            root["localStates"]![1] = null;
            root["initial"]!["local"] = "even";
            root["geometry"]!["target"]![0] = 0.5;
        });
        Assert.Equal(
            [
                "localStates[1]",
                "globalTransition[0][1][0]",
                "localTransition[2][0]",
                "initial.local",
                "geometry.target[0]",
                "discount",
                "localTransition[1][1][0]",
            ],
            SmallGame.Refused(json).Select(violation => violation.Place),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void A_number_too_large_for_a_double_is_not_read_as_infinity()
    {
        string json = SmallGame.Json().Replace("-1, 0.5", "-1, 1e999", StringComparison.Ordinal);
        Assert.Equal("globalReward[1][1]", Assert.Single(SmallGame.Refused(json)).Place);
    }

    [Fact]
    public void A_dirichlet_law_without_its_number_is_refused()
    {
        Violation violation = Assert.Single(SmallGame.Refused(SmallGame.Json(root => root["initial"]!["local"] = new JsonObject())));
        Assert.Equal(("initial.local.dirichlet", "is missing"), (violation.Place, violation.Found));
    }

    [Fact]
    public void Files_that_cannot_be_read_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.In("latin.json"), [(byte)'{', 0xE9, (byte)'}']);
        Assert.Contains("does not exist", Refused(folder.In("none.json")), StringComparison.Ordinal);
        Assert.Contains("does not exist", Refused(folder.In("none", "game.json")), StringComparison.Ordinal);
        Assert.Contains("is a folder", Refused(folder.Root), StringComparison.Ordinal);
        Assert.Contains("not UTF-8 text (byte 1)", Refused(folder.In("latin.json")), StringComparison.Ordinal);

        static string Refused(string path)
        {
            string message = Assert.Throws<InvalidInputException>(() => GameFile.Load(path)).Message;
            Assert.Contains(path, message, StringComparison.Ordinal);
            return message;
        }
    }

    private static string Message(string json) => Assert.ThrowsAny<InvalidInputException>(() => GameFile.Parse(json, "test.json")).Message;
}
