using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Games;

/// <summary>Clocks in C# and in files: what they make of a game, and what is wrong with them.</summary>
public class ClockTests
{
    private const string Phased = """
        {
          "format": "antiphon-game/1", "name": "shifts", "discount": 0.9, "agents": 2,
          "clock": { "period": 3, "names": ["early", "late", "night"], "start": "late" },
          "globalStates": ["calm", "busy"], "localStates": ["a", "b"], "globalActions": 1, "localActions": 2,
          "globalTransition": { "byPhase": [{ "same": [[0.5, 0.5]] }, [[[1, 0]], [[0.25, 0.75]]], { "same": [[0, 1]] }] },
          "localTransition": [
            { "same": { "same": [0.9, 0.1] } },
            { "byPhase": [
              { "same": { "same": [0, 1] } },
              [[[1, 0], [0.5, 0.5]], { "same": { "to": ["a"], "p": [1] } }],
              { "same": { "same": [0.2, 0.8] } }
            ] }
          ],
          "globalReward": { "byPhase": [[[1], [2]], [[3], [4]], [[5], [{ "mean": 6, "halfWidth": 1 }]]] },
          "localReward": { "same": [[7, 8], { "same": 9 }] },
          "initial": { "global": [0.3, 0.7], "local": "uniform" }
        }
        """;

    private static readonly CooperativeGame Game = GameFile.Parse(Phased, "phased");

