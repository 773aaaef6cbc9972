using System.Text.Json.Nodes;
using Antiphon.Games;

namespace Antiphon.Tests.Games;

/// <summary>Rewards that are laws: files, checks, hashes, supports.</summary>
public class RandomRewardTests
{
    private static readonly CooperativeGame Noisy = CooperativeGame.Create(NoisyGame.Definition());

    [Fact]
    public void A_file_with_laws_is_read_and_written_back_to_the_same_bits()
    {
        string text = GameFile.Write(Noisy);
        Assert.Contains("""[1, { "values": [1, 3], "probabilities": [0.5, 0.5] }]""", text, StringComparison.Ordinal);
        Assert.Contains("""[{ "mean": -1, "halfWidth": 0.25 }, 0.5]""", text, StringComparison.Ordinal);
        CooperativeGame again = GameFile.Parse(text, "test.json");
        Assert.Equal(text, GameFile.Write(again));
        Assert.Equal(Noisy.Hash, again.Hash);
        Assert.Equal(Noisy.Hash, CooperativeGame.Create(again.ToDefinition()).Hash);
        Assert.Empty(SchemaChecker.Load("game.schema.json").Check(text));
    }

    [Fact]
    public void Means_stand_in_the_tables_and_laws_beside_them()
    {
        var small = CooperativeGame.Create(SmallGame.Definition());
        Assert.Equal(small.GlobalRewards.ToArray(), Noisy.GlobalRewards.ToArray());
        Assert.Equal(small.LocalRewards.ToArray(), Noisy.LocalRewards.ToArray());
        Assert.Null(Noisy.Noise!.Global(0, 0));
        Assert.Equal(new UniformRewardLaw(-1, 0.25), Noisy.Noise.Global(1, 0));
        Assert.Equal(new UniformRewardLaw(1, 3), Noisy.Noise.Local(0, 0, 0));
        Assert.Null(Noisy.Noise.Local(2, 1, 0));
        Assert.Equal(4, Noisy.Noise.RandomEntries);
    }

    /// <summary>
    /// Assumption F.1: over the union of all supports, points included. Global: 1, {1, 3}, [-1.25, -0.75], 0.5. Local: [-2, 4], 2, 3, 4,
    /// {4, 6, 7}, -6.
    /// </summary>
    [Fact]
    public void Supports_are_those_of_all_entries_together()
    {
        Assert.Equal((-1.25, 3), Noisy.Noise!.GlobalSupport);
        Assert.Equal((-6, 7), Noisy.Noise.LocalSupport);
    }

    [Fact]
    public void A_game_without_laws_has_no_noise_and_keeps_its_hash_and_file()
    {
        var small = CooperativeGame.Create(SmallGame.Definition());
        var empty = CooperativeGame.Create(
            SmallGame.Definition() with
            {
                GlobalRewardForms =
                [
                    [null, null],
                    [null, null],
                ],
            }
        );
        Assert.Null(small.Noise);
        Assert.Null(empty.Noise);
        Assert.Equal((small.Hash, GameFile.Write(small)), (empty.Hash, GameFile.Write(empty)));
    }

