using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>
/// Proposes the dispatcher that remembers and acts by alpha vectors at its estimate, planned as if the estimate were the population
/// (certainty equivalence).
/// </summary>
/// <param name="setting">What all starts share.</param>
/// <param name="memory">What is remembered.</param>
/// <param name="threads">Threads.</param>
internal sealed class RememberingAlphaOracle(AlphaSetting setting, MemoryOptions memory, int threads) : IOracle<JointPolicy>
{
    /// <inheritdoc/>
    public Player Side => Player.Global;

    /// <inheritdoc/>
    public Answer<JointPolicy> Propose(Turn<JointPolicy> turn, CancellationToken cancellation)
    {
        JointPolicy pair = turn.Incumbent;
        AlphaVectors plan = AlphaPlan.Quick(setting, pair.Local, pair.Global.Gamma, threads, cancellation).Vectors;
        var global = new RememberingPolicy(setting.Options.Subsample, plan, memory);
        return new Answer<JointPolicy>(new Candidate<JointPolicy>("remembering", pair with { Global = global }, double.NaN));
    }
}
