using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>
/// Runs the cells of a sweep one after the other, those that are not done and that no other process works on, and journals each when it is
/// done. A cell that fails, because its k does not fit in memory or a value became infinite, is journaled with its reason, and the others
/// run. Cells whose process died are taken over.
/// </summary>
/// <param name="folder">The sweep.</param>
/// <param name="trainer">What trains.</param>
/// <param name="time">The clock.</param>
/// <typeparam name="TGame">A game.</typeparam>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <typeparam name="TOptions">The options of a training.</typeparam>
public sealed class Sweep<TGame, TPair, TOptions>(
    SweepFolder<TGame, TPair, TOptions> folder,
    Trainer<TGame, TPair, TOptions> trainer,
    TimeProvider time
)
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Whether cells that failed earlier run again.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>Threads to use; null: as many as the sweep was begun with. Changes no result.</summary>
    public int? Threads { get; init; }

    /// <summary>Expected seconds of training at k observed agents, for progress only; null: every cell counts alike.</summary>
    public Func<int, double>? ExpectedSeconds { get; init; }

    /// <summary>
    /// How the pair of a cell is deployed, where that is not in the game it was trained in: needed for games that were cut from another
    /// (<see cref="SweepRecord{TOptions}.Cut"/>).
    /// </summary>
    public Func<TPair, OnlineExecutionOptions, CancellationToken, SimulationResult>? Deployment { get; init; }

    /// <summary>
    /// How long the sign of life of another process may stay away, on this process's own clock, before its cell is taken over. Signs are
    /// given every two seconds; a process that is taken over in error loses its cell, and nothing else.
    /// </summary>
    public TimeSpan Takeover { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Who is told of every cell; null: nobody.</summary>
    internal ISweepObserver? Observer { get; init; }

    /// <summary>Waits for other processes: a time, and what ends it early.</summary>
    internal Action<TimeSpan, CancellationToken> Pause { get; init; } = static (span, token) => token.WaitHandle.WaitOne(span);

    /// <summary>Runs until every cell is done or someone cancels.</summary>
    /// <param name="progress">Receives the progress of the whole grid, or null.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>All cells that are done.</returns>
    /// <exception cref="InvalidInputException">
    /// A file cannot be written; the cells done before are safe. Or <see cref="Deployment"/> is missing.
    /// </exception>
    public SweepResult<TOptions> Run(IProgress<Progress>? progress, CancellationToken cancellation)
    {
        if (folder.Record.Cut is { } cut && Deployment is null)
        {
            throw new InvalidOptionException($"{nameof(Deployment)} is missing; expected how pairs are deployed in {cut.Game}");
        }

        var open = folder.Missing(RetryFailed).ToDictionary(key => key, key => ExpectedSeconds?.Invoke(key.Subsample) ?? 1.0);
        var tables = new TableTurns<TGame, TPair, TOptions>(folder, time);
        var board = new GridProgress<TOptions>(progress, folder.Record.Options, open);
        bool cancelled;
        try
        {
            using Heartbeat? beat =
                open.Count == 0 ? null : new Heartbeat(folder.Paths.Heartbeat(folder.Name), time, Environment.MachineName);
            cancelled = !TryAll([.. open.Keys], board, tables, cancellation);
            tables.WriteLast();
            beat?.End();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidInputException)
        {
            folder.Log(time, $"stopped: {failure.Message}");
            throw new InvalidInputException(
                $"{failure.Message.TrimEnd('.')}. The sweep stopped; cells stored in its journal: {folder.Cells.Count:N0}. Correct the "
                    + "problem and run the same command again to resume.",
                failure
            );
        }

        return new SweepResult<TOptions>(folder.Record, folder.Cells, cancelled);
    }

    // False when it was cancelled before all cells were done.
    private bool TryAll(
        IReadOnlyList<SweepKey> open,
        GridProgress<TOptions> board,
        TableTurns<TGame, TPair, TOptions> tables,
        CancellationToken cancellation
    )
    {
        var watch = new HeartbeatWatch(folder.Paths, time, Takeover);
        var runner = new SweepCellRunner<TGame, TPair, TOptions>(folder, trainer, time, Deployment);
        var queue = new SweepQueue<TGame, TPair, TOptions>(folder, open, watch, cell => Ended(board, cell));
        while (!cancellation.IsCancellationRequested)
        {
            if (queue.Next() is (SweepKey key, SweepClaim claim))
            {
                if (TryCell(runner, key, claim, board, cancellation))
                {
                    queue.Done(key);
                }
            }
            else if (queue.Count == 0)
            {
                return true;
            }
            else
            {
                board.Wait();
                Pause(Poll, cancellation);
            }

            tables.WriteWhenDue();
        }

        return queue.Count == 0;
    }

    // True when the cell is journaled; false when it was cancelled or taken over.
    private bool TryCell(
        SweepCellRunner<TGame, TPair, TOptions> runner,
        SweepKey key,
        SweepClaim claim,
        GridProgress<TOptions> board,
        CancellationToken cancellation
    )
    {
        bool isDone = false;
        try
        {
            IProgress<Progress> progress = board.Of(key);
            progress.Report(new Progress(0, "begins"));
            Observer?.Begun(key);
            folder.Log(time, $"begins {key}{(claim.Number == 1 ? "" : $", claim {claim.Number}")}");
            folder.Folders.Adopt(key, claim);
            SweepCell cell = runner.Run(key, Threads ?? folder.Record.Options.Training.Threads, progress, cancellation) with
            {
                Fence = claim.Number,
            };
            if (folder.Claims.Holds(claim))
            {
                folder.Folders.Store(key);
                folder.Append(cell);
                isDone = true;
                folder.Claims.Remove(claim);
                folder.Log(time, cell.Failure is string reason ? $"failed {key}: {reason}" : $"done {key}");
                Ended(board, cell);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The next session goes on from its checkpoint.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidInputException)
        {
            // Whoever took the cell over took its folder too.
            if (isDone || folder.Claims.Holds(claim))
            {
                throw;
            }
        }
        finally
        {
            if (!isDone)
            {
                Cleanup.Try(() => Leave(key, claim));
            }
        }

        return isDone;
    }

    // A claim that stays is taken over.
    private void Leave(SweepKey key, SweepClaim claim)
    {
        if (folder.Claims.Holds(claim))
        {
            folder.Folders.Store(key);
            folder.Claims.GiveUp(claim);
            folder.Log(time, $"leaves {key}");
        }
        else
        {
            folder.Folders.Discard(key);
            folder.Log(time, $"lost {key} to another process");
        }
    }

    private void Ended(GridProgress<TOptions> board, SweepCell cell)
    {
        board.Done(cell.Key());
        Observer?.Ended(cell);
    }
}
