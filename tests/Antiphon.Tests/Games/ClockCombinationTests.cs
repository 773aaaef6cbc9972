using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Games;

/// <summary>Clocks beside everything else that a game file may hold: in every phase the game is that of the phase's own file.</summary>
public class ClockCombinationTests
{
    private const string Aggregates = """
        [{ "name": "crowd", "weights": { "x": 1 }, "breakpoints": [0, 0.5, 1] }]
        """;

    private static readonly double[][] Populations =
    [
        [1, 0, 0],
        [0.2, 0.5, 0.3],
        [0.7, 0.1, 0.2],
        [0, 0, 1],
    ];

    private static readonly SchemaChecker Schema = SchemaChecker.Load("game.schema.json");

    [Fact]
    public void Rows_and_rewards_may_depend_on_aggregates_in_some_phases() =>
        AssertPhases(
            SmallGame.Json(root =>
            {
                root["aggregates"] = JsonNode.Parse(Aggregates);
                root["clock"] = JsonNode.Parse("""{ "period": 3 }""");
                root["localTransition"]![0] = JsonNode.Parse(
                    """
                    { "byPhase": [
                      { "same": [[1, 0, 0]] },
                      [[{ "by": "crowd", "at": [[1, 0, 0], [0.5, 0.5, 0], [0, 0, 1]] }], [[0, 1, 0]]],
                      { "same": { "same": { "by": 0, "at": [[0, 1, 0], { "to": ["z"], "p": [1] }, [0.5, 0.25, 0.25]] } } }
                    ] }
                    """
                );
                root["globalTransition"] = JsonNode.Parse(
                    """
                    { "byPhase": [
                      { "same": { "same": { "by": "crowd", "at": [[1, 0], [0.5, 0.5], [0, 1]] } } },
                      { "same": { "same": [0.5, 0.5] } },
                      [[[1, 0], [0, 1]], [[0.25, 0.75], { "by": "crowd", "at": [[0, 1], [0, 1], [1, 0]] }]]
                    ] }
                    """
                );
                root["globalReward"] = JsonNode.Parse(
                    """
                    { "byPhase": [
                      [[1, 2], [3, 4]],
                      { "same": { "same": { "by": "crowd", "at": [0, -1, -10] } } },
                      { "same": [5, 6] }
                    ] }
                    """
                );
                root["localReward"] = JsonNode.Parse(
                    """{ "same": { "byPhase": [{ "same": [7] }, { "same": [8] }, [[{ "by": "crowd", "at": [1, 2, 5] }], [9]]] } }"""
                );
            }),
            3
        );

    [Fact]
    public void Rewards_by_the_next_state_are_averaged_by_the_rows_of_their_phase() =>
        AssertPhases(
            SmallGame.Json(root =>
            {
                root["aggregates"] = JsonNode.Parse(Aggregates);
                root["clock"] = JsonNode.Parse("""{ "period": 2, "start": 1 }""");
                root["localTransition"] = JsonNode.Parse(
                    """
                    { "same": { "byPhase": [
                      { "same": [[0.5, 0.25, 0.25]] },
                      { "same": [{ "by": "crowd", "at": [[1, 0, 0], [0, 1, 0], [0, 0, 1]] }] }
                    ] } }
                    """
                );
                root["localReward"] = JsonNode.Parse("""{ "same": { "same": [{ "next": [1, 10, 100] }] } }""");
                root["globalReward"] = JsonNode.Parse(
                    """
                    { "byPhase": [
                      { "same": [{ "next": [4, 8] }, 3] },
                      [[1, 2], [{ "next": [0, 16] }, { "mean": 1, "halfWidth": 0.5 }]]
                    ] }
                    """
                );
            }),
            2
        );

