using Antiphon.Numerics;

namespace Antiphon.Simulation;

/// <summary>What a paired comparison measured.</summary>
/// <param name="Decision">The verdict.</param>
/// <param name="Difference">Return of the candidate minus return of the incumbent, with the interval of the last interim analysis.</param>
/// <param name="Incumbent">
/// Return of the incumbent in the same episodes, with a plain interval (not corrected for the repeated analyses).
/// </param>
/// <param name="Candidate">
/// Return of the candidate in the same episodes, with a plain interval (not corrected for the repeated analyses).
/// </param>
/// <param name="Rollouts">Pairs of episodes simulated.</param>
/// <param name="Analyses">How many interim analyses there were.</param>
public sealed record PairedResult(
    PairedDecision Decision,
    ConfidenceInterval Difference,
    ConfidenceInterval Incumbent,
    ConfidenceInterval Candidate,
    int Rollouts,
    int Analyses
);
