using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Simulation;

public class KernelChangeTests
{
    // Steps count by their discount: of 1 + 1/2 + 1/4 the last two are 3/7.
    [Fact]
    public void Mean_kernels_of_an_episode_weigh_its_steps_by_their_discounts()
    {
        CooperativeGame game = new RandomGame(3)
        {
            LocalStates = 2,
            Agents = 4,
            Discount = 0.5,
        }.Create();
        var change = new KernelChange((_, _, row) => (row[0], row[1]) = (0, 1), time => time > 0 ? 1 : 0);

        SparseRows moves = change.Moves(game, horizon: 3);

        for (int row = 0; row < moves.Count; row++)
        {
            (int cell, int action) = (row / game.LocalActions, row % game.LocalActions);
            double stays = game.LocalTransition(cell / game.GlobalStates, cell % game.GlobalStates, action)[0];
            Assert.Equal(4.0 / 7 * stays, moves.Expect(row, [1, 0]), 1e-15);
        }
    }

    // A move into the other kernel is drawn anew in every step and local state: agents who are alike do not move alike.
    [Fact]
    public void Changes_of_different_steps_and_states_are_independent()
    {
        CooperativeGame game = new RandomGame(3) { LocalStates = 2, Agents = 4 }.Create();
        var change = new KernelChange((_, _, row) => row.Fill(0.5), _ => 0.5);
        var kernels = new ChangingKernels(change, game, LocalPolicy.Uniform(game));
        var moves = new ChangedMoves(kernels, game.LocalStates);
        moves.Start(new RandomStream(5));
        var left = new HashSet<(long, long, long)>();
        for (int time = 0; time < 40; time++)
        {
            for (int state = 0; state < 2; state++)
            {
                long[] next = new long[2];
                long stayed = moves.Move(new RandomStream(0), time, 0, state, 1_000_000_000, next);
                left.Add((stayed, next[0], next[1]));
            }
        }

        Assert.Equal(80, left.Count);
    }
}
