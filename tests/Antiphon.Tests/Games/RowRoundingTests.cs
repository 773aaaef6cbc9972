using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Games;

/// <summary>Files that other programs wrote with few digits.</summary>
public class RowRoundingTests
{
    private const string Rounding = "this is rounding, so rescaling the rows of the file fixes it";

    [Theory]
    [InlineData("[0.333333, 0.333333, 0.333333]", 0.999999, 0)]
    [InlineData("[0.50009, 0.5, 0]", 1.00009, 0)]
    [InlineData("[0.5, 0.50005, -5e-5]", 1.00005, -5e-5)]
    [InlineData("[1, -6e-5, -4e-5]", 1, -1e-4)]
    [InlineData("[1.00005, 0, 0]", 1.00005, 0)]
    public void A_row_that_is_off_by_rounding_is_rescaled_and_listed(string row, double sum, double belowZero)
    {
        (CooperativeGame game, IReadOnlyList<RoundedRow> rescaled) = Rescaled(Json(row));
        RoundedRow listed = Assert.Single(rescaled);
        Assert.Equal("localTransition[1][0][0]", listed.Place);
        Assert.Equal(sum, listed.Sum, 1e-15);
        Assert.Equal(belowZero, listed.BelowZero, 1e-15);

        double[] expected = [.. JsonNode.Parse(row)!.AsArray().Select(entry => Math.Max((double)entry!, 0) / sum)];
        Assert.Equal(1, game.LocalTransition(1, 0, 0).ToArray().Sum(), 1e-15);
        Assert.All(expected.Index(), entry => Assert.Equal(entry.Item, game.LocalTransition(1, 0, 0)[entry.Index], 1e-15));
    }

    [Theory]
    [InlineData("[0.333333, 0.333333, 0.333333]", "localTransition[1][0][0]")]
    [InlineData("[0.5, 0.50005, -5e-5]", "localTransition[1][0][0][2]")]
    public void Otherwise_it_is_refused_and_the_remedy_says_that_it_is_rounding(string row, string place)
    {
        GameValidationException refused = Assert.Throws<GameValidationException>(() => GameFile.Parse(Json(row), "test.json"));
        Violation violation = Assert.Single(refused.Violations);
        Assert.Equal(place, violation.Place);
        Assert.EndsWith(Rounding, violation.Remedy, StringComparison.Ordinal);
        Assert.Equal("localTransition[1][0][0]", Assert.Single(refused.RoundedRows).Place);
    }

    [Theory]
    [InlineData("[0.3333, 0.3333, 0.3332]")]
    [InlineData("[0.5, 0.5002, 0]")]
    [InlineData("[0.5, 0.5, -2e-4]")]
    [InlineData("[1, -6e-5, -6e-5]")]
    [InlineData("[0, 0, 0]")]
    public void A_row_that_is_further_off_stays_a_violation(string row)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("game.json"), Json(row));
        GameValidationException refused = Assert.Throws<GameValidationException>(() => GameFile.LoadRescaled(folder.In("game.json")));
        Assert.All(refused.Violations, violation => Assert.DoesNotContain("rounding", violation.Remedy, StringComparison.Ordinal));
        Assert.Empty(refused.RoundedRows);
    }

    [Fact]
    public void Sparse_rows_shared_rows_start_laws_and_random_rewards_are_rescaled_each_once_where_the_file_gives_them()
    {
        string json = SmallGame.Json(root =>
        {
            root["globalTransition"]![1] = JsonNode.Parse("""{"same": [0.99999, 2e-5]}""");
            root["localTransition"]![0] = JsonNode.Parse("""{"same": [{"to": ["x", "z"], "p": [0.66667, 0.33334]}]}""");
            root["localReward"]![2]![1]![0] = JsonNode.Parse("""{"values": [0, 3], "probabilities": [0.66667, 0.33334]}""");
            root["initial"] = JsonNode.Parse("""{"global": [0.33333, 0.66666], "local": [0.33333, 0.33333, 0.33333]}""");
        });
        (CooperativeGame game, IReadOnlyList<RoundedRow> rescaled) = Rescaled(json);
        Assert.Equal(
            [
                "localReward[2][1][0].probabilities",
                "globalTransition[1].same",
                "localTransition[0].same[0].p",
                "initial.global",
                "initial.local",
            ],
            rescaled.Select(row => row.Place),
            StringComparer.Ordinal
        );
        Assert.Equal(3 * 0.33334 / 1.00001, game.LocalReward(2, 1, 0), 1e-14);
        Assert.Equal(1.0 / 3, game.Initial.Global[0], 1e-15);
        Assert.Equal(game.Hash, GameFile.Parse(GameFile.Write(game), "again").Hash);

        IReadOnlyList<Violation> violations = SmallGame.Refused(json);
        Assert.Equal(
            rescaled.Select(row => row.Place).Order(StringComparer.Ordinal),
            violations.Select(violation => violation.Place).Order(StringComparer.Ordinal)
        );
        Assert.All(violations, violation => Assert.EndsWith(Rounding, violation.Remedy, StringComparison.Ordinal));
    }

    [Fact]
    public void Shares_of_types_are_rescaled()
    {
        string json = SmallGame.Json(root =>
        {
            root["types"] = new JsonArray(Type("a"), Type("b"), Type("c"));
            root.Remove("localStates");
            root.Remove("localTransition");
            root.Remove("localReward");
            root.Remove("geometry");
            root["initial"]!.AsObject().Remove("local");
        });
        (CooperativeGame game, IReadOnlyList<RoundedRow> rescaled) = Rescaled(json);
        Assert.Equal("types", Assert.Single(rescaled).Place);
        Assert.All(game.Types, type => Assert.Equal(1.0 / 3, type.Share, 1e-15));
        Violation violation = Assert.Single(SmallGame.Refused(json));
        Assert.Equal("types", violation.Place);
        Assert.EndsWith(Rounding, violation.Remedy, StringComparison.Ordinal);

        static JsonNode Type(string name) =>
            JsonNode.Parse(
                $$"""
                { "name": "{{name}}", "share": 0.333333, "localStates": 1, "localTransition": [[[[1]], [[1]]]],
                  "localReward": [[[0], [0]]], "initial": "uniform" }
                """
            )!;
    }

    [Fact]
    public void A_sound_file_is_read_with_the_same_bits()
    {
        (CooperativeGame game, IReadOnlyList<RoundedRow> rescaled) = Rescaled(SmallGame.Json());
        Assert.Empty(rescaled);
        Assert.Equal(GameFile.Parse(SmallGame.Json(), "test.json").Hash, game.Hash);
    }

    private static string Json(string row) => SmallGame.Json(root => root["localTransition"]![1]![0]![0] = JsonNode.Parse(row));

    private static (CooperativeGame Game, IReadOnlyList<RoundedRow> Rescaled) Rescaled(string json)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("game.json"), json);
        return GameFile.LoadRescaled(folder.In("game.json"));
    }
}
