using Antiphon.Games;

namespace Antiphon.Tests.Games;

public class CooperativeGameTests
{
    [Fact]
    public void Tables_are_read_in_the_documented_index_order()
    {
        GameDefinition definition = SmallGame.Definition();
        var game = CooperativeGame.Create(definition);
        Assert.Equal((2, 3, 2, 1), (game.GlobalStates, game.LocalStates, game.GlobalActions, game.LocalActions));
        for (int global = 0; global < 2; global++)
        {
            for (int action = 0; action < 2; action++)
            {
                Assert.Equal(definition.GlobalTransition[global][action], game.GlobalTransition(global, action).ToArray());
                Assert.Equal(definition.GlobalReward[global][action], game.GlobalReward(global, action));
            }

            for (int local = 0; local < 3; local++)
            {
                Assert.Equal(definition.LocalTransition[local][global][0], game.LocalTransition(local, global, 0).ToArray());
                Assert.Equal(definition.LocalReward[local][global][0], game.LocalReward(local, global, 0));
            }
        }
    }

    [Fact]
    public void Changing_the_arrays_a_game_was_made_of_does_not_change_the_game()
    {
        GameDefinition definition = SmallGame.Definition();
        double[][] distance = new double[][] { [0, 1], [1, 0], [2, 2] };
        int[] target = new[] { 0, 2 };
        var game = CooperativeGame.Create(definition with { Geometry = new GameGeometry(distance, target) });
        string text = GameFile.Write(game);
        definition.GlobalTransition[0][0][0] = 0;
        definition.LocalTransition[0][0][0][0] = 0;
        definition.GlobalReward[0][0] = 99;
        definition.LocalReward[0][0][0] = 99;
        definition.LocalStateNames[0] = "other";
        distance[0][0] = 99;
        target[0] = 1;
        Assert.Equal(text, GameFile.Write(game));
    }

    [Fact]
    public void Changing_the_definition_that_a_game_gives_out_does_not_change_the_game()
    {
        var game = CooperativeGame.Create(SmallGame.Definition());
        string text = GameFile.Write(game);
        game.ToDefinition().GlobalTransition[0][0][0] = 0;
        game.ToDefinition().LocalReward[0][0][0] = 99;
        game.ToDefinition().GlobalStateNames[0] = "other";
        Assert.Equal(text, GameFile.Write(game));
    }

    [Fact]
    public void Rows_that_miss_one_a_little_are_divided_by_their_sum_once_and_for_all()
    {
        GameDefinition definition = SmallGame.Definition();
        definition.GlobalTransition[0][0] = [0.9, 0.1 + 9e-10];
        var game = CooperativeGame.Create(definition);
        double[] row = game.GlobalTransition(0, 0).ToArray();
        Assert.Equal(1, row.Sum(), 1e-15);
        Assert.Equal(0.9 / (1 + 9e-10), row[0], 1e-15);
        Assert.Equal(row, CooperativeGame.Create(game.ToDefinition()).GlobalTransition(0, 0).ToArray());
    }

    [Fact]
    public void Rows_that_sum_to_one_but_for_rounding_are_kept_to_the_bit()
    {
        GameDefinition definition = SmallGame.Definition();
        definition.LocalTransition[0][0][0] = [0.1, 0.2, 0.7];
        definition.LocalTransition[0][1][0] = [1.0 / 3, 1.0 / 3, 1.0 / 3];
        var game = CooperativeGame.Create(definition);
        Assert.Equal([0.1, 0.2, 0.7], game.LocalTransition(0, 0, 0).ToArray());
        Assert.Equal([1.0 / 3, 1.0 / 3, 1.0 / 3], game.LocalTransition(0, 1, 0).ToArray());
    }

    [Fact]
    public void The_reward_range_is_that_of_states_and_actions_that_can_meet()
    {
        // s_g = 0: r_g in [1, 2], r_l in [1, 5]. s_g = 1: r_g in [-1, 0.5], r_l in [-6, 4].
        var game = CooperativeGame.Create(SmallGame.Definition());
        Assert.Equal((-7.0, 7.0), (game.MinimumReward, game.MaximumReward));
    }

    [Fact]
    public void Another_number_of_agents_or_discount_leaves_the_rest_alone()
    {
        var game = CooperativeGame.Create(SmallGame.Definition());
        CooperativeGame other = game.WithAgents(8).WithDiscount(0.5);
        Assert.Equal((8L, 0.5), (other.Agents, other.Discount));
        Assert.Equal(
            GameFile.Write(CooperativeGame.Create(SmallGame.Definition() with { Agents = 8, Discount = 0.5 })),
            GameFile.Write(other)
        );
        Assert.Equal((7L, 0.9), (game.Agents, game.Discount));
    }

    [Fact]
    public void An_impossible_number_of_agents_or_discount_is_refused_as_in_a_file()
    {
        var game = CooperativeGame.Create(SmallGame.Definition());
        Assert.Equal("agents", Assert.Single(Assert.Throws<GameValidationException>(() => game.WithAgents(0)).Violations).Place);
        Assert.Equal("discount", Assert.Single(Assert.Throws<GameValidationException>(() => game.WithDiscount(1)).Violations).Place);
    }

    [Fact]
    public void Another_number_of_agents_or_discount_is_another_game_to_the_hash_and_back_again_the_same()
    {
        var game = CooperativeGame.Create(SmallGame.Definition());
        CooperativeGame other = game.WithAgents(1_000_000_000_000).WithDiscount(0.25);
        Assert.Equal(game.LocalTransitions.Rows.ToArray(), other.LocalTransitions.Rows.ToArray());
        Assert.NotEqual(game.Hash, other.Hash, StringComparer.Ordinal);
        Assert.NotEqual(game.Hash, game.WithAgents(8).Hash, StringComparer.Ordinal);
        Assert.Equal(game.Hash, other.WithAgents(7).WithDiscount(0.9).Hash);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(2, 0)]
    [InlineData(0, 2)]
    [InlineData(1, -1)]
    public void An_index_outside_its_range_is_refused_even_where_another_entry_lies(int state, int action)
    {
        var game = CooperativeGame.Create(SmallGame.Definition());
        Assert.Throws<ArgumentOutOfRangeException>(() => game.GlobalReward(state, action));
        Assert.Throws<ArgumentOutOfRangeException>(() => game.GlobalTransition(state, action).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => game.LocalReward(1, state, action));
        Assert.Throws<ArgumentOutOfRangeException>(() => game.LocalTransition(1, state, action).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => game.LocalReward(3, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => game.LocalTransition(-1, 1, 0).Length);
    }

    [Fact]
    public void A_missing_built_in_game_is_answered_with_the_list_of_those_there_are()
    {
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => BuiltInGames.Get("warehose"));
        Assert.Contains("'warehose'", refused.Message, StringComparison.Ordinal);
        Assert.All(BuiltInGames.All, game => Assert.Contains(game.Name, refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Built_in_games_are_what_their_names_say() =>
        Assert.All(BuiltInGames.All, entry => Assert.Equal(entry.Name, BuiltInGames.Get(entry.Name).Name));
}
