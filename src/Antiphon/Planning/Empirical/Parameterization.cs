namespace Antiphon.Planning;

/// <summary>How the states of k local agents are written down: one by one, or as counts.</summary>
public enum Parameterization
{
    /// <summary>The paper's rule: tuples while S^k is at most S k^S, histograms beyond.</summary>
    PaperRule,

    /// <summary>Ordered tuples (s_1, .., s_k): S^k of them.</summary>
    Tuples,

    /// <summary>Count vectors of k agents: C(k+S-1, S-1) of them.</summary>
    Histograms,
}
