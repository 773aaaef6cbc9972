using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Tests.Architecture;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Games;

public class GameFileTests
{
    [Fact]
    public void Built_in_games_survive_a_file_to_the_bit()
    {
        foreach (BuiltInGame entry in BuiltInGames.All)
        {
            AssertRoundTrip(entry.Create());
        }
    }

    [Fact]
    public void Random_games_survive_a_file_to_the_bit()
    {
        foreach (KernelShape shape in Enum.GetValues<KernelShape>())
        {
            for (ulong seed = 0UL; seed < 8; seed++)
            {
                var game = new RandomGame(seed)
                {
                    Shape = shape,
                    GlobalStates = 1 + (int)(seed % 3),
                    LocalStates = 1 + (int)(seed / 2 % 4),
                    LocalActions = 1 + (int)(seed / 4),
                    Agents = 1L << (int)(5 * seed),
                    Dirichlet = seed % 2 == 0 ? null : 1e-3,
                };
                AssertRoundTrip(game.Create());
            }
        }
    }

    [Fact]
    public void Numbers_of_every_size_survive_a_file_to_the_bit()
    {
        GameDefinition definition = SmallGame.Definition() with { Discount = Math.BitDecrement(1), Agents = 1_000_000_000_000 };
        definition.GlobalReward[0] = [double.Epsilon, -1e100];
        definition.GlobalReward[1] = [1.0 / 3, 123456789.123456789];
        definition.LocalTransition[0][0][0] = [double.Epsilon, 1, 1e-300];
        AssertRoundTrip(CooperativeGame.Create(definition));
    }

    [Fact]
    public void Games_of_counts_get_counted_names_and_are_written_as_counts()
    {
        string json = SmallGame.Json(root =>
        {
            root["globalStates"] = 2;
            root["localStates"] = 3;
        });
        CooperativeGame game = GameFile.Parse(json, "test.json");
        Assert.Equal(["0", "1", "2"], game.LocalStateNames);
        JsonNode written = JsonNode.Parse(GameFile.Write(game))!;
        Assert.Equal(3, (int)written["localStates"]!);
        Assert.Equal("ease", (string)written["globalActions"]![0]!);
        Assert.Equal(CooperativeGame.Create(SmallGame.Definition()).Hash, game.Hash);
    }

    [Fact]
    public void Whole_numbers_may_be_written_with_a_point_or_an_exponent()
    {
        string json = SmallGame.Json().Replace("\"agents\": 7", "\"agents\": 1e12", StringComparison.Ordinal);
        Assert.Equal(1_000_000_000_000, GameFile.Parse(json, "test.json").Agents);
        Assert.Equal(7, GameFile.Parse(json.Replace("1e12", "7.0", StringComparison.Ordinal), "test.json").Agents);
    }

    [Fact]
    public void The_start_laws_of_the_format_are_read()
    {
        CooperativeGame uniform = GameFile.Parse(
            SmallGame.Json(root => root["initial"] = JsonNode.Parse("""{"global": "uniform", "local": "uniform"}""")),
            "test.json"
        );
        Assert.Equal([0.5, 0.5], uniform.Initial.Global.AsEnumerable());
        Assert.Equal([1.0 / 3, 1.0 / 3, 1.0 / 3], Assert.IsType<IndependentLocalLaw>(uniform.Initial.Local).Probabilities.AsEnumerable());
        CooperativeGame dirichlet = GameFile.Parse(
            SmallGame.Json(root => root["initial"] = JsonNode.Parse("""{"global": [0, 1], "local": {"dirichlet": 0.3}}""")),
            "test.json"
        );
        Assert.Equal(new DirichletLocalLaw(0.3), dirichlet.Initial.Local);
    }

    [Fact]
    public void The_example_game_is_sound_and_has_baselines_of_every_kind()
    {
        CooperativeGame game = GameFile.Load(Path.Combine(RepositoryRoot.Path, "examples", "fleet.json"));
        Assert.Equal("fleet", game.Name);
        Assert.Equal((2, 3, 2, 3), (game.GlobalStates, game.LocalStates, game.GlobalActions, game.LocalActions));
        Assert.Equal([0, 0.4, 0.6], game.LocalTransition(1, 1, 2).ToArray());
        AssertRoundTrip(game);
        Assert.NotNull(game.Geometry?.Distance);
        Assert.NotNull(game.Geometry?.Target);
    }

    [Fact]
    public void Saving_and_loading_gives_the_game_back()
    {
        using var folder = new TemporaryFolder();
        CooperativeGame game = BuiltInGames.Get("microgrid");
        GameFile.Save(game, folder.In("game.json"));
        Assert.Equal(game.Hash, GameFile.Load(folder.In("game.json")).Hash);
        Assert.Equal(["game.json"], Directory.EnumerateFileSystemEntries(folder.Root).Select(Path.GetFileName), StringComparer.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_ignored() => Assert.Equal("small", GameFile.Parse("\uFEFF" + SmallGame.Json(), "test.json").Name);

    [Fact]
    public void A_file_with_a_byte_order_mark_is_loaded()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("game.json"), SmallGame.Json(), new System.Text.UTF8Encoding(true));
        Assert.Equal(0xEF, File.ReadAllBytes(folder.In("game.json"))[0]);
        Assert.Equal("small", GameFile.Load(folder.In("game.json")).Name);
    }

    [Fact]
    public void Names_of_every_kind_survive_a_file()
    {
        string[] names = ["a \"quoted\" \\ name", "é ü 倉庫 🏭", "</script> & 'more'"];
        var game = CooperativeGame.Create(
            SmallGame.Definition() with
            {
                Name = names[0],
                LocalStateNames = names,
                GlobalActionNames = names[1..],
            }
        );
        AssertRoundTrip(game);
        CooperativeGame back = GameFile.Parse(GameFile.Write(game), "test.json");
        Assert.Equal(names, back.LocalStateNames);
        Assert.Equal(names[1..], back.GlobalActionNames);
        Assert.Equal(names[0], back.Name);
    }

    [Fact]
    public void A_geometry_survives_a_file_to_the_bit_also_in_part()
    {
        var random = new SmallRandom(5);
        for (int i = 0; i < 12; i++)
        {
            double[][] distance = [random.Law(2), random.Law(2), random.Law(2)];
            var geometry = new GameGeometry(i % 3 == 0 ? null : distance, i % 3 == 1 ? null : [random.Below(3), random.Below(3)]);
            var game = CooperativeGame.Create(SmallGame.Definition() with { Geometry = geometry });
            AssertRoundTrip(game);
            GameGeometry back = GameFile.Parse(GameFile.Write(game), "test.json").Geometry!;
            Assert.Equal(geometry.Distance, back.Distance);
            Assert.Equal(geometry.Target, back.Target);
        }
    }

    [Fact]
    public void Text_is_written_with_rows_on_one_line_and_line_feeds_only()
    {
        string text = SmallGame.Json();
        Assert.Contains("[0.25, 0.25, 0.5]", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
    }

    private static void AssertRoundTrip(CooperativeGame game)
    {
        string text = GameFile.Write(game);
        CooperativeGame back = GameFile.Parse(text, "test.json");
        Assert.Equal(game.Hash, back.Hash);
        Assert.Equal(text, GameFile.Write(back));
        Assert.Equal(game.ToString(), back.ToString());
        Assert.Equal(game.LocalStateNames, back.LocalStateNames);
    }
}
