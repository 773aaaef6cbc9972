using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Runs;

/// <summary>
/// Trains within a run folder, from its last checkpoint if it has one, and stores the result. The record is written last: a run that says
/// "finished" is complete.
/// </summary>
/// <param name="run">The run to train in.</param>
/// <param name="game">Its game.</param>
/// <param name="trainer">What trains.</param>
/// <param name="time">The clock for <see cref="RunRecord{TOptions}.Seconds"/>.</param>
/// <typeparam name="TGame">A game.</typeparam>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <typeparam name="TOptions">The options of a training.</typeparam>
public sealed class TrainingSession<TGame, TPair, TOptions>(
    RunFolder<TGame, TPair, TOptions> run,
    TGame game,
    Trainer<TGame, TPair, TOptions> trainer,
    TimeProvider time
)
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    private readonly TGame game = run.Codec.Deploy(game, run.Record.Options);

    /// <summary>Whether the trainer measures a policy that was learned from a log; another must not train in such a run.</summary>
    internal bool IsOfLearned { get; init; }

    /// <summary>
    /// Receives the states that a resumed run goes on from, and those after every turn, when they are stored; null: nobody.
    /// </summary>
    internal Action<IReadOnlyList<RestartState<TPair>>>? OnTurn { get; init; }

    /// <summary>Trains until done or cancelled.</summary>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellation">Asks to stop; the run then ends as <see cref="RunStatus.Cancelled"/>.</param>
    /// <returns>The record as stored.</returns>
    /// <exception cref="InvalidInputException">
    /// The run was learned from a log, or the options do not fit the game (the folder is removed again if it was new), or a file cannot be
    /// written.
    /// </exception>
    public RunRecord<TOptions> Train(IProgress<Progress>? progress, CancellationToken cancellation)
    {
        if (run.Record.Kind == RunKind.Learned && !IsOfLearned)
        {
            throw new InvalidInputException(
                $"{run.Paths.Folder} contains a policy learned from a log; expected a trained run; finish it as a learned run, which "
                    + "does not change the policy"
            );
        }

        RequireFit(run.Restarts ?? []);
        long start = time.GetTimestamp();
        run.Save(run.Record with { Status = RunStatus.Running, StopReason = null });
        if (run.Restarts is { } former)
        {
            OnTurn?.Invoke(former);
        }

        try
        {
            AlternationResult<TPair> result = trainer(run.Record.Options, game, run.Restarts, Save, progress, cancellation);
            Save(result.States);
            if (result.StopReason == StopReason.Cancelled)
            {
                return Cancelled(start);
            }

            run.Codec.WritePair(run.Paths.Policy, result.Policy, game, run.Record.Options);
            return Finished(result, start);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Cancelled(start);
        }
        catch (Exception failure) when (Failures.Cause(failure) is InvalidInputException refusal)
        {
            run.Abandon();
            if (refusal == failure)
            {
                throw;
            }

            throw new InvalidInputException(refusal.Message, failure);
        }
    }

    private void Save(IReadOnlyList<RestartState<TPair>> states)
    {
        run.Save(states);
        OnTurn?.Invoke(states);
    }

    // A checkpoint may be sound in itself and yet not be of this game.
    private void RequireFit(IReadOnlyList<RestartState<TPair>> restarts)
    {
        try
        {
            foreach (RestartState<TPair> restart in restarts)
            {
                run.Codec.RequireFit(Deployed(restart), game, run.Record.Options);
            }
        }
        catch (InvalidPolicyException misfit)
        {
            throw new InvalidInputException(
                $"{run.Paths.Checkpoint}: incumbent: {misfit.Message}\nThe file is damaged or belongs to another run; restore it.",
                misfit
            );
        }
    }

    private TPair Deployed(RestartState<TPair> restart) => run.Codec.Deploy(restart.Incumbent, run.Record.Options);

    private RunRecord<TOptions> Finished(AlternationResult<TPair> result, long start)
    {
        AlternationOutcome outcome = result.Bare();
        run.Save(outcome);
        return End(RunStatus.Finished, outcome.StopReason, outcome, start);
    }

    private RunRecord<TOptions> Cancelled(long start)
    {
        if (run.Restarts is { Count: > 0 } restarts)
        {
            run.Codec.WritePair(run.Paths.Policy, Deployed(restarts.MaxBy(restart => restart.ModelValue)!), game, run.Record.Options);
        }

        return End(RunStatus.Cancelled, StopReason.Cancelled, outcome: null, start);
    }

    private RunRecord<TOptions> End(RunStatus status, StopReason reason, AlternationOutcome? outcome, long start)
    {
        double seconds = run.Record.Seconds + time.GetElapsedTime(start).TotalSeconds;
        run.Save(run.Record with { Status = status, StopReason = reason, Outcome = outcome, Seconds = seconds });
        return run.Record;
    }
}
