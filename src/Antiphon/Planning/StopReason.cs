namespace Antiphon.Planning;

/// <summary>Why a solver stopped.</summary>
public enum StopReason
{
    /// <summary>The asked accuracy was proved.</summary>
    AccuracyReached,

    /// <summary>Converged: no step that the solver knows improves the value.</summary>
    NoImprovement,

    /// <summary>
    /// No proposal of the last sweep was accepted, but for some of them the judge could not exclude a gain of the threshold.
    /// </summary>
    Undecided,

    /// <summary>
    /// The accuracy asked for was not proved, because iterations or the precision of doubles ran out; the reported error bound still
    /// holds.
    /// </summary>
    IterationLimit,

    /// <summary>
    /// The alternation made the most sweeps allowed before it met its rule for ending: a whole sweep (or more, as its options say) without
    /// an accepted proposal.
    /// </summary>
    MaximumSweeps,

    /// <summary>The caller cancelled; what is reported is the state reached.</summary>
    Cancelled,

    /// <summary>
    /// The learner's schedule asks for no further observation: nothing that it can still meet would change what it believes.
    /// </summary>
    ScheduleExhausted,

    /// <summary>
    /// The paper's UPDATE met values that are equal within its tolerance. It declares an equilibrium there, which need not be one.
    /// </summary>
    IntervalsOverlap,

    /// <summary>
    /// Two successive values were nearly equal, which is all that the authors' program asks for; it proves no equilibrium.
    /// </summary>
    Plateau,

    /// <summary>The log that was learned from is used up.</summary>
    LogExhausted,
}
