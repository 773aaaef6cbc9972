namespace Antiphon.Equilibrium;

/// <summary>When a proposal replaces the incumbent, and when the alternation ends.</summary>
public enum UpdateRule
{
    /// <summary>
    /// Accepts what is surely better by the threshold when deployed at the true n, judged alike for both players. Ends when a whole sweep
    /// brings no accepted proposal. It implements what the paper's Remark D.13 and Lemma D.15 describe.
    /// </summary>
    Corrected,

    /// <summary>The paper's function UPDATE (Algorithm 3) as printed; its judge is a part of Antiphon.Paper.</summary>
    PaperBox,
}
