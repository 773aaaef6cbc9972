using Antiphon.Numerics;

namespace Antiphon.Policies;

/// <summary>The global policy that ignores what it sees and picks every action with the same probability.</summary>
public sealed class UniformGlobalPolicy : GlobalPolicy, IGlobalActor, IActionLaw
{
    /// <summary>Sets the sizes.</summary>
    /// <param name="subsample">k, at least 1.</param>
    /// <param name="globalActions">A, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public UniformGlobalPolicy(int subsample, int globalActions)
        : base(subsample, globalActions) => ArgumentOutOfRangeException.ThrowIfLessThan(subsample, 1);

    /// <inheritdoc/>
    public override IActionLaw ActionLaw => this;

    /// <inheritdoc/>
    public override bool IsBlind => true;

    /// <inheritdoc/>
    public override IGlobalActor Start(DeployedWorld world, RandomStream episode) => this;

    int IGlobalActor.Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream) => (int)stream.NextBelow(GlobalActions);

    void IActionLaw.Write(int globalState, ReadOnlySpan<int> observation, Span<double> probabilities) =>
        probabilities[..GlobalActions].Fill(1.0 / GlobalActions);
}
