using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Equilibrium;

/// <summary>An answer is remembered for the policy it answers, whichever start asks, and for no other policy.</summary>
public class SurrogateAnswersTests
{
    private static readonly CooperativeGame Game = new RandomGame(96) { LocalStates = 2, Agents = 4 }.Create();

    private readonly SurrogateAnswers answers = new();
    private int solves;

    [Fact]
    public void Two_policies_of_one_shape_have_an_answer_each()
    {
        Assert.Equal(1, Ask(First(), start: 0));
        Assert.Equal(2, Ask(Second(), start: 0));
        Assert.Equal(2, Ask(Second(), start: 0));
        Assert.Equal(2, solves);
    }

    [Fact]
    public void An_equal_policy_is_not_solved_again_whichever_start_asks()
    {
        Assert.Equal(1, Ask(First(), start: 0));
        Assert.Equal(1, Ask(First(), start: 0));
        Assert.Equal(1, Ask(First(), start: 7));
        Assert.Equal(1, solves);
    }

    [Fact]
    public void Each_start_keeps_its_own_latest_answer()
    {
        Assert.Equal(1, Ask(First(), start: 0));
        Assert.Equal(2, Ask(Second(), start: 1));
        Assert.Equal(1, Ask(First(), start: 0));
        Assert.Equal(2, Ask(Second(), start: 1));
        Assert.Equal(2, solves);
    }

    private static LocalPolicy First() => LocalPolicy.Deterministic(Game, (_, _) => 0);

    private static LocalPolicy Second() => LocalPolicy.Deterministic(Game, (state, _) => state);

    // The number of sweeps tells which solve an answer comes from.
    private int Ask(LocalPolicy policy, long start) => answers.AnswerTo(policy, start, Solve).Sweeps;

    private GLearnResult Solve()
    {
        var lattice = new CountLattice(Game.LocalStates, 1);
        return new GLearnResult
        {
            Policy = TabularGlobalPolicy.FromFunction(Game.GlobalStates, Game.GlobalActions, lattice, (_, _) => 0),
            Values = [],
            ErrorBound = 0,
            Sweeps = ++solves,
            StopReason = StopReason.AccuracyReached,
            Notice = "",
        };
    }
}
