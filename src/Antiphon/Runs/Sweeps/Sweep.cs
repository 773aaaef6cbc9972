using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>
/// Runs the cells of a sweep one after the other, those that are not done, and journals each when it is done. A cell that fails, because
/// its k does not fit in memory or a value became infinite, is journaled with its reason, and the others run.
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
    private const double TablesEverySeconds = 10;

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

    /// <summary>Who is told of every cell; null: nobody.</summary>
    internal ISweepObserver? Observer { get; init; }

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

        IReadOnlyList<SweepKey> open = folder.Missing(RetryFailed);
        var board = new GridProgress(progress, folder.Record.Options.Grid().Count(), open, Weights(open));
        var runner = new SweepCellRunner<TGame, TPair, TOptions>(folder, trainer, time, Deployment);
        bool cancelled = false;
        try
        {
            long tables = time.GetTimestamp();
            for (int next = 0; next < open.Count && !cancelled; next++)
            {
                cancelled = !TryCell(runner, open[next], board.Of(next), cancellation);
                if (time.GetElapsedTime(tables).TotalSeconds >= TablesEverySeconds)
                {
                    folder.WriteTables();
                    tables = time.GetTimestamp();
                }
            }

            folder.WriteTables();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidInputException)
        {
            throw new InvalidInputException(
                $"{failure.Message.TrimEnd('.')}. The sweep stopped; cells stored in its journal: {folder.Cells.Count:N0}. Correct the "
                    + "problem and run the same command again to resume.",
                failure
            );
        }

        return new SweepResult<TOptions>(folder.Record, folder.Cells, cancelled);
    }

    private bool TryCell(
        SweepCellRunner<TGame, TPair, TOptions> runner,
        SweepKey key,
        IProgress<Progress> progress,
        CancellationToken cancellation
    )
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            progress.Report(new Progress(0, "begins"));
            Observer?.Begun(key);
            SweepCell cell = runner.Run(key, Threads ?? folder.Record.Options.Training.Threads, progress, cancellation);
            folder.Append(cell);
            Observer?.Ended(cell);
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    // Large k take most of the time: cells count by the seconds that they are expected to take.
    private double[] Weights(IReadOnlyList<SweepKey> open) => [.. open.Select(key => ExpectedSeconds?.Invoke(key.Subsample) ?? 1.0)];
}
