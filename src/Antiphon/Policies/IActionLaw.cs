namespace Antiphon.Policies;

/// <summary>
/// pi_g(a_g | s_g, F): the probabilities of a global policy's actions at one observation. Used by several threads at once.
/// </summary>
public interface IActionLaw
{
    /// <summary>Writes pi_g(. | s_g, F).</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="observation">How many of the k observed agents are in each local state.</param>
    /// <param name="probabilities">Receives the probabilities; length A, sum 1.</param>
    void Write(int globalState, ReadOnlySpan<int> observation, Span<double> probabilities);
}
