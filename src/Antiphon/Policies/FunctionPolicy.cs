using Antiphon.Numerics;

namespace Antiphon.Policies;

/// <summary>
/// A global policy that a function describes. Nothing grows with the number of possible observations: 100 observed agents of 10,000 cost
/// no more than the function itself.
/// </summary>
public sealed class FunctionPolicy : GlobalPolicy, IGlobalActor, IActionLaw
{
    private readonly Func<int, ReadOnlySpan<int>, RandomStream, int> decide;
    private readonly bool isDeterministic;

    /// <summary>A policy that may draw its actions. It has no action law, so that only simulation can judge it.</summary>
    /// <param name="subsample">k, from 0 to n.</param>
    /// <param name="globalActions">A, at least 1.</param>
    /// <param name="decide">
    /// a_g as a function of s_g, the observation (how many of the k agents are in each local state) and the step's randomness. Called by
    /// several threads at once.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public FunctionPolicy(int subsample, int globalActions, Func<int, ReadOnlySpan<int>, RandomStream, int> decide)
        : base(subsample, globalActions)
    {
        ArgumentNullException.ThrowIfNull(decide);
        this.decide = decide;
    }

    /// <summary>
    /// A policy whose action is a function of the present alone. It has an action law, so that it can be evaluated exactly and certified
    /// wherever its observations can be enumerated.
    /// </summary>
    /// <param name="subsample">k, from 0 to n.</param>
    /// <param name="globalActions">A, at least 1.</param>
    /// <param name="decide">
    /// a_g as a function of s_g and the observation (how many of the k agents are in each local state); equal arguments give equal
    /// actions. Called by several threads at once.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public FunctionPolicy(int subsample, int globalActions, Func<int, ReadOnlySpan<int>, int> decide)
        : base(subsample, globalActions)
    {
        ArgumentNullException.ThrowIfNull(decide);
        this.decide = (globalState, observation, _) => decide(globalState, observation);
        isDeterministic = true;
    }

    /// <inheritdoc/>
    public override IActionLaw? ActionLaw => isDeterministic ? this : null;

    /// <inheritdoc/>
    public override IGlobalActor Start(DeployedWorld world, RandomStream episode) => this;

    int IGlobalActor.Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream) => decide(globalState, observation, stream);

    void IActionLaw.Write(int globalState, ReadOnlySpan<int> observation, Span<double> probabilities)
    {
        int action = Checked(decide(globalState, observation, null!), globalState, observation);
        probabilities[..GlobalActions].Clear();
        probabilities[action] = 1;
    }
}
