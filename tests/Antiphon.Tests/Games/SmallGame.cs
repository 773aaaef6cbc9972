using System.Text.Json.Nodes;
using Antiphon.Games;

namespace Antiphon.Tests.Games;

/// <summary>A sound game of sizes 2, 3, 2, 1 (global states, local states, global actions, local actions) to break in many ways.</summary>
internal static class SmallGame
{
    /// <summary>The game as its author would write it in C#.</summary>
    public static GameDefinition Definition() =>
        new()
        {
            Name = "small",
            Discount = 0.9,
            Agents = 7,
            GlobalStateNames = ["calm", "busy"],
            LocalStateNames = ["x", "y", "z"],
            GlobalActionNames = ["ease", "push"],
            LocalActionNames = ["go"],
            GlobalTransition =
            [
                [
                    [0.9, 0.1],
                    [0.2, 0.8],
                ],
                [
                    [0.7, 0.3],
                    [0.1, 0.9],
                ],
            ],
            LocalTransition =
            [
                [
                    [
                        [0.5, 0.5, 0],
                    ],
                    [
                        [0.25, 0.25, 0.5],
                    ],
                ],
                [
                    [
                        [0, 1, 0],
                    ],
                    [
                        [0.1, 0.2, 0.7],
                    ],
                ],
                [
                    [
                        [0.3, 0.3, 0.4],
                    ],
                    [
                        [0, 0, 1],
                    ],
                ],
            ],
            GlobalReward =
            [
                [1, 2],
                [-1, 0.5],
            ],
            LocalReward =
            [
                [
                    [1],
                    [2],
                ],
                [
                    [3],
                    [4],
                ],
                [
                    [5],
                    [-6],
                ],
            ],
            Initial = new InitialLaw([0.25, 0.75], new IndependentLocalLaw([0.2, 0.3, 0.5])),
            Geometry = new GameGeometry(
                [
                    [0, 1],
                    [1, 0],
                    [2, 2],
                ],
                [0, 2]
            ),
        };

    /// <summary>The same game as a file.</summary>
    public static string Json() => GameFile.Write(CooperativeGame.Create(Definition()));

    /// <summary>The file with something changed.</summary>
    public static string Json(Action<JsonObject> change)
    {
        JsonObject root = JsonNode.Parse(Json())!.AsObject();
        change(root);
        return root.ToJsonString();
    }

    /// <summary>The violations of a file that must be refused.</summary>
    public static IReadOnlyList<Violation> Refused(string json) =>
        Assert.Throws<GameValidationException>(() => GameFile.Parse(json, "test.json")).Violations;

    /// <summary>The places of a definition's violations.</summary>
    public static string[] Places(GameDefinition definition) =>
        [.. GameValidator.Validate(definition).Select(violation => violation.Place)];
}
