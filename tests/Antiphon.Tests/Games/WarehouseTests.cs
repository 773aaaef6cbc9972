using Antiphon.Games;

namespace Antiphon.Tests.Games;

public class WarehouseTests
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse");

    [Fact]
    public void Sizes_and_constants_are_the_papers()
    {
        Assert.Equal((5, 5, 5, 3), (Game.GlobalStates, Game.LocalStates, Game.GlobalActions, Game.LocalActions));
        Assert.Equal((1000L, 0.95), (Game.Agents, Game.Discount));
        Assert.All(Game.Initial.Global, probability => Assert.Equal(0.2, probability));
        Assert.Equal(new DirichletLocalLaw(0.3), Game.Initial.Local);
    }

    /// <summary>Softmax of 0.1 + 3 [x = a_g] + 0.5 [x = s_g]; for (0, 0): e^3.5 / (e^3.5 + 4) and 1 / (e^3.5 + 4).</summary>
    [Fact]
    public void Global_transitions_match_the_known_values()
    {
        Near([0.8922281748, 0.0269429563, 0.0269429563, 0.0269429563, 0.0269429563], Game.GlobalTransition(0, 0));
        Near([0.0666573971, 0.8120533378, 0.040429755, 0.040429755, 0.040429755], Game.GlobalTransition(0, 1));
        Assert.Equal(Math.Exp(3.5) / (Math.Exp(3.5) + 4), Game.GlobalTransition(3, 3)[3], 1e-14);
    }

    /// <summary>Softmax of 0.1 + 3.5 [x = s_l] + 1.5 [a_l moves to x] + 0.3 [x = s_g].</summary>
    [Fact]
    public void Local_transitions_match_the_known_values()
    {
        Near([0.9178664741, 0.0205333815, 0.0205333815, 0.0205333815, 0.0205333815], Game.LocalTransition(0, 0, 0));
        Near([0.808739397, 0.1094509754, 0.0329660003, 0.0244218137, 0.0244218137], Game.LocalTransition(0, 2, 1));
        double total = Math.Exp(3.8) + Math.Exp(1.5) + 3;
        Near([Math.Exp(3.8) / total, 1 / total, 1 / total, 1 / total, Math.Exp(1.5) / total], Game.LocalTransition(0, 0, 2));
    }

    [Fact]
    public void Local_rewards_fall_with_the_distance_on_the_ring()
    {
        double[] byDistance = [10, 1, 2.0 / 3];
        double[] bonus = [0, 0.5, -0.3];
        for (int zone = 0; zone < 5; zone++)
        {
            for (int active = 0; active < 5; active++)
            {
                int apart = Math.Min((zone - active + 5) % 5, (active - zone + 5) % 5);
                for (int action = 0; action < 3; action++)
                {
                    Assert.Equal(byDistance[apart] + bonus[action], Game.LocalReward(zone, active, action), 1e-15);
                }

                Assert.Equal(apart, Game.Geometry!.Distance![zone][active]);
            }
        }

        Assert.Equal([0, 1, 2, 3, 4], Game.Geometry!.Target!);
    }

    [Fact]
    public void The_global_reward_is_4_less_a_distance_that_does_not_go_around_the_ring()
    {
        Assert.Equal(0, Game.GlobalReward(0, 4));
        Assert.Equal(4, Game.GlobalReward(3, 3));
        Assert.Equal(2, Game.GlobalReward(3, 1));
        Assert.Equal((2.0 / 3) - 0.3, Game.MinimumReward, 1e-15);
        Assert.Equal(14.5, Game.MaximumReward, 1e-15);
    }

    [Fact]
    public void The_flat_warehouse_differs_in_the_global_reward_only()
    {
        GameDefinition flat = BuiltInGames.Get("warehouse-flat").ToDefinition();
        Assert.All(flat.GlobalReward, row => Assert.All(row, reward => Assert.Equal(1, reward)));
        var steered = CooperativeGame.Create(flat with { Name = "warehouse", GlobalReward = Game.ToDefinition().GlobalReward });
        Assert.Equal(GameFile.Write(Game), GameFile.Write(steered));
    }

    /// <summary>The scores of table 3, by a softmax in double arithmetic of its own.</summary>
    [Theory]
    [InlineData("warehouse")]
    [InlineData("warehouse-flat")]
    public void Every_row_is_the_softmax_of_its_scores(string name)
    {
        CooperativeGame game = BuiltInGames.Get(name);
        int[] step = [0, 1, 4];
        for (int i = 0; i < 25; i++)
        {
            (int first, int active) = (i / 5, i % 5);
            Near(Softmax(x => 0.1 + (x == first ? 3 : 0) + (x == active ? 0.5 : 0)), game.GlobalTransition(active, first));
            for (int action = 0; action < 3; action++)
            {
                int goal = (first + step[action]) % 5;
                Near(
                    Softmax(x => 0.1 + (x == first ? 3.5 : 0) + (action != 0 && x == goal ? 1.5 : 0) + (x == active ? 0.3 : 0)),
                    game.LocalTransition(first, active, action)
                );
            }
        }
    }

    private static double[] Softmax(Func<int, double> score)
    {
        double[] weights = [.. Enumerable.Range(0, 5).Select(zone => Math.Exp(score(zone)))];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private static void Near(double[] expected, ReadOnlySpan<double> found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 1e-9);
        }
    }
}
