namespace Antiphon.Simulation;

/// <summary>
/// Which global state the local agents' transitions see. Their actions are chosen, and rewards paid, at the old one in either order.
/// </summary>
public enum LocalMoveOrder
{
    /// <summary>
    /// All move at once: s_i' ~ P_l(. | s_i, s_g, a_i) with the old s_g. The model of the paper (Section 2), and of everything else in
    /// this library.
    /// </summary>
    Together,

    /// <summary>
    /// The local agents move after the global state, and with it: s_i' ~ P_l(. | s_i, s_g', a_i). The authors' released program does this
    /// when it evaluates (docs/errata.md, E18); use it to reproduce its figures.
    /// </summary>
    AfterGlobal,
}
