using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>Decides, at the true n, whether a pair is better than the incumbent. The same for both sides.</summary>
/// <typeparam name="TPair">A pair of policies of the kind of game that is solved.</typeparam>
public interface IJudge<TPair>
    where TPair : class
{
    /// <summary>How it judges, in words.</summary>
    string Description { get; }

    /// <summary>Compares a candidate with the incumbent.</summary>
    /// <param name="incumbent">The pair to beat.</param>
    /// <param name="candidate">The challenger; possibly the same pair.</param>
    /// <param name="number">A number of its own for every comparison of a run, for random streams.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Ruling Compare(TPair incumbent, TPair candidate, long number, CancellationToken cancellation);
}

/// <summary>A judge's decision.</summary>
/// <param name="Better">Whether the candidate is a real improvement.</param>
/// <param name="Gain">Estimated gain in expected discounted return.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Rollouts">Pairs of episodes simulated.</param>
/// <param name="Words">Why, in words.</param>
/// <param name="Final">Whether the alternation ends with this ruling (the paper's rule only).</param>
/// <param name="CandidateValue">The candidate's return as measured; null where the oracle's value is the better one.</param>
public readonly record struct Ruling(
    bool Better,
    double Gain,
    double Low,
    double High,
    long Rollouts,
    string Words,
    bool Final = false,
    double? CandidateValue = null
)
{
    /// <summary>The words of a comparison that the episodes allowed did not decide.</summary>
    internal const string Undecided = "undecided within the limit of episodes";

    /// <summary>The ruling on a candidate that equals the incumbent.</summary>
    public static Ruling Repeated { get; } = new(false, 0, 0, 0, 0, "same as the current policy");

    /// <summary>The ruling that a paired comparison gives.</summary>
    internal static Ruling Of(PairedResult result)
    {
        string words = result.Decision switch
        {
            PairedDecision.Better => "better",
            PairedDecision.NotBetter => "no gain above the threshold",
            _ => Undecided,
        };
        ConfidenceInterval gain = result.Difference;
        return new Ruling(result.Decision == PairedDecision.Better, gain.Mean, gain.Low, gain.High, result.Rollouts, words);
    }
}
