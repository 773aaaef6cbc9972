namespace Antiphon.Paper;

/// <summary>How G-LEARN keys its table (paper, Algorithm 1).</summary>
public enum Regime
{
    /// <summary>By the k local states in order, s_Delta in S_l^k.</summary>
    Standard,

    /// <summary>By the count vector of the k local states.</summary>
    MeanField,
}
