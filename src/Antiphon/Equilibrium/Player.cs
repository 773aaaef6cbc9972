namespace Antiphon.Equilibrium;

/// <summary>The two players of the game; all local agents share one policy and count as one.</summary>
public enum Player
{
    /// <summary>The global agent, who chooses pi_g(a_g | s_g, F).</summary>
    Global,

    /// <summary>The local agents together, who choose pi_l(a_l | s_l, s_g).</summary>
    Local,
}

/// <summary>Where proposals for the global agent come from.</summary>
[Flags]
public enum GlobalOracle
{
    /// <summary>None; not a usable choice.</summary>
    None = 0,

    /// <summary>The paper's G-LEARN: optimal in the surrogate of k agents.</summary>
    Surrogate = 1,

    /// <summary>The best response within the class that sees k agents, in the deployed game.</summary>
    Deployed = 2,

    /// <summary>Both; the judge decides.</summary>
    Both = Surrogate | Deployed,
}

/// <summary>Where proposals for the local agents come from. Each is evaluated in the deployed game before it is judged.</summary>
public enum LocalOracle
{
    /// <summary>Conditional gradient on the exact value in the population model: <see cref="Planning.ReactiveLLearn"/>.</summary>
    Reactive,

    /// <summary>All deterministic policies, one by one: <see cref="Planning.EnumerativeLLearn"/>.</summary>
    Enumerate,

    /// <summary>Cell by cell, by simulation at the true n: <see cref="Planning.CoordinateLLearn"/>.</summary>
    Coordinate,

    /// <summary>The paper's own: UCFH on the chained MDP of the k-agent game, projected to (s_l, s_g).
    /// Tiny k only. A part of Antiphon.Paper.</summary>
    ChainUcfh,

    /// <summary>The surrogate of the authors' program. A part of Antiphon.Paper.</summary>
    Representative,
}

/// <summary>Which population model the oracles of the deployed game work on.</summary>
public enum PopulationChoice
{
    /// <summary>Exact where the lattice of n agents is small, else mean-field.</summary>
    Auto,

    /// <summary>The lattice of n agents.</summary>
    Exact,

    /// <summary>The mean-field flow.</summary>
    MeanField,

    /// <summary>
    /// None: the dispatcher is planned for with alpha vectors, at any number of local states, and pairs are valued by simulation.
    /// </summary>
    Alpha,
}