    [Fact]
    public void Global_states_are_pairs_of_phase_and_state_and_the_phase_advances()
    {
        Assert.Equal(
            ["early/calm", "early/busy", "late/calm", "late/busy", "night/calm", "night/busy"],
            Game.GlobalStateNames,
            StringComparer.Ordinal
        );
        Assert.Equal([0, 0, 0.3, 0.7, 0, 0], Game.Initial.Global, (one, other) => Math.Abs(one - other) < 1e-12);
        Assert.Equal([0, 0, 0.5, 0.5, 0, 0], Game.GlobalTransition(1, 0).ToArray());
        Assert.Equal([0, 0, 0, 0, 0.25, 0.75], Game.GlobalTransition(3, 0).ToArray());
        Assert.Equal([0, 1, 0, 0, 0, 0], Game.GlobalTransition(4, 0).ToArray());
        Assert.Equal([0.9, 0.1], Game.LocalTransition(0, 5, 1).ToArray());
        Assert.Equal([0, 1], Game.LocalTransition(1, 0, 0).ToArray());
        Assert.Equal([0.5, 0.5], Game.LocalTransition(1, 2, 1).ToArray());
        Assert.Equal([1, 0], Game.LocalTransition(1, 3, 1).ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], Enumerable.Range(0, 6).Select(state => Game.GlobalReward(state, 0)));
        Assert.Equal([7.0, 9, 7, 9, 7, 9], Enumerable.Range(0, 6).Select(state => Game.LocalReward(1, state, 0)));
        Assert.Equal(7, Game.Noise!.Global(5, 0)!.Most);
        Assert.Null(Game.Noise.Global(4, 0));
    }

    [Fact]
    public void A_file_with_a_clock_obeys_the_schema() => Assert.Empty(SchemaChecker.Load("game.schema.json").Check(Phased));

    [Fact]
    public void What_is_written_is_the_multiplied_game()
    {
        string text = GameFile.Write(Game);
        Assert.DoesNotContain("clock", text, StringComparison.Ordinal);
        Assert.Equal(Game.Hash, GameFile.Parse(text, "again").Hash);
    }

    [Fact]
    public void A_clock_in_code_multiplies_a_definition_for_each_phase()
    {
        GameDefinition small = SmallGame.Definition();
        var clock = new Clock(2, ["day", "night"]);
        var game = CooperativeGame.Create(
            clock.Multiply(phase =>
                small with
                {
                    GlobalReward =
                    [
                        [phase, 2],
                        [-1, 0.5],
                    ],
                    Geometry = small.Geometry,
                }
            )
        );
        Assert.Equal([0, 1], new[] { 0, 2 }.Select(state => game.GlobalReward(state, 0)));
        Assert.Equal("night/busy", game.GlobalStateNames[3]);
        Assert.Equal([1.0, 0, 1, 0], game.Geometry!.Distance![1]);
        Assert.Equal(small.Geometry!.Target, game.Geometry.Target);
        Assert.Equal((2, 0), (clock.Period, clock.Start));
    }

    // The clock alone changes nothing: the same episodes in a game of six times as many global states.
    [Fact]
    public void A_clock_without_phases_in_the_tables_leaves_the_game_as_it_is()
    {
        var small = CooperativeGame.Create(SmallGame.Definition());
        var clocked = CooperativeGame.Create(new Clock(6, start: 4).Multiply(SmallGame.Definition()));
        Assert.Equal("5/busy", clocked.GlobalStateNames[11]);
        var options = new OnlineExecutionOptions
        {
            Horizon = 30,
            Rollouts = 5,
            Seeds = 3,
        };
        SimulationResult plain = new OnlineExecution(options).Run(small, Pair(small));
        SimulationResult timed = new OnlineExecution(options).Run(clocked, Pair(clocked));
        Assert.All(plain.PerSeed.Zip(timed.PerSeed), seed => Assert.Equal(seed.First, seed.Second, 1e-12));

        static JointPolicy Pair(CooperativeGame game) =>
            new(new FunctionPolicy(2, 2, (state, observation, _) => (state + observation[0]) % 2), LocalPolicy.Uniform(game));
    }

    [Fact]
    public void Types_keep_their_blocks()
    {
        GameDefinition typed = new RandomTypedGame(4) { States = [2, 3], Agents = 6 }.Definition();
        var plain = CooperativeGame.Create(typed);
        var game = CooperativeGame.Create(new Clock(2).Multiply(typed));
        Assert.Equal(plain.LocalStateNames, game.LocalStateNames, StringComparer.Ordinal);
        Assert.Equal(2, game.Types.Count);
        Assert.Equal(plain.LocalTransition(3, 1, 1).ToArray(), game.LocalTransition(3, 3, 1).ToArray());
        string json = GameFile.Write(plain);
        JsonObject root = JsonNode.Parse(json)!.AsObject();
        root["clock"] = new JsonObject { ["period"] = 2 };
        Assert.Equal(game.Hash, GameFile.Parse(root.ToJsonString(), "typed").Hash);
    }

    [Theory]
    [InlineData("\"period\": 3", "\"period\": 0", "clock.period is 0; expected a number of phases from 1 to 10000")]
    [InlineData("\"period\": 3", "\"period\": 10001", "clock.period is 10001; expected a number of phases from 1 to 10000")]
    [InlineData("\"period\": 3", "\"period\": 2.5", "clock.period is 2.5; expected a whole number")]
    [InlineData("\"period\": 3, ", "", "clock.period is missing; expected this field")]
    [InlineData(
        "\"period\": 3",
        "\"period\": 3, \"phase\": 1",
        "clock.\"phase\" is not a field of this format; expected period, names, start"
    )]
    [InlineData("[\"early\", \"late\", \"night\"]", "[\"early\", \"late\"]", "clock.names has 2 names; expected 3, one per phase")]
    [InlineData("\"night\"]", "\"early\"]", "clock.names[2] is 'early', as is clock.names[0]; expected a name of its own")]
    [InlineData("\"start\": \"late\"", "\"start\": \"noon\"", "clock.start is \"noon\"; expected the name or the index of a phase")]
    [InlineData("\"start\": \"late\"", "\"start\": 3", "clock.start is 3; expected the index of a phase, from 0 to 2")]
    [InlineData(
        "{ \"period\": 3, \"names\": [\"early\", \"late\", \"night\"], \"start\": \"late\" }",
        "3",
        "clock is a number; expected an object"
    )]
    [InlineData("[[1], [2]], [[3], [4]], ", "", "globalReward is {\"byPhase\": ..} with 1 entry; expected 3, one per phase of the clock")]
    [InlineData("[[1, 0]], [[0.25, 0.75]]", "[[1, 0]]", "globalTransition.byPhase[1] has 1 entry; expected 2, one per global state")]
    [InlineData("[0.25, 0.75]", "[0.25, 0.7]", "globalTransition.byPhase[1][1][0] sums to 0.95; expected 1 within 1e-9")]
    [InlineData("\"same\": [0.2, 0.8]", "\"same\": [0.2]", "localTransition[1].byPhase[2].same.same has 1 entry; expected 2")]
    [InlineData("\"to\": [\"a\"]", "\"to\": [\"c\"]", "localTransition[1].byPhase[1][1].same.to[0] is \"c\"; expected the name")]
    [InlineData("[[5], [{", "[[1e300], [{", "globalReward.byPhase[2][0][0] is 1E+300; expected")]
    [InlineData("[0.9, 0.1]", "[0.9, 0.2]", "localTransition[0].same.same sums to 1.1; expected 1 within 1e-9")]
    [InlineData("\"initial\"", "\"colour\": 1, \"initial\"", "\"colour\" is not a field of this format")]
    public void A_fault_is_named_once_and_where_it_is_written(string part, string replacement, string expected)
    {
        Assert.Contains(part, Phased, StringComparison.Ordinal);
        IReadOnlyList<Violation> refused = SmallGame.Refused(Phased.Replace(part, replacement, StringComparison.Ordinal));
        Assert.Contains(expected, refused[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(refused.Distinct().Count(), refused.Count);
    }

    [Fact]
    public void Phases_without_a_clock_are_refused()
    {
        string json = SmallGame.Json(root => root["globalReward"] = JsonNode.Parse("{\"byPhase\": [[[1, 2], [3, 4]]]}"));
        Assert.Equal(
            "globalReward is {\"byPhase\": ..} with 1 entry in a file without a clock; expected a clock; add "
                + "{\"clock\": {\"period\": P}}, or correct the clock",
            Assert.Single(SmallGame.Refused(json)).ToString()
        );
    }

    [Fact]
    public void A_long_period_is_refused_before_its_tables_are_made()
    {
        string json = SmallGame.Json(root =>
        {
            root["clock"] = new JsonObject { ["period"] = 10_000 };
            root["globalStates"] = 8;
            root["globalTransition"] = JsonNode.Parse("{\"same\": {\"same\": {\"to\": [0], \"p\": [1]}}}");
            root["localTransition"] = JsonNode.Parse("{\"same\": {\"same\": {\"same\": {\"to\": [0], \"p\": [1]}}}}");
            root["globalReward"] = JsonNode.Parse("{\"same\": {\"same\": 1}}");
            root["localReward"] = JsonNode.Parse("{\"same\": {\"same\": {\"same\": 1}}}");
            root["initial"]!["global"] = "uniform";
            root.Remove("geometry");
        });
        Assert.Equal(
            "clock.period is 10000, which makes 80,000 global states and 400,000 rows of 20,000 probabilities; expected at most 65,536 "
                + "states, 67,108,864 rows and 134,217,728 probabilities; shorten the period, or merge states or actions",
            Assert.Single(SmallGame.Refused(json)).ToString()
        );
    }

    [Fact]
    public void Wrong_clocks_in_code_are_refused_with_every_reason()
    {
        Assert.Equal(
            ["clock.names", "clock.start"],
            Assert.Throws<GameValidationException>(() => new Clock(3, ["a", "b"], 3)).Violations.Select(violation => violation.Place),
            StringComparer.Ordinal
        );
        Assert.Throws<GameValidationException>(() => new Clock(0));
        GameDefinition small = SmallGame.Definition();
        GameValidationException refused = Assert.Throws<GameValidationException>(() =>
            new Clock(2, ["day", "night"]).Multiply(phase =>
                phase == 0 ? small : small with { Discount = 0.5, LocalActionNames = ["run"] }
            )
        );
        Assert.Contains("in phase night", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["localActions", "discount"], refused.Violations.Select(violation => violation.Place), StringComparer.Ordinal);
        Assert.Throws<GameValidationException>(() => new Clock(2).Multiply(small with { Discount = 2 }));
    }
}