    [Fact]
    public void Types_have_phases_of_their_own() =>
        AssertPhases(
            """
            { "format": "antiphon-game/1", "name": "typed", "discount": 0.9, "agents": 4,
              "clock": { "period": 2, "names": ["day", "night"] },
              "globalStates": 2, "globalActions": 1, "localActions": 1,
              "globalTransition": { "same": { "same": { "to": [1], "p": [1] } } }, "globalReward": { "byPhase": [[[1], [2]], [[3], [4]]] },
              "aggregates": [{ "name": "crowd", "weights": { "a/0": 1, "b/0": 2 }, "breakpoints": [0, 1] }],
              "types": [
                { "name": "a", "share": 0.5, "localStates": 2, "initial": "uniform",
                  "localTransition": [
                    { "byPhase": [{ "same": [[0.5, 0.5]] }, { "same": [{ "by": "crowd", "at": [[1, 0], [0, 1]] }] }] },
                    [[[0, 1]], [[1, 0]]]
                  ],
                  "localReward": { "same": { "byPhase": [{ "same": [{ "next": [2, 4] }] }, { "same": [1] }] } } },
                { "name": "b", "share": 0.5, "localStates": 1, "initial": "uniform",
                  "localTransition": { "same": { "same": [[1]] } },
                  "localReward": { "same": { "byPhase": [{ "same": [5] }, [[{ "by": "crowd", "at": [6, 7] }], [8]]] } } } ],
              "initial": { "global": "uniform" } }
            """,
            2
        );

