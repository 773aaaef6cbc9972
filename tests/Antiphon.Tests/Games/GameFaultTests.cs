using Antiphon.Games;

namespace Antiphon.Tests.Games;

/// <summary>One fault at a time, in every part of a definition.</summary>
public class GameFaultTests
{
    public static TheoryData<string, string, Func<GameDefinition, GameDefinition>> Faults =>
        new()
        {
            { "name", "is empty", game => game with { Name = " " } },
            { "name", "is missing", game => game with { Name = null! } },
            { "name", "control character", game => game with { Name = "two\nlines" } },
            { "name", "half of a surrogate pair", game => game with { Name = $"half a pair {(char)0xd800}" } },
            { "name", "has 201 characters", game => game with { Name = new string('n', 201) } },
            { "discount", "is 1", game => game with { Discount = 1 } },
            { "discount", "is -0.1", game => game with { Discount = -0.1 } },
            { "discount", "is NaN", game => game with { Discount = double.NaN } },
            { "agents", "is 0", game => game with { Agents = 0 } },
            { "agents", "is 1000000000001", game => game with { Agents = 1_000_000_000_001 } },
            { "globalStates", "is missing", game => game with { GlobalStateNames = null! } },
            { "localActions", "has 0 names", game => game with { LocalActionNames = [] } },
            { "localStates", "has 0 names", game => game with { LocalStateNames = [] } },
            { "globalActions[1]", "is 'ease', as is globalActions[0]", game => game with { GlobalActionNames = ["ease", "ease"] } },
            { "localStates[2]", "is empty", game => game with { LocalStateNames = ["x", "y", ""] } },
            { "localStates[0]", "is missing", game => game with { LocalStateNames = [null!, "y", "z"] } },
            { "globalTransition", "is missing", game => game with { GlobalTransition = null! } },
            { "globalTransition", "has 1 entry", game => game with { GlobalTransition = [game.GlobalTransition[0]] } },
            { "globalTransition[1]", "has 1 entry", game => Change(game, () => game.GlobalTransition[1] = [
                            [0.5, 0.5],
                        ]) },
            { "globalTransition[0][1]", "is missing", game => Change(game, () => game.GlobalTransition[0][1] = null!) },
            { "globalTransition[1][0]", "has 3 entries", game => Change(game, () => game.GlobalTransition[1][0] = [0.5, 0.25, 0.25]) },
            { "globalTransition[1][0][1]", "is NaN", game => Change(game, () => game.GlobalTransition[1][0][1] = double.NaN) },
            {
                "localTransition[2][1][0][0]",
                "is -0.125",
                game => Change(game, () => game.LocalTransition[2][1][0] = [-0.125, 0.625, 0.5])
            },
            {
                "localTransition[2][1][0]",
                "sums to 0.97",
                game => Change(game, () => game.LocalTransition[2][1][0] = [0.125, 0.345, 0.5])
            },
            {
                "localTransition[2][1][0]",
                "sums to 1.000000002",
                game => Change(game, () => game.LocalTransition[2][1][0] = [0.125, 0.375, 0.500000002])
            },
            { "localTransition[2][1][0]", "sums to 0", game => Change(game, () => game.LocalTransition[2][1][0] = [0, 0, 0]) },
            { "localTransition[0][0]", "has 2 entries", game => Change(game, () => game.LocalTransition[0][0] = [
                            [1, 0, 0],
                            [1, 0, 0],
                        ]) },
            { "globalReward[0][1]", "is Infinity", game => Change(game, () => game.GlobalReward[0][1] = double.PositiveInfinity) },
            { "globalReward[0]", "has 3 entries", game => Change(game, () => game.GlobalReward[0] = [1, 2, 3]) },
            { "localReward[2][1][0]", "is NaN", game => Change(game, () => game.LocalReward[2][1][0] = double.NaN) },
            { "localReward[2][1][0]", "is -1E+101", game => Change(game, () => game.LocalReward[2][1][0] = -1e101) },
            { "localReward[1]", "has 0 entries", game => Change(game, () => game.LocalReward[1] = []) },
            { "initial", "is missing", game => game with { Initial = null! } },
            { "initial.global", "is missing", game => game with { Initial = game.Initial with { Global = default } } },
            { "initial.global", "has 3 entries", game => game with { Initial = game.Initial with { Global = [0.5, 0.25, 0.25] } } },
            {
                "initial.local",
                "is missing",
                game => game with { Initial = game.Initial with { Local = new IndependentLocalLaw(default) } }
            },
            {
                "initial.local",
                "sums to 0.75",
                game => game with { Initial = game.Initial with { Local = new IndependentLocalLaw([0.5, 0.25, 0]) } }
            },
            { "initial.local", "is missing", game => game with { Initial = game.Initial with { Local = null! } } },
            { "initial.local.dirichlet", "is 0", game => game with { Initial = game.Initial with { Local = new DirichletLocalLaw(0) } } },
            {
                "initial.local.dirichlet",
                "is NaN",
                game => game with { Initial = game.Initial with { Local = new DirichletLocalLaw(double.NaN) } }
            },
            {
                "initial.local.dirichlet",
                "is Infinity",
                game => game with { Initial = game.Initial with { Local = new DirichletLocalLaw(double.PositiveInfinity) } }
            },
            {
                "geometry.distance",
                "has 1 entry",
                game =>
                    game with
                    {
                        Geometry = new GameGeometry(
                            [
                                [0, 0],
                            ],
                            null
                        ),
                    }
            },
            {
                "geometry.distance[1]",
                "has 1 entry",
                game =>
                    game with
                    {
                        Geometry = new GameGeometry(
                            [
                                [0, 0],
                                [0],
                                [0, 0],
                            ],
                            null
                        ),
                    }
            },
            {
                "geometry.distance[1][0]",
                "is -1",
                game =>
                    game with
                    {
                        Geometry = new GameGeometry(
                            [
                                [0, 0],
                                [-1, 0],
                                [0, 0],
                            ],
                            null
                        ),
                    }
            },
            { "geometry.target", "has 1 entry", game => game with { Geometry = new GameGeometry(null, [0]) } },
            { "geometry.target[1]", "is 3", game => game with { Geometry = new GameGeometry(null, [0, 3]) } },
            { "geometry.target[0]", "is -1", game => game with { Geometry = new GameGeometry(null, [-1, 0]) } },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_named_with_its_place_and_nothing_else_is(string place, string found, Func<GameDefinition, GameDefinition> spoil)
    {
        Violation violation = Assert.Single(GameValidator.Validate(spoil(SmallGame.Definition())));
        Assert.Equal(place, violation.Place);
        Assert.Contains(found, violation.Found, StringComparison.Ordinal);
        Assert.NotEmpty(violation.Expected);
        Assert.NotEmpty(violation.Remedy);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_game_with_a_fault_is_never_built(string place, string found, Func<GameDefinition, GameDefinition> spoil)
    {
        GameValidationException refused = Assert.Throws<GameValidationException>(() =>
            CooperativeGame.Create(spoil(SmallGame.Definition()))
        );
        Assert.Contains($"\n  {place} {refused.Violations[0].Found}; expected ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(found, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_violations_are_reported_at_once_in_the_order_of_the_fields()
    {
        GameDefinition definition = SmallGame.Definition() with { Discount = 2, Agents = -1, LocalStateNames = ["x", "x", "z"] };
        definition.GlobalTransition[0][0] = [0.5, 0.25];
        definition.LocalReward[1][0][0] = double.NaN;
        Assert.Equal(
            ["discount", "agents", "localStates[1]", "globalTransition[0][0]", "localReward[1][0][0]"],
            SmallGame.Places(definition)
        );
    }

    [Fact]
    public void One_state_and_one_action_of_each_kind_are_a_game() =>
        Assert.Empty(
            GameValidator.Validate(
                new GameDefinition
                {
                    Name = "least",
                    Discount = 0,
                    Agents = 1,
                    GlobalStateNames = ["s"],
                    LocalStateNames = ["s"],
                    GlobalActionNames = ["a"],
                    LocalActionNames = ["a"],
                    GlobalTransition =
                    [
                        [
                            [1],
                        ],
                    ],
                    LocalTransition =
                    [
                        [
                            [
                                [1],
                            ],
                        ],
                    ],
                    GlobalReward =
                    [
                        [0],
                    ],
                    LocalReward =
                    [
                        [
                            [0],
                        ],
                    ],
                    Initial = new InitialLaw([1], new IndependentLocalLaw([1])),
                }
            )
        );

    private static GameDefinition Change(GameDefinition game, Action change)
    {
        change();
        return game;
    }
}
