using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary>What the fixed global policy does to s_g when it observes all k agents of the chain.</summary>
internal sealed class DispatcherMove
{
    private readonly CooperativeGame game;
    private readonly IActionLaw policy;
    private readonly double[] law;

    internal DispatcherMove(CooperativeGame game, GlobalPolicy policy)
    {
        this.game = game;
        this.policy = policy.RequireActionLaw();
        law = new double[game.GlobalActions];
        Next = new double[game.GlobalStates];
    }

    /// <summary>The law of the next global state, after <see cref="Observe"/>.</summary>
    internal double[] Next { get; }

    /// <summary>The expected r_g, after <see cref="Observe"/>.</summary>
    internal double Reward { get; private set; }

    /// <summary>Observations of the counts of all k agents while the global state is s_g.</summary>
    internal void Observe(int globalState, ReadOnlySpan<int> counts)
    {
        policy.Write(globalState, counts, law);
        Array.Clear(Next);
        Reward = 0;
        for (int action = 0; action < law.Length; action++)
        {
            Reward += law[action] * game.GlobalReward(globalState, action);
            ReadOnlySpan<double> row = game.GlobalTransition(globalState, action);
            for (int next = 0; next < row.Length; next++)
            {
                Next[next] += law[action] * row[next];
            }
        }
    }
}
