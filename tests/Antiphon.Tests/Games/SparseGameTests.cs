using System.Text;
using Antiphon.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Games;

/// <summary>Sparse rows, shared levels and names in game files; games from functions; sizes.</summary>
public class SparseGameTests
{
    private const string Dense = """
        {
          "format": "antiphon-game/1", "name": "line", "discount": 0.9, "agents": 2,
          "globalStates": ["calm", "busy"], "localStates": ["a", "b", "c"], "globalActions": 1, "localActions": 2,
          "globalTransition": [[[0.5, 0.5]], [[0.5, 0.5]]],
          "localTransition": [
            [[[0.9, 0.1, 0], [0, 1, 0]], [[0.9, 0.1, 0], [0, 1, 0]]],
            [[[0, 0.25, 0.75], [0, 0.25, 0.75]], [[0, 0.25, 0.75], [0, 0.25, 0.75]]],
            [[[0, 0, 1], [0.3, 0.3, 0.4]], [[0, 1, 0], [0.3, 0.3, 0.4]]]
          ],
          "globalReward": [[1], [1]],
          "localReward": [[[2, 2], [3, 4]], [[2, 2], [3, 4]], [[2, 2], [3, 4]]],
          "initial": { "global": "uniform", "local": "uniform" },
          "geometry": { "target": [2] }
        }
        """;

    private const string Sparse = """
        {
          "format": "antiphon-game/1", "name": "line", "discount": 0.9, "agents": 2,
          "globalStates": ["calm", "busy"], "localStates": ["a", "b", "c"], "globalActions": 1, "localActions": 2,
          "globalTransition": { "same": [[0.5, 0.5]] },
          "localTransition": [
            { "same": [{ "to": [0, "b"], "p": [0.9, 0.1] }, { "to": ["b"], "p": [1] }] },
            { "same": { "same": { "to": [1, 2], "p": [0.25, 0.75] } } },
            [[{ "to": ["c"], "p": [1] }, [0.3, 0.3, 0.4]], [{ "to": [0, 1], "p": [0, 1] }, [0.3, 0.3, 0.4]]]
          ],
          "globalReward": { "same": { "same": 1 } },
          "localReward": { "same": [{ "same": 2 }, [3, 4]] },
          "initial": { "global": "uniform", "local": "uniform" },
          "geometry": { "target": ["c"] }
        }
        """;

    [Fact]
    public void A_game_given_sparsely_and_densely_is_the_same_game()
    {
        (CooperativeGame dense, CooperativeGame sparse) = (GameFile.Parse(Dense, "dense"), GameFile.Parse(Sparse, "sparse"));
        Assert.Equal(dense.Hash, sparse.Hash);
        Assert.Equal(dense.ToDefinition().LocalTransition, sparse.ToDefinition().LocalTransition);
        Assert.Equal(GameFile.Write(dense), GameFile.Write(sparse));
        Assert.Equal([1], sparse.LocalRow(2, 1, 0).Targets);
        Assert.Same(sparse.LocalRow(0, 0, 1), sparse.LocalRow(2, 1, 0));
    }

