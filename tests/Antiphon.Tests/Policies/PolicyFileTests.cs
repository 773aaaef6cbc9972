using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Games;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Policies;

public class PolicyFileTests
{
    private static readonly CooperativeGame Game = CooperativeGame.Create(SmallGame.Definition());

    [Fact]
    public void Random_policies_survive_a_file_to_the_bit()
    {
        for (ulong seed = 0UL; seed < 20; seed++)
        {
            CooperativeGame game = new RandomGame(seed)
            {
                LocalStates = 3,
                GlobalActions = 4,
                LocalActions = 3,
                Agents = 9,
            }.Create();
            var random = new SmallRandom(seed);
            var lattice = new CountLattice(3, 1 + (int)(seed % 5));
            var global = TabularGlobalPolicy.FromFunction(2, 4, lattice, (_, _) => random.Below(4));
            var local = LocalPolicy.Create(3, 2, 3, [.. Enumerable.Range(0, 6).SelectMany(_ => random.Law(3))]);
            var policy = new JointPolicy(global, local);
            JointPolicy back = PolicyFile.Parse(PolicyFile.Write(policy, game), "test.json", game);
            Assert.True(policy.SameAs(back));
            Assert.Equal(lattice.Agents, back.Global.Subsample);
        }
    }

    [Fact]
    public void A_uniform_global_policy_is_kept_by_name()
    {
        var policy = new JointPolicy(new UniformGlobalPolicy(5, 2), LocalPolicy.Uniform(Game));
        UniformGlobalPolicy back = Assert.IsType<UniformGlobalPolicy>(
            PolicyFile.Parse(PolicyFile.Write(policy, Game), "test.json", Game).Global
        );
        Assert.Equal((5, 2), (back.Subsample, back.GlobalActions));
    }

    [Fact]
    public void Saving_and_loading_gives_the_policy_back()
    {
        using var folder = new TemporaryFolder();
        PolicyFile.Save(Policy(), Game, folder.In("policy.json"));
        Assert.True(Policy().SameAs(PolicyFile.Load(folder.In("policy.json"), Game)));
    }

    [Fact]
    public void A_policy_that_does_not_fit_the_game_is_not_written()
    {
        CooperativeGame other = BuiltInGames.Get("microgrid");
        InvalidPolicyException refused = Assert.Throws<InvalidPolicyException>(() => PolicyFile.Write(Policy(), other));
        Assert.Equal(6, refused.Violations.Count);
        Assert.Throws<InvalidPolicyException>(() => PolicyFile.Write(Policy() with { Global = new UniformGlobalPolicy(8, 2) }, Game));
    }

