using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Tests.Architecture;
using Antiphon.Tests.Games;

namespace Antiphon.Tests.Cli;

/// <summary>Files that others wrote: `import`, and `validate --normalise`.</summary>
public class ImportTests : CommandLineTest
{
    [Fact]
    public void A_problem_becomes_a_game_file_and_what_is_lost_is_said()
    {
        Copy("tiger.pomdp");
        Golden.AssertEqual("import.txt", Run("import", "tiger.pomdp", "--agents", "100", "--write", "tiger.json").Succeeded());
        CooperativeGame game = GameFile.Load(In("tiger.json"));
        Assert.Equal(("tiger", 100L, 2, 3), (game.Name, game.Agents, game.LocalStates, game.LocalActions));
        Assert.Contains(
            "tiger.json already exists; nothing was overwritten",
            Run("import", "tiger.pomdp", "--write", "tiger.json").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_document_holds_the_game_and_what_is_lost()
    {
        Copy("wear.mdp");
        using var document = JsonDocument.Parse(Run("import", "wear.mdp", "--json").Succeeded());
        JsonElement root = document.RootElement;
        Assert.Equal("antiphon-import/1", root.GetProperty("format").GetString());
        Assert.Equal(0, root.GetProperty("observations").GetInt32());
        Assert.Equal("wear", root.GetProperty("game").GetString());
        Assert.Equal((1, 4, 2), (Count("agents"), Count("states"), Count("actions")));
        Assert.Equal(3, root.GetProperty("lost").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("file").ValueKind);
        Assert.False(File.Exists(In("wear.json")));

        int Count(string field) => root.GetProperty(field).GetInt32();
    }

    [Fact]
    public void A_fault_is_named_with_its_line_and_nothing_is_written()
    {
        string text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "examples", "tiger.pomdp"));
        File.WriteAllText(In("tiger.pomdp"), text.Replace("identity", "identical", StringComparison.Ordinal));
        string message = Run("import", "tiger.pomdp", "--write", "tiger.json").Refused();
        Assert.Contains(
            "tiger.pomdp has 1 violation:\n  line 10 contains 'identical'; expected number 1 of 2",
            message,
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(In("tiger.json")));
    }

    [Theory]
    [InlineData("<?xml version='1.0'?>\n<pomdpx version='0.1' id='x'>\n", "is XML in the format PomdpX")]
    [InlineData("\n <html>", "is XML;")]
    public void Files_in_XML_are_recognised(string text, string expected)
    {
        File.WriteAllText(In("rock.pomdpx"), text);
        string message = Run("import", "rock.pomdpx").Refused();
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("Cassandra's format", message, StringComparison.Ordinal);
        Assert.Contains("1 violation", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import needs a FILE.pomdp", "import")]
    [InlineData("does not exist", "import", "nowhere.pomdp")]
    [InlineData("--agents is 0", "import", "tiger.pomdp", "--agents", "0")]
    public void Wrong_usage_is_refused(string expected, params string[] arguments) =>
        Assert.Contains(expected, Run(arguments).Refused(), StringComparison.Ordinal);

    [Fact]
    public void Rows_that_are_off_by_rounding_are_rescaled_listed_and_written()
    {
        WriteSixDigits();
        string message = Run("validate", "six.json").Refused();
        Assert.Contains(
            "divide the row by its sum; this is rounding, so rescaling the rows of the file fixes it",
            message,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "2 rows are off by rounding: `antiphon validate FILE --normalise --write NEW` rescales rows that are off by at most 1e-4.\n",
            message,
            StringComparison.Ordinal
        );

        string screen = Run("validate", "six.json", "--normalise", "--write", "mended.json").Succeeded();
        Golden.AssertEqual("normalise.txt", screen[..screen.IndexOf("Hash", StringComparison.Ordinal)]);
        Assert.StartsWith("mended.json is valid.\n", Run("validate", "mended.json").Succeeded(), StringComparison.Ordinal);
        Assert.Contains(
            "mended.json already exists",
            Run("validate", "six.json", "--normalise", "--write", "mended.json").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Documents_list_the_rows_whether_they_are_rescaled_or_not()
    {
        WriteSixDigits();
        Outcome refused = Run("validate", "six.json", "--json");
        string rescaled = Run("validate", "six.json", "--normalise", "--json").Succeeded();
        Assert.Equal(2, refused.Code);
        string[] expected = ["globalTransition[0][1]", "localTransition[0][0][0]"];
        Assert.Equal(expected, Places(refused.Out), StringComparer.Ordinal);
        Assert.Equal(expected, Places(rescaled), StringComparer.Ordinal);
        Assert.Empty(Places(Run("validate", "warehouse", "--normalise", "--json").Succeeded()));

        static IEnumerable<string> Places(string json) =>
            JsonNode.Parse(json)!["roundedRows"]!.AsArray().Select(row => (string)row!["place"]!);
    }

    private void Copy(string name) => File.Copy(Path.Combine(RepositoryRoot.Path, "examples", name), In(name));

    private void WriteSixDigits() =>
        File.WriteAllText(
            In("six.json"),
            SmallGame.Json(root =>
            {
                root["globalTransition"]![0]![1] = JsonNode.Parse("[0.20005, 0.80001]");
                root["localTransition"]![0]![0]![0] = JsonNode.Parse("[0.333333, 0.666667, -1e-6]");
            })
        );
}
