using Antiphon.Numerics;

namespace Antiphon.Policies;

/// <summary>The global policy that ignores what it sees and picks every action with the same probability.</summary>
/// <param name="subsample">k, at least 1.</param>
/// <param name="globalActions">A, at least 1.</param>
public sealed class UniformGlobalPolicy(int subsample, int globalActions) : GlobalPolicy(subsample, globalActions)
{
    /// <inheritdoc/>
    public override void ActionLaw(int globalState, int rank, Span<double> probabilities) =>
        probabilities[..GlobalActions].Fill(1.0 / GlobalActions);

    /// <inheritdoc/>
    public override int Choose(int globalState, int rank, RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return (int)stream.NextBelow(GlobalActions);
    }
}
