using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Tests.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Allowed;

/// <summary>Which actions a game allows: in definitions, functions, files, and what is wrong with them.</summary>
public class AllowedGameTests
{
    // An empty battery may only charge; at night nobody drives.
    private const string Robots = """
        {
          "format": "antiphon-game/1", "name": "robots", "discount": 0.9, "agents": 3,
          "globalStates": ["day", "night"], "localStates": ["empty", "full"],
          "globalActions": ["wait", "call"], "localActions": ["drive", "charge", "wait"],
          "allowedGlobalActions": ["all", ["wait"]],
          "allowedLocalActions": [{ "same": ["charge"] }, ["all", [2, "charge"]]],
          "globalTransition": [[[0.5, 0.5], [1, 0]], [[0.5, 0.5], null]],
          "localTransition": [
            { "same": [null, [0, 1], [0.5, 0.9]] },
            [[[1, 0], [0, 1], [0.1, 0.9]], [null, [0, 1], [0.2, 0.8]]]
          ],
          "globalReward": [[0, -1], [2, null]],
          "localReward": [{ "same": [1000000, 1, null] }, [[9, 0, 3], [null, 0, 4]]],
          "initial": { "global": "uniform", "local": "uniform" }
        }
        """;

    private static readonly CooperativeGame Game = GameFile.Parse(Robots, "robots");

    [Fact]
    public void A_forbidden_action_behaves_as_the_first_allowed_one()
    {
        Assert.Equal([0.5, 0.5], Game.GlobalTransition(1, 1).ToArray());
        Assert.Equal(2, Game.GlobalReward(1, 1));
        Assert.Equal([0, 1], Game.LocalTransition(0, 0, 0).ToArray());
        Assert.Equal([0, 1], Game.LocalTransition(0, 1, 2).ToArray());
        Assert.Equal([1.0, 1, 1], Enumerable.Range(0, 3).Select(action => Game.LocalReward(0, 0, action)));
        Assert.Equal([0.0, 0, 4], Enumerable.Range(0, 3).Select(action => Game.LocalReward(1, 1, action)));
        Assert.Equal([9.0, 0, 3], Enumerable.Range(0, 3).Select(action => Game.LocalReward(1, 0, action)));
        Assert.Equal((-1.0, 9.0), (Game.MinimumReward, Game.MaximumReward));
    }

    [Fact]
    public void Sets_are_ascending_and_tell_what_they_hold()
    {
        Assert.True(Game.Allowed.IsRestricted);
        Assert.Equal([0, 1], Game.Allowed.Global(0));
        Assert.Equal([0], Game.Allowed.Global(1));
        Assert.Equal([1], Game.Allowed.Local(0, 1));
        Assert.Equal([1, 2], Game.Allowed.Local(1, 1));
        Assert.False(Game.Allowed.Local(1, 1).Contains(0));
        Assert.False(Game.Allowed.Local(1, 1).Contains(3));
        Assert.Equal((1L, 5L), (Game.Allowed.ForbiddenGlobal, Game.Allowed.ForbiddenLocal));
    }

