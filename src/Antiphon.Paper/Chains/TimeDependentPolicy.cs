namespace Antiphon.Paper;

/// <summary>A deterministic policy that may act differently at every step: a = pi_t(s).</summary>
internal sealed class TimeDependentPolicy
{
    private readonly int phases;
    private readonly int states;
    private readonly ushort[] actions;

    internal TimeDependentPolicy(FiniteHorizonMdp mdp)
    {
        (phases, states) = (mdp.Phases, mdp.States);
        actions = new ushort[checked(mdp.Periods * mdp.States)];
    }

    /// <summary>pi_t(s).</summary>
    /// <param name="step">t, from 0, below the horizon.</param>
    /// <param name="state">s, a state of phase t mod L; other states are never met then, and their entry means nothing.</param>
    public int Action(int step, int state) => actions[(step / phases * states) + state];

    internal void Set(int step, int state, int action) => actions[(step / phases * states) + state] = (ushort)action;

    /// <summary>The actions of the period that a step lies in, by state.</summary>
    internal ReadOnlySpan<ushort> PeriodOf(int step) => actions.AsSpan(step / phases * states, states);

    internal void CopyFrom(TimeDependentPolicy other) => other.actions.CopyTo(actions, 0);
}
