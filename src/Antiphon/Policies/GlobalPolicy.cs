using Antiphon.Numerics;

namespace Antiphon.Policies;

/// <summary>
/// pi_g(a_g | s_g, F): how the global agent acts on the global state and on what it sees of k sampled local agents. What it sees is a
/// count vector c of
/// k agents (F = c/k), given by its rank in the lattice of k agents (<see cref="Populations.CountLattice"/>). Immutable; safe for use by
/// several threads.
/// </summary>
public abstract class GlobalPolicy
{
    private protected GlobalPolicy(int subsample, int globalActions, int fewest = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subsample, fewest);
        ArgumentOutOfRangeException.ThrowIfLessThan(globalActions, 1);
        Subsample = subsample;
        GlobalActions = globalActions;
    }

    /// <summary>k, how many local agents are observed in each step; 0 is possible for a <see cref="RememberingPolicy"/> only.</summary>
    public int Subsample { get; }

    /// <summary>A, the number of global actions.</summary>
    public int GlobalActions { get; }

    /// <summary>The table of actions that it follows, at an observation or at an estimate; null when there is none.</summary>
    internal virtual TabularGlobalPolicy? Table => null;

    /// <summary>Writes pi_g(. | s_g, F).</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="rank">Rank of the count vector that was seen.</param>
    /// <param name="probabilities">Receives the probabilities; length A.</param>
    public abstract void ActionLaw(int globalState, int rank, Span<double> probabilities);

    /// <summary>Draws a_g from pi_g(. | s_g, F).</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="rank">Rank of the count vector that was seen.</param>
    /// <param name="stream">Randomness; deterministic policies take none from it.</param>
    public abstract int Choose(int globalState, int rank, RandomStream stream);
}