    [Fact]
    public void Every_number_of_a_law_changes_the_hash()
    {
        RewardLaw?[] laws =
        [
            null,
            NoisyGame.Coin(2, 1),
            NoisyGame.Coin(2, 0.5),
            new FiniteRewardLaw([1, 5], [0.75, 0.25]),
            new FiniteRewardLaw([0, 8], [0.75, 0.25]),
            new FiniteRewardLaw([3, 1], [0.5, 0.5]),
            new UniformRewardLaw(2, 1),
            new UniformRewardLaw(2, 0.5),
        ];
        IEnumerable<string> hashes = laws.Select(law =>
            CooperativeGame
                .Create(
                    SmallGame.Definition() with
                    {
                        GlobalRewardForms =
                        [
                            [null, law],
                            [null, null],
                        ],
                    }
                )
                .Hash
        );
        Assert.Equal(laws.Length, hashes.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Probabilities_are_normalised_once_and_for_all()
    {
        var game = CooperativeGame.Create(
            SmallGame.Definition() with
            {
                GlobalReward =
                [
                    [1, 2],
                    [-1, 0.5],
                ],
                GlobalRewardForms =
                [
                    [null, new FiniteRewardLaw([1, 3, 2], [0.2, 0.2, 0.6 + 5e-10])],
                    [null, null],
                ],
            }
        );
        Assert.Equal(1, ((FiniteRewardLaw)game.Noise!.Global(0, 1)!).Probabilities.Sum(), 1e-15);
        Assert.Equal(game.Hash, CooperativeGame.Create(game.ToDefinition()).Hash);
    }

    [Theory]
    [InlineData(
        """{ "values": [1], "probabilities": [1] }""",
        ".values has 1 value; expected from 2 to 1,000; write a deterministic reward as a number"
    )]
    [InlineData(
        """{ "values": [1, 1], "probabilities": [0.5, 0.5] }""",
        ".values[1] is 1, as is globalReward[0][1].values[0]; expected a value of its own; merge the two and add their probabilities"
    )]
    [InlineData(
        """{ "values": [1, 2], "probabilities": [0.5, 0.4] }""",
        ".probabilities sums to 0.9; expected 1 within 1e-9; divide the row by its sum"
    )]
    [InlineData(
        """{ "values": [1, 2], "probabilities": [1, 0] }""",
        ".probabilities[1] is 0; expected a probability above 0; remove the value and its probability"
    )]
    [InlineData(
        """{ "values": [1, 2], "probabilities": [0.5, -0.5] }""",
        ".probabilities[1] is -0.5; expected a probability from 0 to 1; replace it; probabilities cannot be negative"
    )]
    [InlineData(
        """{ "values": [1, 2], "probabilities": [1] }""",
        ".probabilities has 1 entries; expected 2, one per value; give every value a probability"
    )]
    [InlineData(
        """{ "values": [1, 1e101], "probabilities": [0.5, 0.5] }""",
        ".values[1] is 1E+101; expected a finite number of at most 1E+100 in absolute value; measure rewards in a larger unit"
    )]
    [InlineData("""{ "values": [1, 2] }""", ".probabilities is missing; expected this field; add it")]
    [InlineData("""{ "values": [1, "x"], "probabilities": [0.5, 0.5] }""", ".values[1] is a text; expected a number; replace it")]
    [InlineData(
        """{ "mean": 1, "halfWidth": 0 }""",
        ".halfWidth is 0; expected a number above 0 and at most 1E+100; write a deterministic reward as a number"
    )]
    [InlineData(
        """{ "mean": 1, "halfWidth": -1 }""",
        ".halfWidth is -1; expected a number above 0 and at most 1E+100; give half the width of the interval in which the reward lies"
    )]
    [InlineData("""{ "mean": 1 }""", ".halfWidth is missing; expected this field; add it")]
    [InlineData(
        """{ "mean": 1, "halfWidth": 1, "sd": 2 }""",
        ".\"sd\" is not a field of this format; expected mean, halfWidth; correct its spelling or remove it"
    )]
    [InlineData(
        """{ "normal": 1 }""",
        " is an object without values, mean, by or next; expected a number, {\"values\": [..], \"probabilities\": [..]}, "
            + "{\"mean\": number, \"halfWidth\": number}, {\"by\": aggregate, \"at\": [..]} or {\"next\": [..]}; replace it"
    )]
    [InlineData("\"high\"", " is a text; expected a number; replace it")]
    public void What_is_wrong_with_a_law_is_named_with_its_place(string entry, string expected)
    {
        string json = SmallGame.Json(root => root["globalReward"] = JsonNode.Parse($"[[1, {entry}], [-1, 0.5]]"));
        Assert.Equal(
            ["globalReward[0][1]" + expected],
            SmallGame.Refused(json).Select(violation => violation.ToString()),
            StringComparer.Ordinal
        );
        Assert.NotEmpty(
            SchemaChecker
                .Load("game.schema.json")
                .Check(json)
                .Concat(
                    expected.Contains("sums", StringComparison.Ordinal) || expected.Contains("entries", StringComparison.Ordinal)
                        ? ["only the reader can tell"]
                        : []
                )
        );
    }

    [Fact]
    public void All_violations_of_all_laws_are_listed_at_once()
    {
        string json = SmallGame.Json(root =>
            root["localReward"] = JsonNode.Parse(
                """
                [[[{ "mean": 1, "halfWidth": 0 }], [2]], [[3], ["x"]],
                 [[{ "values": [], "probabilities": [] }], [{ "mean": null, "halfWidth": 1 }]]]
                """
            )
        );
        Assert.Equal(
            ["localReward[1][1][0]", "localReward[2][1][0].mean", "localReward[0][0][0].halfWidth", "localReward[2][0][0].values"],
            SmallGame.Refused(json).Select(violation => violation.Place),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Definitions_whose_means_or_shapes_disagree_with_their_laws_are_refused()
    {
        Assert.Equal(
            ["globalReward[0][1]"],
            SmallGame.Places(
                SmallGame.Definition() with
                {
                    GlobalRewardForms =
                    [
                        [null, NoisyGame.Coin(2.5, 1)],
                        [null, null],
                    ],
                }
            )
        );
        Assert.Equal(
            ["globalRewardForms"],
            SmallGame.Places(
                SmallGame.Definition() with
                {
                    GlobalRewardForms =
                    [
                        [null, null],
                    ],
                }
            )
        );
        Assert.Equal(
            ["localRewardForms"],
            SmallGame.Places(
                SmallGame.Definition() with
                {
                    LocalRewardForms =
                    [
                        [
                            [null],
                            [null],
                        ],
                        [
                            [null],
                        ],
                        [
                            [null],
                            [null],
                        ],
                    ],
                }
            )
        );
    }

    [Fact]
    public void The_example_has_the_means_of_the_fleet()
    {
        string examples = Path.Combine(Architecture.RepositoryRoot.Path, "examples");
        (CooperativeGame fares, CooperativeGame fleet) = (
            GameFile.Load(Path.Combine(examples, "fares.json")),
            GameFile.Load(Path.Combine(examples, "fleet.json"))
        );
        Assert.Equal(fleet.Hash, NoisyGame.Means(fares).Hash);
        Assert.Equal(16, fares.Noise!.RandomEntries);
        Assert.Empty(SchemaChecker.Load("game.schema.json").Check(File.ReadAllText(Path.Combine(examples, "fares.json"))));
    }
}