    [Fact]
    public void Rows_off_by_rounding_are_rescaled_in_their_phase_and_named_once()
    {
        string json = SmallGame.Json(root =>
        {
            root["clock"] = JsonNode.Parse("""{ "period": 2 }""");
            root["localTransition"]![1]![0]![0] = JsonNode.Parse("[0.33333, 0.33333, 0.33333]");
            root["localTransition"]![0] = JsonNode.Parse(
                """
                { "byPhase": [
                  { "same": [[0.16667, 0.16667, 0.66667]] },
                  [[[1, 0, 0]], [{ "to": [0, 2], "p": [0.66666, 0.33333] }]]
                ] }
                """
            );
        });
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("game.json"), json);
        (CooperativeGame game, IReadOnlyList<RoundedRow> rescaled) = GameFile.LoadRescaled(folder.In("game.json"));
        Assert.Equal(
            ["localTransition[0].byPhase[0].same[0]", "localTransition[1][0][0]", "localTransition[0].byPhase[1][1][0].p"],
            rescaled.Select(row => row.Place),
            StringComparer.Ordinal
        );
        Assert.Equal(1.0 / 3, game.LocalTransition(1, 0, 0)[2], 1e-12);
        Assert.Equal(1.0 / 3, game.LocalTransition(1, 2, 0)[2], 1e-12);
        Assert.Equal(0.66667 / 1.00001, game.LocalTransition(0, 1, 0)[2], 1e-12);
        Assert.Equal(0.66666 / 0.99999, game.LocalTransition(0, 3, 0)[0], 1e-12);
        GameValidationException refused = Assert.Throws<GameValidationException>(() => GameFile.Parse(json, "off"));
        Assert.Contains("this is rounding", refused.Violations[0].Remedy, StringComparison.Ordinal);
        Assert.Equal(refused.Violations.Distinct().Count(), refused.Violations.Count);
    }

    [Fact]
    public void A_fault_of_an_aggregate_in_one_phase_is_named_there()
    {
        string json = SmallGame.Json(root =>
        {
            root["aggregates"] = JsonNode.Parse(Aggregates);
            root["clock"] = JsonNode.Parse("""{ "period": 2 }""");
            root["globalReward"] = JsonNode.Parse(
                """
                { "byPhase": [
                  { "same": [1, 2] },
                  { "same": [{ "by": "crowd", "at": [1, 2] }, { "by": "queue", "at": [1, 2, 3] }] }
                ] }
                """
            );
        });
        Assert.Equal(
            ["globalReward.byPhase[1].same[0].at", "globalReward.byPhase[1].same[1].by"],
            SmallGame.Refused(json).Select(fault => fault.Place).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void A_long_period_is_refused_in_code_before_other_phases_are_made()
    {
        GameDefinition small = SmallGame.Definition();
        int asked = 0;
        GameValidationException refused = Assert.Throws<GameValidationException>(() =>
            new Clock(10_000).Multiply(_ =>
            {
                asked++;
                return small with
                {
                    GlobalStateNames = [.. Enumerable.Range(0, 8).Select(state => $"{state}")],
                    GlobalTransition = [.. Enumerable.Repeat(new[] { new[] { 1.0, 0, 0, 0, 0, 0, 0, 0 }, [0, 1, 0, 0, 0, 0, 0, 0] }, 8)],
                    GlobalReward = [.. Enumerable.Repeat(new[] { 1.0, 2 }, 8)],
                    LocalTransition = [.. Enumerable.Repeat(Enumerable.Repeat(new[] { new[] { 1.0, 0, 0 } }, 8).ToArray(), 3)],
                    LocalReward = [.. Enumerable.Repeat(Enumerable.Repeat(new[] { 1.0 }, 8).ToArray(), 3)],
                    Initial = small.Initial with { Global = [1, 0, 0, 0, 0, 0, 0, 0] },
                    Geometry = null,
                };
            })
        );
        Assert.StartsWith(
            "clock.period is 10000, which makes 80,000 global states and 400,000 rows of ",
            Assert.Single(refused.Violations).ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(1, asked);
    }

    // The multiplied game of a file against the games of the files in which each phase stands alone.
    private static void AssertPhases(string json, int phases)
    {
        Assert.Empty(Schema.Check(json));
        CooperativeGame game = GameFile.Parse(json, "clocked");
        Assert.Equal(game.Hash, GameFile.Parse(GameFile.Write(game), "again").Hash);
        Assert.Equal(0.0, Math.Abs(game.Initial.Global.Sum() - 1), 1e-12);
        for (int phase = 0; phase < phases; phase++)
        {
            JsonNode alone = Alone(JsonNode.Parse(json)!, phase)!;
            alone.AsObject().Remove("clock");
            CooperativeGame own = GameFile.Parse(alone.ToJsonString(), $"phase {phase}");
            Assert.Equal(phases * own.GlobalStates, game.GlobalStates);
            AssertSame(own, game, phase, (phase + 1) % phases);
        }
    }

    private static void AssertSame(CooperativeGame own, CooperativeGame game, int phase, int next)
    {
        int first = phase * own.GlobalStates;
        foreach (double[] mu in Populations)
        {
            for (int state = 0; state < own.GlobalStates; state++)
            {
                for (int action = 0; action < own.GlobalActions; action++)
                {
                    double[] row = game.GlobalRow(first + state, action, mu).ToArray(game.GlobalStates);
                    double[] expected = own.GlobalRow(state, action, mu).ToArray(own.GlobalStates);
                    Assert.Equal(expected, row.AsSpan(next * own.GlobalStates, own.GlobalStates).ToArray());
                    Assert.Equal(1, expected.Sum(), 1e-12);
                    Assert.Equal(own.GlobalReward(state, action, mu), game.GlobalReward(first + state, action, mu));
                    Assert.Equal(own.Noise?.Global(state, action), game.Noise?.Global(first + state, action));
                }

                for (int cell = 0; cell < own.LocalStates * own.LocalActions; cell++)
                {
                    (int local, int move) = (cell / own.LocalActions, cell % own.LocalActions);
                    Assert.Equal(own.LocalRow(local, state, move, mu), game.LocalRow(local, first + state, move, mu));
                    Assert.Equal(own.LocalReward(local, state, move, mu), game.LocalReward(local, first + state, move, mu));
                }
            }
        }
    }

    private static JsonNode? Alone(JsonNode? node, int phase) =>
        node switch
        {
            JsonObject level when level["byPhase"] is JsonArray parts => Alone(parts[phase], phase)!.DeepClone(),
            JsonObject level => new JsonObject(
                level.Select(field => KeyValuePair.Create(field.Key, Alone(field.Value, phase)?.DeepClone()))
            ),
            JsonArray list => new JsonArray([.. list.Select(part => Alone(part, phase)?.DeepClone())]),
            _ => node,
        };
}
