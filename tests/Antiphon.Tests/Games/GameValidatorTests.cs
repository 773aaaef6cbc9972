using Antiphon.Games;

namespace Antiphon.Tests.Games;

public class GameValidatorTests
{
    [Fact]
    public void A_sound_game_has_no_violations() => Assert.Empty(GameValidator.Validate(SmallGame.Definition()));

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_discount_outside_0_to_1_is_named(double discount) =>
        Assert.Equal(["discount"], SmallGame.Places(SmallGame.Definition() with { Discount = discount }));

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1_000_000_000_001)]
    [InlineData(long.MaxValue)]
    public void A_number_of_agents_outside_1_to_10_to_the_12_is_named(long agents) =>
        Assert.Equal(["agents"], SmallGame.Places(SmallGame.Definition() with { Agents = agents }));

    [Fact]
    public void The_extremes_of_discount_and_agents_are_allowed() =>
        Assert.Empty(GameValidator.Validate(SmallGame.Definition() with { Discount = 0, Agents = 1_000_000_000_000 }));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("red\u001b[31m")]
    public void A_name_that_cannot_be_printed_is_named(string name)
    {
        GameDefinition definition = SmallGame.Definition() with { Name = name, LocalStateNames = ["x", name, "z"] };
        Assert.Equal(["name", "localStates[1]"], SmallGame.Places(definition));
    }

    [Fact]
    public void A_name_with_half_a_character_is_named() =>
        Assert.Equal(["name"], SmallGame.Places(SmallGame.Definition() with { Name = "half \ud83d" }));

    [Fact]
    public void A_name_of_any_script_is_allowed() =>
        Assert.Empty(GameValidator.Validate(SmallGame.Definition() with { Name = "倉庫 Å 🏭" }));

    [Fact]
    public void Names_must_differ_within_a_list_only()
    {
        GameDefinition definition = SmallGame.Definition() with { LocalStateNames = ["x", "y", "x"], GlobalStateNames = ["x", "X"] };
        Violation violation = Assert.Single(GameValidator.Validate(definition));
        Assert.Equal("localStates[2] is 'x', as is localStates[0]; expected a name of its own; rename one of them", violation.ToString());
    }

    [Fact]
    public void A_row_that_does_not_sum_to_one_is_named_with_its_sum()
    {
        GameDefinition definition = SmallGame.Definition();
        definition.LocalTransition[2][0][0] = [0.3, 0.3, 0.37];
        Violation violation = Assert.Single(GameValidator.Validate(definition));
        Assert.Equal("localTransition[2][0][0] sums to 0.97; expected 1 within 1e-9; divide the row by its sum", violation.ToString());
    }

    [Theory]
    [InlineData(1e-9, 0)]
    [InlineData(-1e-9, 0)]
    [InlineData(1.1e-9, 1)]
    [InlineData(-1.1e-9, 1)]
    public void Rows_may_miss_one_by_1e_9(double error, int violations)
    {
        GameDefinition definition = SmallGame.Definition();
        definition.GlobalTransition[0][0] = [0.9, 0.1 + (error * 0.999)];
        Assert.Equal(violations, GameValidator.Validate(definition).Count);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1.5)]
    public void An_entry_that_is_no_probability_is_named_and_its_row_not_judged_twice(double entry)
    {
        GameDefinition definition = SmallGame.Definition();
        definition.GlobalTransition[1][0][1] = entry;
        Assert.Equal(["globalTransition[1][0][1]"], SmallGame.Places(definition));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e101)]
    public void A_reward_that_is_not_finite_or_absurd_is_named(double reward)
    {
        GameDefinition definition = SmallGame.Definition();
        definition.GlobalReward[1][1] = reward;
        definition.LocalReward[2][1][0] = reward;
        Assert.Equal(["globalReward[1][1]", "localReward[2][1][0]"], SmallGame.Places(definition));
    }

    [Fact]
    public void Ragged_and_missing_parts_are_named_at_every_depth()
    {
        GameDefinition definition = SmallGame.Definition();
        definition.GlobalTransition[0] =
        [
            [0.9, 0.1],
        ];
        definition.LocalTransition[0][1][0] = [0.5, 0.5];
        definition.LocalTransition[1] = null!;
        definition.GlobalReward[0] = [1, 2, 3];
        definition.LocalReward[1][0] = [];
        Assert.Equal(
            ["globalTransition[0]", "localTransition[0][1][0]", "localTransition[1]", "globalReward[0]", "localReward[1][0]"],
            SmallGame.Places(definition)
        );
    }

    [Fact]
    public void A_ragged_part_says_what_is_expected()
    {
        GameDefinition definition = SmallGame.Definition();
        definition.LocalTransition[0][1][0] = [0.5, 0.5];
        Assert.Equal(
            "localTransition[0][1][0] has 2 entries; expected 3, one per local state; add what is missing",
            Assert.Single(GameValidator.Validate(definition)).ToString()
        );
    }

    [Fact]
    public void Every_missing_part_of_a_definition_is_named()
    {
        GameDefinition definition = SmallGame.Definition() with
        {
            Name = null!,
            GlobalStateNames = null!,
            LocalStateNames = null!,
            GlobalActionNames = null!,
            LocalActionNames = null!,
            GlobalTransition = null!,
            LocalTransition = null!,
            GlobalReward = null!,
            LocalReward = null!,
            Initial = null!,
            Geometry = null,
        };
        Assert.Equal(
            [
                "name",
                "globalStates",
                "localStates",
                "globalActions",
                "localActions",
                "globalTransition",
                "localTransition",
                "globalReward",
                "localReward",
                "initial",
            ],
            SmallGame.Places(definition)
        );
    }

    [Fact]
    public void Without_names_of_one_kind_the_other_sizes_still_are_checked()
    {
        GameDefinition definition = SmallGame.Definition() with { GlobalActionNames = [] };
        definition.LocalReward[0][0] = [1, 2];
        Assert.Equal(["globalActions", "localReward[0][0]"], SmallGame.Places(definition));
    }

    [Fact]
    public void The_start_law_is_checked_like_any_row()
    {
        GameDefinition definition = SmallGame.Definition() with
        {
            Initial = new InitialLaw([0.5, 0.6], new IndependentLocalLaw([0.5, -0.5, 1])),
        };
        Assert.Equal(["initial.global", "initial.local[1]"], SmallGame.Places(definition));
    }

    [Fact]
    public void A_start_law_of_the_wrong_shape_or_left_out_is_named()
    {
        GameDefinition shape = SmallGame.Definition() with { Initial = new InitialLaw([1], new IndependentLocalLaw([0.5, 0.5])) };
        Assert.Equal(["initial.global", "initial.local"], SmallGame.Places(shape));
        GameDefinition missing = SmallGame.Definition() with { Initial = new InitialLaw(default, null!) };
        Assert.Equal(["initial.global", "initial.local"], SmallGame.Places(missing));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_dirichlet_concentration_must_be_positive_and_finite(double concentration)
    {
        GameDefinition definition = SmallGame.Definition();
        definition = definition with { Initial = definition.Initial with { Local = new DirichletLocalLaw(concentration) } };
        Assert.Equal(["initial.local.dirichlet"], SmallGame.Places(definition));
    }

    [Fact]
    public void The_geometry_is_checked_for_shape_and_range()
    {
        GameDefinition values = SmallGame.Definition() with
        {
            Geometry = new GameGeometry(
                [
                    [0, -1],
                    [double.NaN, 0],
                    [0, 0],
                ],
                [-1, 3]
            ),
        };
        Assert.Equal(
            ["geometry.distance[0][1]", "geometry.distance[1][0]", "geometry.target[0]", "geometry.target[1]"],
            SmallGame.Places(values)
        );
        GameDefinition shapes = SmallGame.Definition() with
        {
            Geometry = new GameGeometry(
                [
                    [0, 1],
                    [0],
                    null!,
                ],
                [1]
            ),
        };
        Assert.Equal(["geometry.distance[1]", "geometry.distance[2]", "geometry.target"], SmallGame.Places(shapes));
    }

    [Fact]
    public void Absurd_sizes_are_refused_before_the_tables_are_read()
    {
        string[] names = Enumerable.Range(0, 60_000).Select(i => $"state {i}").ToArray();
        Violation violation = Assert.Single(GameValidator.Validate(SmallGame.Definition() with { LocalStateNames = names }));
        Assert.Contains("entries", violation.Found, StringComparison.Ordinal);
        Assert.Equal(
            ["localStates"],
            SmallGame.Places(SmallGame.Definition() with { LocalStateNames = [.. names, .. names.Select(name => name + "'")] })[..1]
        );
    }

    [Fact]
    public void All_violations_are_kept_and_the_first_50_are_printed()
    {
        GameDefinition definition = SmallGame.Definition() with { Name = "", Discount = 2 };
        definition.GlobalTransition[0][0] = new double[2];
        definition = definition with { LocalStateNames = [.. Enumerable.Repeat("same", 61)] };
        GameValidationException refused = Assert.Throws<GameValidationException>(() => CooperativeGame.Create(definition));
        Assert.Equal(GameValidator.Validate(definition), refused.Violations);
        Assert.True(refused.Violations.Count > 60);
        string[] lines = refused.Message.Split('\n');
        Assert.Equal(52, lines.Length);
        Assert.Equal($"  and {refused.Violations.Count - 50} more", lines[^1]);
    }
}
