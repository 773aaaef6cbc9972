namespace Antiphon.Planning;

/// <summary>What a table of the surrogate is indexed by.</summary>
public enum Parameterization
{
    /// <summary>The paper's switch: tuples when S^k &lt;= S k^S, else histograms.</summary>
    PaperRule,

    /// <summary>Ordered states (s_1, .., s_k) of the agents seen, S^k of them: the paper's standard regime.</summary>
    Tuples,

    /// <summary>
    /// Count vectors, C(k+S-1, S-1) of them: the paper's mean-field regime. Never more than tuples, and the same function in exact
    /// arithmetic.
    /// </summary>
    Histograms,
}
