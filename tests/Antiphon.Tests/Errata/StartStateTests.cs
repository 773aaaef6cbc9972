using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>
/// E12 and E13, Definitions 2.3, 2.4 and D.1, Theorem C.3: "for all states" asks more than reactive agents can do, and than UCFH promises.
/// </summary>
public class StartStateTests
{
    private const int BothInZero = 0;
    private const int Apart = 1; // agent 0 in state 1, agent 1 in state 0

    // (p, q) in steps of 1/20.
    private static readonly double[][] Grid =
    [
        .. from p in Enumerable.Range(0, 21)
        from q in Enumerable.Range(0, 21)
        select new[] { 1 - p / 20.0, p / 20.0, 1 - q / 20.0, q / 20.0 },
    ];

    /// <summary>
    /// Two agents that should differ, s_l' = a_l, neither sees the other. From (0, 0) the best is a coin, 4.5; from (0, 1) the best is to
    /// stay, 10. On a grid of policies (p, q) = probabilities of action 1 in states 0 and 1 every policy is at least 2.3 below the best
    /// from one of the two starts.
    /// </summary>
    [Fact]
    public void No_shared_reactive_policy_is_best_from_every_state()
    {
        OrderedGame game = new(SmallGames.Differ(2), 2);
        double[] stay = [1, 0, 0, 1];
        double[] coin = [0.5, 0.5, 0.5, 0.5];
        (double stayInZero, double stayApart) = Values(game, stay);
        Assert.Equal(0, stayInZero, 1e-12);
        Assert.Equal(10, stayApart, 1e-12);
        (double bothInZero, double apart) = Values(game, coin);
        Assert.Equal(4.5, bothInZero, 1e-12);
        Assert.Equal(5.5, apart, 1e-12);
        Assert.Equal(2.342, Grid.Min(local => Math.Max(4.5 - Values(game, local).BothInZero, 10 - Values(game, local).Apart)), 1e-3);
    }

    /// <summary>
    /// Under one initial law the best exists, and Antiphon climbs to it: the law is the game's, and is stored with every run.
    /// </summary>
    [Theory]
    [InlineData(1.0, 4.5)]
    [InlineData(0.5, 5.0)]
    public void Under_a_declared_start_law_there_is_a_best_policy(double inZero, double best)
    {
        CooperativeGame game = SmallGames.Create(
            new SmallGames.Sizes(1, 2, 2, 2, 2),
            (_, _) => 0,
            (_, _, action) => SmallGames.Unit(2, action),
            (_, action) => action,
            (_, _, _) => 0,
            [inZero, 1 - inZero]
        );
        JointPolicy start = new(Library.Global(game, 2, SmallGames.RewardDifference), Library.Local(game, [0.8, 0.2, 0.3, 0.7]));
        BestResponse<LocalPolicy> answer = new ReactiveLLearn(new BestResponseOptions { Accuracy = 1e-9 }).Solve(
            new ExactPopulation(game, 2),
            start,
            new CountLattice(2, 2)
        );
        OrderedGame ordered = new(game, 2);
        Assert.Equal(best, Grid.Max(local => ordered.StartValue(SmallGames.RewardDifference, local)), 1e-9);
        Assert.Equal(best, answer.Value, 1e-6);
    }

    /// <summary>
    /// One agent, frozen, action 1 earns 1 in state 1. Playing 0 loses nothing from state 0 and 10 from state 1: under p_0 = (0.99, 0.01)
    /// it is 0.1-optimal, at state 1 it is only 0.1/p_0(1) = 10-optimal, and no better bound than epsilon/p_0(s) can be had.
    /// </summary>
    [Fact]
    public void A_small_loss_under_the_start_law_can_be_a_large_one_from_a_rare_start()
    {
        double[] law = [0.99, 0.01];
        CooperativeGame game = Frozen(law);
        OrderedGame ordered = new(game, 1);
        GlobalRule idle = (_, _) => [1];
        double[] best = ordered.Value(idle, [1, 0, 0, 1]);
        double[] lazy = ordered.Value(idle, [1, 0, 1, 0]);
        double expected = ordered.StartValue(idle, [1, 0, 0, 1]) - ordered.StartValue(idle, [1, 0, 1, 0]);
        Assert.Equal(0.1, expected, 1e-12);
        Assert.Equal(10, best[1] - lazy[1], 1e-12);
        Assert.Equal(expected / law[1], best[1] - lazy[1], 1e-9);
    }

    internal static CooperativeGame Frozen(double[] start) =>
        SmallGames.Create(
            new SmallGames.Sizes(1, 2, 1, 2, 1),
            (_, _) => 0,
            (state, _, _) => SmallGames.Unit(2, state),
            (_, _) => 0,
            (state, _, action) => state * action,
            start
        );

    private static (double BothInZero, double Apart) Values(OrderedGame game, double[] local)
    {
        double[] values = game.Value(SmallGames.RewardDifference, local);
        return (values[BothInZero], values[Apart]);
    }
}
