using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>What the global agent's actions pay and where they lead, actions side by side.</summary>
internal sealed class ActionLanes
{
    private readonly FunctionBuffer[] transitions;
    private readonly FunctionBuffer[] rewards;

    /// <summary>Lays out the tables of a game.</summary>
    /// <param name="game">The game.</param>
    /// <param name="hat">The hat function whose part of the tables this is; 0 is all where nothing depends on the population.</param>
    /// <param name="stride">Doubles per list of actions.</param>
    internal ActionLanes(CooperativeGame game, int hat, int stride)
    {
        transitions = new FunctionBuffer[game.GlobalStates];
        rewards = new FunctionBuffer[game.GlobalStates];
        for (int state = 0; state < game.GlobalStates; state++)
        {
            transitions[state] = new FunctionBuffer(game.GlobalStates * stride);
            rewards[state] = new FunctionBuffer(stride);
            for (int action = 0; action < game.GlobalActions; action++)
            {
                rewards[state].Span[action] = game.GlobalRewardPart(hat, state, action);
                IsEmpty &= rewards[state].Span[action] == 0 && game.GlobalPart(hat, state, action) is null;
                ReadOnlySpan<double> row = game.GlobalPart(hat, state, action) is { } part ? part.Dense(game.GlobalStates) : [];
                for (int after = 0; after < row.Length; after++)
                {
                    transitions[state].Span[(after * stride) + action] = game.Discount * row[after];
                }
            }
        }
    }

    /// <summary>Whether there is nothing under the hat function.</summary>
    internal bool IsEmpty { get; } = true;

    /// <summary>gamma P_g(s_g' | s_g, a) for one s_g, [s_g' * stride + a].</summary>
    internal FunctionBuffer Transition(int globalState) => transitions[globalState];

    /// <summary>r_g(s_g, a) for one s_g, by action.</summary>
    internal FunctionBuffer Reward(int globalState) => rewards[globalState];
}