    [Theory]
    [InlineData(
        "[0, \"b\"]",
        "[0, 0]",
        "localTransition[0].same[0].to[1] is state 0, as is localTransition[0].same[0].to[0]; expected each"
    )]
    [InlineData(
        "[0, \"b\"]",
        "[\"b\", 0]",
        "localTransition[0].same[0].to[1] is state 0, after state 1; expected targets in ascending order"
    )]
    [InlineData("[0, \"b\"]", "[0, \"d\"]", "localTransition[0].same[0].to[1] is \"d\"; expected the name or the index of a local state")]
    [InlineData("[0, \"b\"]", "[0, 3]", "localTransition[0].same[0].to[1] is 3; expected the index of a local state, from 0 to 2")]
    [InlineData("[0, \"b\"]", "[-1, 1]", "localTransition[0].same[0].to[0] is -1; expected the index of a local state")]
    [InlineData("[0, \"b\"]", "[0, null]", "localTransition[0].same[0].to[1] is null; expected the name or the index of a local state")]
    [InlineData("[0, \"b\"]", "[0.5, 1]", "localTransition[0].same[0].to[0] is 0.5; expected a whole number")]
    [InlineData("[0, \"b\"]", "[0]", "localTransition[0].same[0].p has 2 entries; expected 1, one per target in to")]
    [InlineData("[0, \"b\"]", "7", "localTransition[0].same[0].to is a number; expected an array")]
    [InlineData("[0.9, 0.1]", "[0.9, 0]", "localTransition[0].same[0].p sums to 0.9; expected 1 within 1e-9; divide the row by its sum")]
    [InlineData("[0.9, 0.1]", "[1.5, -0.5]", "localTransition[0].same[0].p[0] is 1.5; expected a probability from 0 to 1", 2)]
    [InlineData("[0.9, 0.1]", "[0.9, \"NaN\"]", "localTransition[0].same[0].p[1] is a text; expected a number")]
    [InlineData("[0.9, 0.1]", "[0.9, 0.1], \"q\": 1", "localTransition[0].same[0].\"q\" is not a field of this format; expected to, p")]
    [InlineData(
        "{ \"to\": [\"b\"], \"p\": [1] }",
        "{ \"to\": [], \"p\": [] }",
        "localTransition[0].same[1].to is empty; expected at least one"
    )]
    [InlineData(
        "{ \"to\": [\"b\"], \"p\": [1] }",
        "{ \"to\": [1] }",
        "localTransition[0].same[1] is an object; expected an array, or {\"to\""
    )]
    [InlineData(
        "{ \"to\": [\"b\"], \"p\": [1] }",
        "{ \"same\": 1 }",
        "localTransition[0].same[1] is {\"same\": ..}, which replaces a level"
    )]
    [InlineData(
        "{ \"same\": [[0.5, 0.5]] }",
        "{ \"same\": [[0.5]] }",
        "globalTransition.same[0] has 1 entry; expected 2, one per global state"
    )]
    [InlineData("{ \"same\": [[0.5, 0.5]] }", "{ \"same\": 1 }", "globalTransition.same is a number; expected an array")]
    [InlineData("{ \"same\": 2 }", "{ \"same\": [2] }", "localReward.same[0].same is an array; expected a number")]
    [InlineData("{ \"same\": 1 }", "{ \"same\": 1e300 }", "globalReward.same.same is 1E+300; expected")]
    [InlineData("{ \"same\": 1 }", "{ \"same\": true }", "globalReward.same.same is a truth value; expected a number")]
    [InlineData("{ \"same\": [[0.5, 0.5]] }", "{ \"same\": [null] }", "globalTransition.same[0] is null; expected an array")]
    [InlineData("{ \"same\": [[0.5, 0.5]] }", "{ \"same\": { \"same\": [1] } }", "globalTransition.same.same has 1 entry; expected 2")]
    [InlineData(
        "{ \"same\": 2 }",
        "{ \"same\": 2, \"of\": 2 }",
        "localReward.same[0].\"of\" is not a field of this format; expected same"
    )]
    [InlineData(
        "\"global\": \"uniform\"",
        "\"global\": { \"same\": 0.5 }",
        "initial.global is an object; expected \"uniform\" or an array"
    )]
    [InlineData("[\"c\"] }\n}", "[\"d\"] }\n}", "geometry.target[0] is \"d\"; expected the name or the index of a local state")]
    public void A_fault_is_named_with_its_path(string part, string replacement, string expected, int violations = 1)
    {
        Assert.Contains(part, Sparse, StringComparison.Ordinal);
        IReadOnlyList<Violation> refused = SmallGame.Refused(Sparse.Replace(part, replacement, StringComparison.Ordinal));
        Assert.Equal(violations, refused.Count);
        Assert.Contains(expected, refused[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_in_code_are_judged_like_those_in_files()
    {
        GameDefinition rows = GameFile.Parse(Sparse, "sparse").ToRows();
        AssertFault(
            new TransitionRow([0, 1], [double.NaN, 1]),
            "localTransition[0][1][0].p[0] is NaN; expected a probability from 0 to 1"
        );
        AssertFault(new TransitionRow([0, 1], [0.5]), "localTransition[0][1][0].p has 1 entry; expected 2, one per target in to");
        AssertFault(new TransitionRow([0.5, 0.5]), "localTransition[0][1][0] has 2 entries; expected 3, one per local state");
        AssertFault(null!, "localTransition[0][1][0] is missing; expected 3, one per local state");
        rows.LocalRows![0][1][0] = rows.LocalRows[0][0][0];
        Assert.Equal(
            ["localTransition"],
            SmallGame.Places(
                rows with
                {
                    LocalTransition =
                    [
                        [
                            [
                                [1],
                            ],
                        ],
                    ],
                }
            )
        );

        void AssertFault(TransitionRow row, string expected)
        {
            rows.LocalRows![0][1][0] = row;
            Assert.StartsWith(expected, Assert.Single(GameValidator.Validate(rows)).ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rows_are_divided_by_their_sums_to_the_same_bits_dense_and_sparse()
    {
        double[] dense = [0.1, 0, 0.2, -1e-13, 0.7 + 3e-10, 0];
        int[] all = [.. Enumerable.Range(0, dense.Length)];
        TransitionRow sparse = new TransitionRow([0, 2, 3, 4], [0.1, 0.2, -1e-13, 0.7 + 3e-10]).Normalized(all);
        Assert.Equal(new TransitionRow(dense).Normalized(all), sparse);
        Assert.Equal([0, 2, 4], sparse.Targets);
        ProbabilityRow.Normalize(dense);
        Assert.Equal(dense, sparse.ToArray(dense.Length));
    }

    [Fact]
    public void A_row_of_pairs_is_sorted_and_adds_what_is_given_twice()
    {
        var row = TransitionRow.Of([(4, 0.5), (1, 0.25), (4, 0.25), (0, 0)]);
        Assert.Equal([1, 4], row.Targets);
        Assert.Equal([0.25, 0.75], row.Probabilities);
        Assert.Equal([0, 0.25, 0, 0, 0.75], row.ToArray(5));
    }

    [Fact]
    public void Large_games_are_written_sparsely_and_read_to_the_bit()
    {
        CooperativeGame random = new RandomGame(7)
        {
            GlobalStates = 2,
            LocalStates = 60,
            LocalActions = 2,
        }.Create();
        foreach (CooperativeGame game in new[] { random, BuiltInGames.Get("depots"), BuiltInGames.Get("depots:12") })
        {
            string text = GameFile.Write(game);
            CooperativeGame again = GameFile.Parse(text, "text");
            Assert.Equal(game.Hash, again.Hash);
            Assert.Equal(text, GameFile.Write(again));
            Assert.Equal(game.Hash, CooperativeGame.Create(game.ToDefinition()).Hash);
        }
    }

    [Fact]
    public void Every_row_is_written_on_a_line_of_its_own()
    {
        foreach (
            CooperativeGame game in new[] { BuiltInGames.Get("depots"), BuiltInGames.Get("warehouse"), BuiltInGames.Get("mixed-fleet") }
        )
        {
            Assert.All(GameFile.Write(game).Split('\n'), line =>
            {
                Assert.DoesNotContain("],[", line, StringComparison.Ordinal);
                Assert.DoesNotContain("},{", line, StringComparison.Ordinal);
                Assert.DoesNotContain("[[", line, StringComparison.Ordinal);
                Assert.Equal(0, (line.Length - line.TrimStart().Length) % 2);
            });
        }
    }

    [Fact]
    public void A_city_of_a_hundred_zones_takes_less_than_two_megabytes()
    {
        CooperativeGame city = City.Create();
        string text = GameFile.Write(city);
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 0, 2_000_000);
        Assert.Equal(city.Hash, GameFile.Parse(text, "city").Hash);

        // Of the global state 9,900 rows of two entries and 100 of one. Of agents, equal rows once: 64 inner zones have 5 rows of 5
        // entries, 32 at an edge 4 of 4 (the move out is that of staying), 4 corners 3 of 3: 1,600 + 512 + 36.
        Assert.Equal((60_000, 19_900 + 2_148), (city.TransitionRows, city.TransitionEntries));
        GameDefinition rows = city.ToDefinition();
        Assert.Empty(rows.LocalTransition);
        Assert.Equal(city.Hash, CooperativeGame.Create(rows).Hash);
    }

    [Fact]
    [Trait("Tier", "full")]
    public void A_city_given_densely_has_the_same_hash()
    {
        CooperativeGame city = City.Create();
        string text = City.DenseJson(city);
        Assert.InRange(text.Length, 30_000_000, 60_000_000);
        Assert.Equal(city.Hash, GameFile.Parse(text, "city").Hash);
    }

    [Fact]
    public void Games_too_large_for_memory_are_refused_with_need_and_limit()
    {
        string json = Sparse
            .Replace("[\"a\", \"b\", \"c\"]", "65536", StringComparison.Ordinal)
            .Replace("[\"calm\", \"busy\"]", "60000", StringComparison.Ordinal);
        Violation refused = Assert.Single(SmallGame.Refused(json), violation => violation.Place == "the game");
        Assert.Equal("has tables of 15,728,760,000 entries (117.2 GiB)", refused.Found);
        Assert.Equal("at most 134,217,728 (1 GiB)", refused.Expected);
    }
}
