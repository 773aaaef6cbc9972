using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>A game fitted to the log of a system, and how well it fits.</summary>
public sealed record SystemFitResult
{
    /// <summary>The game.</summary>
    public required CooperativeGame Game { get; init; }

    /// <summary>Every law and reward, with what it is based on.</summary>
    public required IReadOnlyList<FittedEntry> Entries { get; init; }

    /// <summary>
    /// Dispersion of moves. Take the squared deviation of how many tracked agents went to a state, divided by its variance if they moved
    /// independently by the fitted laws; this is its mean over steps and local states. It is 1 if they do, and above 1 if something moves
    /// them together, which no game of independent agents can show. NaN where too little moves. Over all episodes of the log.
    /// </summary>
    public required double Dispersion { get; init; }

    /// <summary>Standard error of <see cref="Dispersion"/> over episodes; NaN with one episode.</summary>
    public required double DispersionError { get; init; }

    /// <summary>
    /// Unlikeness of agents: the mean over tracked agents and next states of the squared difference between how often an agent went
    /// there and how often it should have, divided by its variance. 1 where one law holds for all; above 1 where agents differ. NaN
    /// where too little moves.
    /// </summary>
    public required double Unlikeness { get; init; }

    /// <summary>Standard error of <see cref="Unlikeness"/> over episodes; NaN with one episode.</summary>
    public required double UnlikenessError { get; init; }

    /// <summary>
    /// Share of the variance of the system's own reward (without the agents' declared part) that the game explains, in the episodes that
    /// were held out; NaN where it does not vary.
    /// </summary>
    public required double ExplainedReward { get; init; }

    /// <summary>Mean log-likelihood of a move of the global state under the game, in the episodes that were held out, in nats.</summary>
    public required double GlobalLikelihood { get; init; }

    /// <summary>The same where laws are fitted in the same way without the population.</summary>
    public required double UncoupledLikelihood { get; init; }

    /// <summary>What users should know before trusting the game, with sizes.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}

/// <summary>A fitted law or reward.</summary>
/// <param name="Place">Where it stands in the game, for example "P_l(ready, day, work)".</param>
/// <param name="Visits">Draws or observations that it is based on; with a coupling the sum of their weights at its breakpoint.</param>
/// <param name="Error">
/// Standard error: of the largest probability of a law, or of a reward, if draws are independent and the pooled law toward which few draws
/// are shrunk is right; NaN with too few draws to tell.
/// </param>
public sealed record FittedEntry(string Place, double Visits, double Error);
