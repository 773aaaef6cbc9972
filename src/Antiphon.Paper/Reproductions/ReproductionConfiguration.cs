namespace Antiphon.Paper;

/// <summary>
/// Whose algorithm, in which game, and how it is measured. Rewards of different games, horizons or move orders cannot be compared; every
/// row names its own.
/// </summary>
public enum ReproductionConfiguration
{
    /// <summary>
    /// Antiphon's default training (both global oracles, the reactive local oracle, four starts) on the paper's game, r_g = 4 - |s_g -
    /// a_g|, measured over 100 steps.
    /// </summary>
    Ours,

    /// <summary>
    /// The same training on the game of the released program, r_g = 1, measured over 50 steps; compare it with <see
    /// cref="ReleasedOldSg"/>.
    /// </summary>
    OursFlat,

    /// <summary>
    /// The paper's scheme on its game: from the uniform local policy, surrogate G-LEARN by the exact operator, then team-reward L-LEARN,
    /// in turn, at most 10 alternations. L-LEARN is the reactive oracle, because the paper's chained MDP is too large beyond k = 2. A
    /// proposal is accepted when it earns more at the true n, because the paper's UPDATE ends at its first comparison at the tolerance of
    /// its theorems (docs/errata.md, E19). Measured over 100 steps; compare it with <see cref="Ours"/>.
    /// </summary>
    Stated,

    /// <summary>
    /// The authors' released program, restated (<see cref="ReleasedProgram"/>): r_g = 1, 50 steps, agents move by the updated s_g. The
    /// published figures are this.
    /// </summary>
    Released,

    /// <summary>The same with the old s_g, as the paper has it.</summary>
    ReleasedOldSg,
}
