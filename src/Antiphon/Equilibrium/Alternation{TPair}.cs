using System.Runtime.ExceptionServices;
using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Equilibrium;

/// <summary>
/// ALTERNATING-MARL (paper Algorithm 3, with the corrected acceptance rule) for any kind of game: from several starts the two sides
/// respond to each other in turn. One judge for both accepts a proposal only if it is a real improvement of the deployed pair. A start
/// ends when neither side's proposal improves.
/// </summary>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <param name="problem">The game, its oracles and its judge.</param>
public sealed class Alternation<TPair>(IEquilibriumProblem<TPair> problem)
    where TPair : class
{
    /// <summary>Runs all starts, keeps the best pair and measures it.</summary>
    /// <param name="resumeFrom">
    /// States of an earlier run of the same problem, to resume from; or pairs before their first turn, which take the place of as many of
    /// the usual starts; null starts anew.
    /// </param>
    /// <param name="onTurn">Called with the states of all starts after every turn, by one thread at a time.</param>
    /// <param name="progress">Receives progress after every turn, or null.</param>
    /// <param name="cancellation">Asks to stop, between turns and inside them.</param>
    /// <exception cref="InvalidInputException">The problem refuses its game or options.</exception>
    /// <exception cref="OperationCanceledException">
    /// It was cancelled; the last states given to <paramref name="onTurn"/> hold the work done.
    /// </exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public AlternationResult<TPair> Run(
        IReadOnlyList<RestartState<TPair>>? resumeFrom = null,
        Action<IReadOnlyList<RestartState<TPair>>>? onTurn = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var board = new Board(problem, States(resumeFrom, cancellation), onTurn, progress);
        RunStarts(board, cancellation);
        return problem.Measure(board.States, progress, cancellation);
    }

    /// <summary>Takes one turn: the proposals of one side, judged, the best accepted if it is a real improvement.</summary>
    internal static RestartState<TPair> Take(
        RestartState<TPair> state,
        IPlayers<TPair> players,
        StopRule rule,
        CancellationToken cancellation
    )
    {
        Player side = state.Position % 2 == 0 ? Player.Global : Player.Local;
        long first = state.Restart * TurnNumbers.PerRestart;
        TPair? latest = state.Latest;
        var turn = new Turn<TPair>(first + state.Position, state.Incumbent, latest ?? state.Incumbent);
        var answers = players.Oracles(side).Select(oracle => oracle.Propose(turn, cancellation)).ToList();
        var proposals = state.Proposals.ToList();
        (Candidate<TPair> Made, Ruling Ruling)? accepted = null;
        bool final = false;
        foreach (Candidate<TPair> candidate in answers.SelectMany(answer => answer.Candidates).OrderByDescending(made => made.Value))
        {
            // The model's order need not be the order at the true n: a later proposal is compared with the one just accepted.
            TPair incumbent = accepted?.Made.Pair ?? state.Incumbent;
            Ruling ruling = players.Judge.Compare(incumbent, candidate.Pair, first + proposals.Count, cancellation);
            accepted = ruling.Better ? (candidate, ruling) : accepted;
            final |= ruling.Final;
            latest = candidate.Latest ?? latest;
            proposals.Add(
                new Proposal(
                    state.Restart,
                    proposals.Count,
                    (state.Position / 2) + 1,
                    side,
                    candidate.Oracle,
                    ruling.CandidateValue ?? candidate.Value,
                    candidate.FirstOrderGap,
                    ruling.Gain,
                    ruling.Low,
                    ruling.High,
                    ruling.Rollouts,
                    ruling.Better,
                    ruling.Words
                )
                {
                    Updates = candidate.Updates,
                }
            );
        }

        double gain = proposals
            .Skip(state.Proposals.Count)
            .Where(proposal => !proposal.Accepted)
            .Select(proposal => Math.Max(0, proposal.Gain))
            .DefaultIfEmpty()
            .Max();
        int position = state.Position + 1;
        return state with
        {
            Incumbent = accepted?.Made.Pair ?? state.Incumbent,
            Latest = latest,
            ModelValue = accepted is { } best ? best.Ruling.CandidateValue ?? best.Made.Value : state.ModelValue,
            Proposals = proposals,
            Position = position,
            GlobalGain = side == Player.Global ? gain : state.GlobalGain,
            LocalGain = side == Player.Local ? gain : state.LocalGain,
            Notices =
            [
                .. state.Notices.Union(answers.SelectMany(answer => answer.Notices), StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ],
            Finished = final ? StopReason.IntervalsOverlap : rule.Ends(position, proposals),
        };
    }

    // Given pairs before their first turn take the place of the last of the usual starts.
    private IReadOnlyList<RestartState<TPair>> States(IReadOnlyList<RestartState<TPair>>? given, CancellationToken cancellation)
    {
        if (given is not null && !given.All(RestartState.IsUnbegun))
        {
            return given;
        }

        IReadOnlyList<RestartState<TPair>> usual = problem.Starts(cancellation);
        int first = given?.Count ?? 0;
        IEnumerable<RestartState<TPair>> others = usual
            .Take(usual.Count - first)
            .Select((start, number) => start with { Restart = first + number });
        return [.. given ?? [], .. others];
    }

    private void RunStarts(Board board, CancellationToken cancellation)
    {
        IReadOnlyList<int> open = board.Open;
        int atOnce = Math.Max(1, Math.Min(problem.Threads, open.Count));
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var loop = new ParallelOptions { MaxDegreeOfParallelism = atOnce };
        Exception? failure = null;
        Parallel.ForEach(open, loop, number =>
        {
            try
            {
                all.Token.ThrowIfCancellationRequested();
                RunStart(board, number, problem.Threads / atOnce, all.Token);
            }
            catch (Exception exception)
            {
                // The first failure stops the other starts and tells the cause.
                Interlocked.CompareExchange(ref failure, exception, null);
                all.Cancel();
            }
        });
        cancellation.ThrowIfCancellationRequested();
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void RunStart(Board board, int number, int threads, CancellationToken cancellation)
    {
        using IPlayers<TPair> players = problem.Seat(threads, cancellation);
        RestartState<TPair> state = board[number];
        if (double.IsNegativeInfinity(state.ModelValue))
        {
            state = state with { ModelValue = players.Value(state.Incumbent, cancellation) };
        }

        while (state.Finished is null)
        {
            cancellation.ThrowIfCancellationRequested();
            state = Take(state, players, problem.Rule, cancellation);
            board.Update(state);
        }
    }

    /// <summary>The states of all starts, shared between threads.</summary>
    private sealed class Board(
        IEquilibriumProblem<TPair> problem,
        IReadOnlyList<RestartState<TPair>> states,
        Action<IReadOnlyList<RestartState<TPair>>>? onTurn,
        IProgress<Progress>? progress
    )
    {
        private readonly Lock gate = new();
        private readonly RestartState<TPair>[] states = [.. states];

        internal IReadOnlyList<RestartState<TPair>> States => [.. states];

        internal IReadOnlyList<int> Open => [.. states.Where(state => state.Finished is null).Select(state => state.Restart)];

        internal RestartState<TPair> this[int number]
        {
            get
            {
                lock (gate)
                {
                    return states[number];
                }
            }
        }

        internal void Update(RestartState<TPair> state)
        {
            lock (gate)
            {
                states[state.Restart] = state;
                onTurn?.Invoke([.. states]);
                progress?.Report(problem.Progress(states, state));
            }
        }
    }
}
