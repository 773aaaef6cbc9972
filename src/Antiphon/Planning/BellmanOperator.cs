namespace Antiphon.Planning;

/// <summary>How the surrogate's expectation over next states is taken.</summary>
public enum BellmanOperator
{
    /// <summary>The exact expectation: the paper's adapted operator T_k (Definition B.2), m = infinity.</summary>
    Exact,

    /// <summary>
    /// The mean over m next states, drawn once: the paper's empirical operator T_{k,m} (Definition B.3), a contraction with a fixed point
    /// of its own.
    /// </summary>
    Frozen,

    /// <summary>The mean over m next states, drawn anew in every sweep. It has no fixed point: its iterates keep moving.</summary>
    Fresh,

    /// <summary>
    /// One next histogram per state, as in the authors' program: the expected next counts, rounded to whole agents by largest remainders
    /// (ties to the lowest state). The law of the global state is exact. This is not an expectation: where randomness matters, values are
    /// off by an amount that no number of samples reduces.
    /// </summary>
    Rounded,
}
