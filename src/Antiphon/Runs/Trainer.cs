using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Runs;

/// <summary>
/// What a training session drives: <see cref="Alternation.Run"/> in the program, something quicker in tests. Must give bit-identical
/// policies and proposals for the same options and game, whatever the thread count and wherever it was interrupted.
/// </summary>
/// <typeparam name="TGame">A game.</typeparam>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <typeparam name="TOptions">The options of a training.</typeparam>
/// <param name="options">All options, as resolved.</param>
/// <param name="game">The game, with the number of agents to deploy with.</param>
/// <param name="resumeFrom">The restarts of the last checkpoint, or null to begin.</param>
/// <param name="onProposal">Receives every restart's state after each judged proposal, from one thread at a time.</param>
/// <param name="progress">Receives the finished fraction and what is going on, or null.</param>
/// <param name="cancellation">
/// Asks to stop soon; the trainer then throws <see cref="OperationCanceledException"/>, or returns with <c>StopReason.Cancelled</c>.
/// </param>
/// <returns>The best joint policy and everything that is known about it.</returns>
public delegate AlternationResult<TPair> Trainer<TGame, TPair, TOptions>(
    TOptions options,
    TGame game,
    IReadOnlyList<RestartState<TPair>>? resumeFrom,
    Action<IReadOnlyList<RestartState<TPair>>> onProposal,
    IProgress<Progress>? progress,
    CancellationToken cancellation
)
    where TPair : class;