    [Fact]
    public void A_game_without_rules_allows_everything()
    {
        var game = CooperativeGame.Create(SmallGame.Definition());
        Assert.False(game.Allowed.IsRestricted);
        Assert.Equal([0, 1], game.Allowed.Global(1));
        Assert.Equal([0], game.Allowed.Local(2, 1));
        Assert.Equal(
            game.Hash,
            CooperativeGame
                .Create(
                    SmallGame.Definition() with
                    {
                        AllowedGlobalActions =
                        [
                            [1, 0],
                            null,
                        ],
                    }
                )
                .Hash,
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void A_file_obeys_the_schema_and_is_written_and_read_back_the_same()
    {
        string text = GameFile.Write(Game);
        Assert.Empty(SchemaTests.GameSchema.Check(Robots));
        Assert.Empty(SchemaTests.GameSchema.Check(text));
        Assert.Contains("\"allowedGlobalActions\": [\"all\", [\"wait\"]]", text, StringComparison.Ordinal);
        CooperativeGame back = GameFile.Parse(text, "again");
        Assert.Equal(Game.Hash, back.Hash);
        Assert.Equal(text, GameFile.Write(back));
        Assert.Equal(Game.Hash, CooperativeGame.Create(Game.ToDefinition()).Hash);
        Assert.True(Game.Allowed.SameAs(back.WithAgents(9).WithDiscount(0.5).Allowed));
    }

    [Fact]
    public void The_hash_covers_what_is_allowed_and_not_what_forbidden_entries_hold()
    {
        RestrictedGame restricted = Random(1);
        CooperativeGame game = restricted.Game;
        Assert.Equal(game.Hash, CooperativeGame.Create(game.ToDefinition()).Hash);
        Assert.NotEqual(
            game.Hash,
            CooperativeGame.Create(game.ToDefinition() with { AllowedLocalActions = null, AllowedGlobalActions = null }).Hash,
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Functions_are_not_asked_about_forbidden_actions()
    {
        var game = CooperativeGame.Create(
            GameDefinition.From(
                new GameFunctions
                {
                    Name = "robots",
                    Discount = 0.9,
                    Agents = 3,
                    GlobalStateNames = ["day", "night"],
                    LocalStateNames = ["empty", "full"],
                    GlobalActionNames = ["wait", "call"],
                    LocalActionNames = ["drive", "charge"],
                    AllowedGlobalActions = state => state == 0 ? null : [1],
                    AllowedLocalActions = (local, _) => local == 0 ? [1] : null,
                    GlobalTransition = (state, action) => Asked(state == 0 || action == 1, new (int, double)[] { (state, 1.0) }),
                    GlobalReward = (state, action) => Asked(state == 0 || action == 1, action),
                    LocalTransition = (local, _, action) => Asked(local == 1 || action == 1, new (int, double)[] { (action, 1.0) }),
                    LocalReward = (local, _, action) => Asked(local == 1 || action == 1, action + 1),
                    Initial = new InitialLaw([0.5, 0.5], new DirichletLocalLaw(1)),
                }
            )
        );
        Assert.Equal([1], game.Allowed.Global(1));
        Assert.Equal((1.0, 2.0), (game.GlobalReward(1, 0), game.LocalReward(0, 0, 0)));

        static T Asked<T>(bool allowed, T answer) => allowed ? answer : throw new InvalidOperationException("a forbidden action");
    }

    [Fact]
    public void A_clock_keeps_the_rules_of_each_phase()
    {
        JsonObject root = JsonNode.Parse(Robots)!.AsObject();
        root["clock"] = JsonNode.Parse("""{ "period": 2, "names": ["a", "b"], "start": 1 }""");
        root["allowedGlobalActions"] = JsonNode.Parse("""{ "byPhase": [["all", ["wait"]], [["call"], [0]]] }""");
        CooperativeGame game = GameFile.Parse(root.ToJsonString(), "phased");
        Assert.Equal(
            [
                [0, 1],
                [0],
                [1],
                [0],
            ],
            Enumerable.Range(0, 4).Select(state => game.Allowed.Global(state).ToArray())
        );
        Assert.Equal(
            [
                [0, 1, 2],
                [1, 2],
                [0, 1, 2],
                [1, 2],
            ],
            Enumerable.Range(0, 4).Select(state => game.Allowed.Local(1, state).ToArray())
        );
        var half = CooperativeGame.Create(
            new Clock(2).Multiply(phase =>
                phase == 0
                    ? SmallGame.Definition()
                    : SmallGame.Definition() with
                    {
                        AllowedGlobalActions =
                        [
                            [1],
                            [0],
                        ],
                    }
            )
        );
        Assert.Equal(
            [
                [0, 1],
                [0, 1],
                [1],
                [0],
            ],
            Enumerable.Range(0, 4).Select(state => half.Allowed.Global(state).ToArray())
        );
    }

    [Fact]
    public void Types_have_rules_of_their_own()
    {
        GameDefinition definition = new RandomTypedGame(11) { States = [2, 3], Agents = 6 }.Definition();
        IReadOnlyList<AgentTypeDefinition> types = definition.Types!;
        int globals = definition.GlobalStateNames.Length;
        var game = CooperativeGame.Create(
            definition with
            {
                Types =
                [
                    types[0],
                    types[1] with
                    {
                        AllowedLocalActions =
                        [
                            .. Enumerable
                                .Range(0, 3)
                                .Select(state => Enumerable.Repeat<int[]?>(state == 2 ? [1] : null, globals).ToArray()),
                        ],
                    },
                ],
            }
        );
        Assert.Equal([1], game.Allowed.Local(4, 0));
        Assert.Equal(game.LocalReward(4, 0, 1), game.LocalReward(4, 0, 0));
        Assert.Equal([0, 1], game.Allowed.Local(3, 0));
        string text = GameFile.Write(game);
        Assert.Empty(SchemaTests.GameSchema.Check(text));
        Assert.Equal(game.Hash, GameFile.Parse(text, "typed").Hash);
        var clocked = CooperativeGame.Create(new Clock(2).Multiply(game.ToDefinition()));
        Assert.Equal([1], clocked.Allowed.Local(4, (2 * globals) - 1));
        Assert.Equal(
            ["allowedLocalActions"],
            SmallGame
                .Places(
                    definition with
                    {
                        AllowedLocalActions =
                        [
                            [null],
                        ],
                    }
                )
                .Take(1),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Coupled_entries_of_forbidden_actions_are_those_of_the_first_allowed_one()
    {
        CooperativeGame coupled = new RandomGame(5) { LocalActions = 3, GlobalActions = 3 }.CreateCoupled();
        var game = CooperativeGame.Create(
            coupled.ToDefinition() with
            {
                AllowedGlobalActions =
                [
                    [2, 1],
                    null,
                ],
                AllowedLocalActions =
                [
                    [
                        [1],
                        null,
                    ],
                    [null, [2]],
                ],
            }
        );
        double[] fractions = [0.3, 0.7];
        Assert.Equal(coupled.GlobalRow(0, 1, fractions), game.GlobalRow(0, 0, fractions));
        Assert.Equal(coupled.GlobalReward(0, 1, fractions), game.GlobalReward(0, 0, fractions));
        Assert.Equal(coupled.LocalRow(1, 1, 2, fractions), game.LocalRow(1, 1, 0, fractions));
        Assert.Equal(coupled.LocalReward(0, 0, 1, fractions), game.LocalReward(0, 0, 2, fractions));
        string text = GameFile.Write(game);
        Assert.Equal(game.Hash, GameFile.Parse(text, "coupled").Hash);
        Assert.True(game.AtBreakpoint(1).Allowed.SameAs(game.Allowed));
    }

    [Theory]
    [InlineData("allowedGlobalActions", """["all"]""", "allowedGlobalActions", "has 1 entry")]
    [InlineData("allowedGlobalActions", """["all", []]""", "allowedGlobalActions[1]", "is empty")]
    [InlineData("allowedGlobalActions", """["all", "none"]""", "allowedGlobalActions[1]", "is a text")]
    [InlineData("allowedGlobalActions", """["all", null]""", "allowedGlobalActions[1]", "is null")]
    [InlineData("allowedGlobalActions", """["all", [0, 2]]""", "allowedGlobalActions[1][1]", "is 2")]
    [InlineData("allowedGlobalActions", """["all", [0, -1]]""", "allowedGlobalActions[1][1]", "is -1")]
    [InlineData(
        "allowedGlobalActions",
        """["all", ["wait", 0]]""",
        "allowedGlobalActions[1][1]",
        "is action 0, as is allowedGlobalActions[1][0]"
    )]
    [InlineData("allowedGlobalActions", """["all", ["stop"]]""", "allowedGlobalActions[1][0]", "is \"stop\"")]
    [InlineData("allowedGlobalActions", """{ "same": [] }""", "allowedGlobalActions.same", "is empty")]
    [InlineData("allowedGlobalActions", "7", "allowedGlobalActions", "is a number")]
    [InlineData("allowedLocalActions", """["all", "all"]""", "allowedLocalActions[0]", "is a text")]
    [InlineData("allowedLocalActions", """[["all", ["fly"]], ["all", "all"]]""", "allowedLocalActions[0][1][0]", "is \"fly\"")]
    [InlineData("allowedLocalActions", """[["all"], ["all", "all"]]""", "allowedLocalActions[0]", "has 1 entry")]
    public void Each_fault_is_named_with_its_place(string field, string value, string place, string found)
    {
        JsonObject root = JsonNode.Parse(Robots)!.AsObject();
        root[field] = JsonNode.Parse(value);
        IReadOnlyList<Violation> violations = SmallGame.Refused(root.ToJsonString());
        Assert.Contains((place, found), violations.Select(violation => (violation.Place, violation.Found)));
        Assert.All(violations, violation => Assert.NotEmpty(violation.Remedy));
    }

    [Theory]
    [InlineData("globalReward", "[[0, null], [2, 0]]", "globalReward[0][1]", "is NaN")]
    [InlineData("globalTransition", "[[[0.5, 0.5], null], [[0.5, 0.5], null]]", "globalTransition[0][1]", "is missing")]
    [InlineData("localReward", "[[[0, null, 0], [0, 1, 0]], { \"same\": [9, 0, 3] }]", "localReward[0][0][1]", "is NaN")]
    public void What_is_left_out_at_an_allowed_action_is_a_fault_and_the_only_one(string field, string value, string place, string found)
    {
        JsonObject root = JsonNode.Parse(Robots)!.AsObject();
        root[field] = JsonNode.Parse(value);
        Violation violation = Assert.Single(SmallGame.Refused(root.ToJsonString()));
        Assert.Equal((place, found), (violation.Place, violation.Found));
    }

    [Fact]
    public void A_row_that_is_null_in_a_file_without_rules_is_a_fault_as_ever() =>
        Assert.Contains(
            "globalTransition[0][0]",
            SmallGame.Refused(SmallGame.Json(root => root["globalTransition"]![0]![0] = null)).Select(violation => violation.Place),
            StringComparer.Ordinal
        );

    internal static RestrictedGame Random(ulong seed, KernelShape shape = KernelShape.Dense, int actions = 3, long agents = 2) =>
        new(
            new RandomGame(seed)
            {
                Shape = shape,
                GlobalActions = actions,
                LocalActions = actions,
                Agents = agents,
            }
        );
}
