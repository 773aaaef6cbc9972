using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Paper;

/// <summary>How one step of the k-agent game is cut into micro-steps: states, moves, rewards and start of a chain.</summary>
internal abstract class ChainRule
{
    /// <summary>The first state of each phase, and the number of states at the end.</summary>
    internal abstract int[] PhaseStarts { get; }

    /// <summary>The state of phase 0 in which k ordered replicas are in given states.</summary>
    internal abstract int StateOf(int globalState, ReadOnlySpan<int> replicas);

    /// <summary>Writes the rows of all states in order, with their rewards, cells and weights.</summary>
    /// <param name="parts">Receives them.</param>
    /// <param name="cancellation">Cancels between states.</param>
    internal abstract void Fill(ChainParts parts, CancellationToken cancellation);

    /// <summary>Writes the initial law over all states.</summary>
    internal abstract void Start(Span<double> law);
}

/// <summary>A chain under construction.</summary>
internal sealed class ChainParts(int states, int actions)
{
    private int row;

    internal SparseRows.Builder Rows { get; } = new(states * actions);

    /// <summary>r(s, a), [s][a].</summary>
    internal double[] Rewards { get; } = new double[states * actions];

    /// <summary>The policy cell s_l * G + s_g that a state's action is taken for.</summary>
    internal int[] Cells { get; } = new int[states];

    /// <summary>How many agents the action moves.</summary>
    internal int[] Weights { get; } = new int[states];

    /// <summary>Ends the row of the next state and action.</summary>
    internal void EndRow(double reward)
    {
        Rows.EndRow();
        Rewards[row++] = reward;
    }
}