    [Fact]
    public void A_policy_of_another_game_is_refused_by_hash_and_by_the_names_that_differ()
    {
        IReadOnlyList<Violation> refused = Refused(Json(), BuiltInGames.Get("warehouse").WithDiscount(0.9));
        Assert.Equal(
            ["gameHash", "globalStates", "localStates", "globalActions", "localActions"],
            refused.Select(each => each.Place),
            StringComparer.Ordinal
        );
        Violation violation = refused[0];
        Assert.Contains("\"small\"", violation.Found, StringComparison.Ordinal);
        Assert.Contains("\"warehouse\"", violation.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_discount_is_named_first() =>
        Assert.Equal(
            ["discount", "gameHash"],
            Refused(Json(), Game.WithDiscount(0.5)).Select(violation => violation.Place),
            StringComparer.Ordinal
        );

    [Fact]
    public void Another_name_of_the_same_game_is_no_fault() =>
        Assert.True(
            Policy()
                .SameAs(PolicyFile.Parse(Json(), "test.json", CooperativeGame.Create(SmallGame.Definition() with { Name = "renamed" })))
        );

    [Fact]
    public void All_missing_fields_are_named_at_once() =>
        Assert.Equal(
            [.. PolicyReader.Required.Skip(1), "globalPolicy"],
            Refused("""{"format": "antiphon-policy/1"}""", Game).Select(violation => violation.Place),
            StringComparer.Ordinal
        );

    [Theory]
    [InlineData("antiphon-policy/2", "another version")]
    [InlineData("antiphon-game/1", "another kind of file")]
    public void Other_formats_are_refused(string format, string reason)
    {
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() =>
            PolicyFile.Parse(Json(root => root["format"] = format), "test.json", Game)
        );
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused_with_line_and_position()
    {
        string text = Json();
        for (int length = 0; length < text.TrimEnd().Length; length += 3)
        {
            InvalidInputException refused = Assert.Throws<InvalidInputException>(() =>
                PolicyFile.Parse(text[..length], "test.json", Game)
            );
            Assert.Matches("line [0-9]+, position [0-9]+", refused.Message);
        }
    }

    [Theory]
    [InlineData("subsample", "0", "subsample")]
    [InlineData("subsample", "8", "subsample")]
    [InlineData("subsample", "2.5", "subsample")]
    [InlineData("subsample", "3", "globalPolicy[0] globalPolicy[1]")]
    [InlineData("globalPolicy", "\"mode\"", "globalPolicy")]
    [InlineData("globalPolicy", "[[0, 1, 0, 1, 0, 1]]", "globalPolicy")]
    [InlineData("globalPolicy", "[[0, 1, 0, 1, 0, 1], [0, 1, 0]]", "globalPolicy[1]")]
    [InlineData(
        "globalPolicy",
        "[[0, 1, 0, 1, 0, 1], [0, 2, 0, -1, 0, 99999999999]]",
        "globalPolicy[1][1] globalPolicy[1][3] globalPolicy[1][5]"
    )]
    [InlineData("globalPolicy", "[[0, 1, 0, 1, 0, 1], [0, \"1\", 0, 0.5, 0, 1]]", "globalPolicy[1][1] globalPolicy[1][3]")]
    [InlineData("globalPolicy", "[[0, 1, 0, 1, 0, 1], 7]", "globalPolicy[1]")]
    [InlineData("localPolicy", "[[[1], [1]], [[1], [1]]]", "localPolicy")]
    [InlineData("localPolicy", "[[[1], [1]], [[1]], [[1], [0.5, 0.5]]]", "localPolicy[1] localPolicy[2][1]")]
    [InlineData("localPolicy", "[[[1], [0.9]], [[1], [-1]], [[1], [1]]]", "localPolicy[0][1] localPolicy[1][1][0]")]
    [InlineData("localPolicy", "[[[1], [1]], [[1], null], [[1], [1]]]", "localPolicy[1][1]")]
    [InlineData("localPolicy", "{}", "localPolicy")]
    [InlineData("gameHash", "7", "gameHash")]
    [InlineData("discount", "\"0.9\"", "discount")]
    [InlineData("colour", "1", "\"colour\"")]
    public void What_is_wrong_is_named_with_its_place(string field, string value, string places) =>
        Assert.Equal(
            places.Split(' '),
            Refused(Json(root => root[field] = JsonNode.Parse(value)), Game).Select(violation => violation.Place),
            StringComparer.Ordinal
        );

    [Fact]
    public void Faults_of_both_sides_are_named_at_once()
    {
        string json = Json(root =>
        {
            root["globalPolicy"]![0]![0] = 5;
            root["localPolicy"]![2]![1]![0] = 0.5;
        });
        Assert.Equal(
            ["globalPolicy[0][0]", "localPolicy[2][1]"],
            Refused(json, Game).Select(violation => violation.Place),
            StringComparer.Ordinal
        );
    }

    private static JointPolicy Policy() =>
        new(
            TabularGlobalPolicy.FromFunction(2, 2, new CountLattice(3, 2), (state, rank) => (state + rank) % 2),
            LocalPolicy.Uniform(Game)
        );

    private static string Json() => PolicyFile.Write(Policy(), Game);

    private static string Json(Action<JsonObject> change)
    {
        JsonObject root = JsonNode.Parse(Json())!.AsObject();
        change(root);
        return root.ToJsonString();
    }

    private static IReadOnlyList<Violation> Refused(string json, CooperativeGame game) =>
        Assert.Throws<InvalidPolicyException>(() => PolicyFile.Parse(json, "test.json", game)).Violations;

    /// <summary>The warehouse seen through 50 observations: 5 x C(54, 4) = 5 x 316,251 actions.</summary>
    [Fact]
    public void A_policy_of_a_million_and_a_half_actions_survives_a_file()
    {
        using var folder = new TemporaryFolder();
        CooperativeGame game = BuiltInGames.Get("warehouse");
        var lattice = new CountLattice(5, 50);
        Assert.Equal(316_251, lattice.Size);
        var policy = new JointPolicy(
            TabularGlobalPolicy.FromFunction(5, 5, lattice, (state, rank) => (state + (rank * 7 / 3)) % 5),
            LocalPolicy.Uniform(game)
        );
        PolicyFile.Save(policy, game, folder.In("policy.json"));
        Assert.True(policy.SameAs(PolicyFile.Load(folder.In("policy.json"), game)));
    }
}
