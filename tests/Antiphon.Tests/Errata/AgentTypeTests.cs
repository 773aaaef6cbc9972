using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>E20, homogeneous agents: types belong into the local state; averaging their kernels is another game.</summary>
public class AgentTypeTests
{
    /// <summary>
    /// Half of the agents stay where they are, half change state in every step; all start in 0 and earn 1 there. Stayers earn 1/(1-gamma)
    /// = 10, movers 1/(1-gamma^2) = 5.263, together 7.632. The average kernel is a fair coin: 1 + gamma/2/(1-gamma) = 5.5.
    /// </summary>
    [Fact]
    public void The_average_of_two_types_is_neither_of_them()
    {
        CooperativeGame folded = Game(types: 2, (state, type) => type == 0 ? state : 1 - state, [0.5, 0, 0.5, 0]);
        CooperativeGame averaged = SmallGames.Create(
            new SmallGames.Sizes(1, 2, 1, 1, 3),
            (_, _) => 0,
            (_, _, _) => [0.5, 0.5],
            (_, _) => 0,
            (state, _, _) => 1 - state,
            [1, 0]
        );
        Assert.Equal((10 + 1 / 0.19) / 2, Value(folded), 1e-9);
        Assert.Equal(5.5, Value(averaged), 1e-9);
    }

    [Fact]
    public void Equal_types_may_be_dropped()
    {
        CooperativeGame folded = Game(types: 2, (state, _) => 1 - state, [0.3, 0, 0.7, 0]);
        CooperativeGame plain = Game(types: 1, (state, _) => 1 - state, [1, 0]);
        Assert.Equal(Value(plain), Value(folded), 1e-9);
    }

    // Local state type * 2 + position.
    private static CooperativeGame Game(int types, Func<int, int, int> move, double[] start) =>
        SmallGames.Create(
            new SmallGames.Sizes(1, 2 * types, 1, 1, 3),
            (_, _) => 0,
            (state, _, _) => SmallGames.Unit(2 * types, state / 2 * 2 + move(state % 2, state / 2)),
            (_, _) => 0,
            (state, _, _) => 1 - state % 2,
            start
        );

    private static double Value(CooperativeGame game)
    {
        using Pair pair = new(
            new ExactPopulation(game, game.Agents),
            1,
            Library.Global(game, 1, (_, _) => [1]),
            LocalPolicy.Uniform(game)
        );
        return pair.Value;
    }
}
