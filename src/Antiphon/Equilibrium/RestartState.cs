using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>Where the alternation from one start stands: all that is needed to go on, or to report. A checkpoint is a list of
/// these.</summary>
/// <param name="Restart">Number of the start, from 0.</param>
/// <param name="Start">What the start was, in words.</param>
/// <param name="Incumbent">The best pair so far.</param>
/// <param name="Proposals">All proposals judged so far, in order.</param>
/// <param name="Position">The next turn's number: two per sweep, the global agent's first; a start whose local agents answer first begins
/// at 1.</param>
/// <param name="Finished">Why it stopped; null while it goes on.</param>
/// <param name="ModelValue">Value of the incumbent in the population model.</param>
/// <param name="GlobalGain">The judge's estimate of what the best proposal of the last global turn that was not accepted gains, at least
/// 0.</param>
/// <param name="LocalGain">The same for the local agents' last turn.</param>
/// <param name="Notices">What a reader should know of the operators and oracles met so far, in alphabetical order.</param>
public sealed record RestartState(
    int Restart,
    string Start,
    JointPolicy Incumbent,
    IReadOnlyList<Proposal> Proposals,
    int Position,
    StopReason? Finished,
    double ModelValue,
    double GlobalGain,
    double LocalGain,
    IReadOnlyList<string> Notices
);

/// <summary>How far an alternation is.</summary>
/// <param name="Fraction">From 0 to 1; an estimate, for the number of sweeps is not known in advance.</param>
/// <param name="Text">What happened last.</param>
public sealed record AlternationProgress(double Fraction, string Text);
