using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Equilibrium;

/// <summary>
/// What <see cref="Alternation{TPair}"/> needs to know about a kind of game: where to start, who proposes, who judges, when to stop, and
/// how to measure what was found.
/// </summary>
/// <typeparam name="TPair">A pair of policies of that kind of game.</typeparam>
public interface IEquilibriumProblem<TPair>
    where TPair : class
{
    /// <summary>When a start ends.</summary>
    StopRule Rule { get; }

    /// <summary>Threads at work, at least 1. Results do not depend on it.</summary>
    int Threads { get; }

    /// <summary>The starts, numbered from 0, none of them finished.</summary>
    /// <param name="cancellation">Asks to stop.</param>
    IReadOnlyList<RestartState<TPair>> Starts(CancellationToken cancellation);

    /// <summary>The oracles and the judge of one start, with workspaces of their own.</summary>
    /// <param name="threads">Threads that they may use.</param>
    /// <param name="cancellation">Asks to stop.</param>
    IPlayers<TPair> Seat(int threads, CancellationToken cancellation);

    /// <summary>How far the alternation is, in the time of an ordinary one.</summary>
    /// <param name="states">All starts.</param>
    /// <param name="last">The one whose turn was taken last.</param>
    Progress Progress(IReadOnlyList<RestartState<TPair>> states, RestartState<TPair> last);

    /// <summary>Chooses the best start and measures its pair.</summary>
    /// <param name="states">All starts, finished.</param>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellation">Asks to stop.</param>
    AlternationResult<TPair> Measure(
        IReadOnlyList<RestartState<TPair>> states,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    );
}

/// <summary>The oracles of both sides and their judge, at work on one start.</summary>
/// <typeparam name="TPair">A pair of policies.</typeparam>
public interface IPlayers<TPair> : IDisposable
    where TPair : class
{
    /// <summary>The judge.</summary>
    IJudge<TPair> Judge { get; }

    /// <summary>Every oracle of a side, asked in this order.</summary>
    /// <param name="side">The side.</param>
    IReadOnlyList<IOracle<TPair>> Oracles(Player side);

    /// <summary>Expected discounted return of a start's first pair; NaN where it is not known before it is judged.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="cancellation">Asks to stop.</param>
    double Value(TPair pair, CancellationToken cancellation);
}

/// <summary>When a start of an alternation ends.</summary>
public sealed record StopRule
{
    /// <summary>The most sweeps (one turn of each side); at least 1.</summary>
    public required long Sweeps { get; init; }

    /// <summary>Sweeps in a row without an accepted proposal after which a start has converged; at least 1.</summary>
    public int Patience { get; init; } = 1;

    /// <summary>Whether proposals are judged; if not, only the number of sweeps ends a start.</summary>
    public bool IsJudged { get; init; } = true;

    /// <summary>
    /// The gain that counts as an improvement. If given, a start that could not be decided ends as undecided; null: starts never do.
    /// </summary>
    public double? Threshold { get; init; }

    /// <summary>Why a start ends here; null while it runs.</summary>
    /// <param name="position">Turns taken: two per sweep.</param>
    /// <param name="proposals">All its proposals so far, in order.</param>
    internal StopReason? Ends(int position, IReadOnlyList<Proposal> proposals)
    {
        if (!IsJudged)
        {
            return position >= 2 * Sweeps ? StopReason.ScheduleExhausted : null;
        }

        if (position % 2 == 0 && position >= 2L * Patience)
        {
            // A sweep in which only one side had its turn proves nothing about the other; only the first can be one. Later ones count also
            // where an oracle had nothing to propose.
            var last = proposals.Where(proposal => proposal.Sweep > (position / 2) - Patience).ToList();
            bool complete =
                position / 2 > Patience || last.Select(proposal => (proposal.Sweep, proposal.Player)).Distinct().Count() == 2 * Patience;
            if (complete && !last.Exists(proposal => proposal.Accepted))
            {
                bool undecided = Threshold is { } threshold && last.Exists(proposal => proposal.IsUndecided(threshold));
                return undecided ? StopReason.Undecided : StopReason.NoImprovement;
            }
        }

        return position >= 2 * Sweeps ? StopReason.MaximumSweeps : null;
    }
}
