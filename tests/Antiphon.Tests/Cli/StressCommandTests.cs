using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Tests.Cli;

/// <summary>simulate --stress: what it prints, of what it takes policies, and what it refuses.</summary>
public class StressCommandTests : CommandLineTest
{
    private static readonly string[] Brief = ["--horizon", "5", "--rollouts", "4", "--seeds", "3"];

    public StressCommandTests() => Run("train", "warehouse", "--k", "3", "--agents", "40", "--out", "mine").Succeeded();

    [Fact]
    public void A_table_tells_what_is_left_in_each_world()
    {
        string said = Run(["simulate", "mine", "--stress", .. Brief]).Succeeded();
        string[] lines = [.. said.Split('\n').SkipWhile(line => line.Length > 0).Skip(1)];
        Assert.Matches("^world +return +95% interval +change +lead +left$", lines[0]);
        Assert.Matches(@"^as modelled +[\d.]+ +[\d.]+ to [\d.]+ +- +-?[\d.e-]+ to -?[\d.e-]+ +", lines[1]);
        Assert.StartsWith("worst kernels found within 0.2 ", lines[14], StringComparison.Ordinal);
        Assert.Contains("not proved to be the worst", said.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(In("mine"), "simulation-*"));
    }

    [Theory]
    [InlineData("3", "4", "Intervals are over the seeds.")]
    [InlineData("1", "4", "With one seed, intervals are over its episodes.")]
    [InlineData("1", "1", "One episode gives no intervals.")]
    public void What_intervals_are_over_is_said(string seeds, string rollouts, string expected)
    {
        string said = Run("simulate", "mine", "--stress", "--horizon", "5", "--seeds", seeds, "--rollouts", rollouts).Succeeded();
        Assert.Contains(expected, said.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("∞", said, StringComparison.Ordinal);
        string modelled = said.Split('\n').Single(line => line.StartsWith("as modelled ", StringComparison.Ordinal));
        string[] columns = modelled.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(rollouts == "1", columns[2] == "-");
    }

    [Fact]
    public void The_json_document_holds_the_same_worlds()
    {
        JsonNode document = JsonNode.Parse(Run(["simulate", "mine", "--stress", "--within", "0.4", .. Brief, "--json"]).Succeeded())!;
        Assert.Equal("antiphon-stress/1", (string)document["format"]!);
        Assert.Equal((0.4, 40), ((double)document["distance"]!, (int)document["agents"]!));
        JsonArray worlds = document["worlds"]!.AsArray();
        Assert.Equal(14, worlds.Count);
        Assert.Null(worlds[0]!["change"]);
        Assert.All(worlds.Skip(1), world =>
            Assert.Equal(
                (double)world!["deployed"]!["mean"]! - (double)worlds[0]!["deployed"]!["mean"]!,
                (double)world["change"]!["mean"]!,
                1e-9
            )
        );
    }

    [Fact]
    public void A_policy_file_is_taken_with_its_game()
    {
        string ofRun = Run(["simulate", "mine", "--stress", .. Brief, "--json"]).Succeeded();
        File.Copy(In("mine", "policy.json"), In("policy.json"));
        Assert.Equal(
            ofRun,
            Run(["simulate", "policy.json", "--game", In("mine", "game.json"), "--stress", .. Brief, "--json"]).Succeeded()
        );
        string[] lossy = ["--stress", "--sampling", "lossy:0.2", .. Brief, "--json"];
        Assert.Equal(
            Run(["simulate", "mine", .. lossy]).Succeeded(),
            Run(["simulate", "policy.json", "--game", In("mine", "game.json"), .. lossy]).Succeeded()
        );
        Assert.Contains(
            "--game applies only to a policy file",
            Run("simulate", "mine", "--game", "warehouse").Refused(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("--shock cannot be combined with --stress", "--stress", "--shock", "0.1")]
    [InlineData("--trace cannot be combined with --stress", "--stress", "--trace", "a.csv")]
    [InlineData("--within requires --stress", "--within", "0.1")]
    [InlineData("--within is 3; expected an L1 distance above 0 and at most 2", "--stress", "--within", "3")]
    [InlineData("--within is 0; expected a number above 0", "--stress", "--within", "0")]
    public void Options_that_do_not_fit_are_refused(string expected, params string[] options) =>
        Assert.Contains(expected, Run(["simulate", "mine", .. options]).Refused(), StringComparison.Ordinal);

    [Fact]
    public void What_cannot_be_simulated_is_said_row_by_row()
    {
        CooperativeGame fleet = BuiltInGames.Get("mixed-fleet").WithAgents(40);
        var pair = new JointPolicy(new UniformGlobalPolicy(2, fleet.GlobalActions), LocalPolicy.Uniform(fleet));
        File.WriteAllText(In("game.json"), GameFile.Write(fleet));
        File.WriteAllText(In("fleet.json"), PolicyFile.Write(pair, fleet));
        string said = Run(["simulate", "fleet.json", "--stress", .. Brief]).Succeeded();
        Assert.Contains(
            "Not simulated, shock of 10 % every 20 steps: a shock, which moves agents between all local states, supports only agents of "
                + "one type",
            said.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }
}
