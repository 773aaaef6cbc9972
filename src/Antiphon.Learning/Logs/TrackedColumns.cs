namespace Antiphon.Learning;

/// <summary>What a log says of the k tracked agents in each step.</summary>
public enum TrackedColumns
{
    /// <summary>The state of each of them: columns agent0 .. agent(k-1).</summary>
    States,

    /// <summary>Their number in each local state: columns count0 .. count(S-1). The agents that moved cannot be identified.</summary>
    Counts,
}

/// <summary>Whether the tracked agents are the same ones in every step of an episode.</summary>
public enum TrackedSet
{
    /// <summary>
    /// Always the same k agents: their states and the global state form a Markov chain, the k-agent surrogate itself (paper, Assumption
    /// E.1).
    /// </summary>
    Fixed,

    /// <summary>
    /// Drawn anew from all n agents in every step: what is logged is no Markov chain, and learning from it has another fixed point
    /// (errata, E22).
    /// </summary>
    Fresh,
}
