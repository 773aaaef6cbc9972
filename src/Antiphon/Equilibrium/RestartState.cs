using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Equilibrium;

/// <summary>
/// Where the alternation from one start stands: all that is needed to resume or to report. A checkpoint is a list of these.
/// </summary>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <param name="Restart">Number of the start, from 0.</param>
/// <param name="Start">What the start was, in words.</param>
/// <param name="Incumbent">The best pair so far.</param>
/// <param name="Proposals">All proposals judged so far, in order.</param>
/// <param name="Position">
/// The next turn's number: two per sweep, the global agent's first; a start whose local agents answer first begins at 1.
/// </param>
/// <param name="Finished">Why it stopped; null while it runs.</param>
/// <param name="ModelValue">Expected discounted return of the incumbent, in the population model where there is one.</param>
/// <param name="GlobalGain">
/// The judge's estimate of what the best proposal of the last global turn that was not accepted gains, at least 0.
/// </param>
/// <param name="LocalGain">The same for the local agents' last turn.</param>
/// <param name="Notices">What users should know about the operators and oracles used so far, in alphabetical order.</param>
public sealed record RestartState<TPair>(
    int Restart,
    string Start,
    TPair Incumbent,
    IReadOnlyList<Proposal> Proposals,
    int Position,
    StopReason? Finished,
    double ModelValue,
    double GlobalGain,
    double LocalGain,
    IReadOnlyList<string> Notices
)
    where TPair : class
{
    /// <summary>What each side proposed last, accepted or not, where learners continue from it; null: the incumbent.</summary>
    public TPair? Latest { get; init; }
}

/// <summary>Makes states.</summary>
internal static class RestartState
{
    /// <summary>A start before its first turn; its value is not known yet.</summary>
    internal static RestartState<TPair> Begin<TPair>(int number, string start, TPair pair, Player first)
        where TPair : class => new(number, start, pair, [], first == Player.Global ? 0 : 1, null, double.NegativeInfinity, 0, 0, []);

    /// <summary>Whether a start has not had a turn.</summary>
    internal static bool IsUnbegun<TPair>(RestartState<TPair> state)
        where TPair : class => state.Proposals.Count == 0 && state.Finished is null;

    /// <summary>
    /// A start of a run in which every turn makes one proposal, from what its checkpoint holds: the rest follows from the proposals.
    /// </summary>
    internal static RestartState<TPair> GoOn<TPair>(
        int number,
        string start,
        TPair incumbent,
        TPair latest,
        IReadOnlyList<Proposal> proposals,
        StopReason? finished
    )
        where TPair : class
    {
        double value = proposals.LastOrDefault(proposal => proposal.Accepted)?.ModelValue ?? double.NaN;
        (double global, double local) = (GainOf(proposals, Player.Global), GainOf(proposals, Player.Local));
        return new RestartState<TPair>(number, start, incumbent, proposals, proposals.Count, finished, value, global, local, [])
        {
            Latest = latest,
        };
    }

    private static double GainOf(IReadOnlyList<Proposal> proposals, Player side) =>
        proposals.LastOrDefault(proposal => proposal.Player == side) is { Accepted: false } last ? Math.Max(0, last.Gain) : 0;
}
