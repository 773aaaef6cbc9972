using System.Diagnostics;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>Trains and evaluates one cell, in a run folder of its own: what `train` and then `simulate` do.</summary>
/// <typeparam name="TGame">A game.</typeparam>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <typeparam name="TOptions">The options of a training.</typeparam>
internal sealed class SweepCellRunner<TGame, TPair, TOptions>(
    SweepFolder<TGame, TPair, TOptions> sweep,
    Trainer<TGame, TPair, TOptions> trainer,
    TimeProvider time,
    Func<TPair, OnlineExecutionOptions, CancellationToken, SimulationResult>? deployment
)
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    private RunKind Kind => sweep.Record.Cut is null ? RunKind.Trained : RunKind.Binned;

    private SweepOptions<TOptions> Options => sweep.Record.Options;

    /// <summary>Runs a cell, from its last checkpoint if it was cut short.</summary>
    /// <param name="key">The cell.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="progress">Receives the progress of training.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>The cell with its result or the reason of its failure.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the next session resumes it.</exception>
    public SweepCell Run(SweepKey key, int threads, IProgress<Progress> progress, CancellationToken cancellation)
    {
        long allocated = GC.GetTotalAllocatedBytes();
        double trained = 0;
        double evaluated = 0;
        SweepOutcome? outcome = null;
        string? failure = null;
        try
        {
            RunRecord<TOptions> run = Train(key, threads, progress, cancellation);
            trained = run.Seconds;
            cancellation.ThrowIfCancellationRequested();
            long start = time.GetTimestamp();
            outcome = new SweepOutcome(run.Outcome!, Evaluate(key, threads, cancellation));
            evaluated = time.GetElapsedTime(start).TotalSeconds;
        }
        catch (Exception problem) when (IsOfTheCell(problem))
        {
            failure = Failures.Cause(problem).Message;
        }

        if (failure is not null || !Options.KeepRuns)
        {
            CellFolders.Remove(sweep.Folders.Working(key));
        }

        var cost = new SweepCost(trained, evaluated, PeakWorkingSet(), GC.GetTotalAllocatedBytes() - allocated);
        return new SweepCell
        {
            Subsample = key.Subsample,
            Seed = key.Seed,
            Variant = key.Variant,
            Failure = failure,
            Outcome = outcome,
            Cost = cost,
        };
    }

    private RunRecord<TOptions> Train(SweepKey key, int threads, IProgress<Progress> progress, CancellationToken cancellation)
    {
        TGame game = sweep.GameOf(key);
        TOptions options = Options.TrainingOf(key) with { Threads = threads };
        using RunFolder<TGame, TPair, TOptions> run = Begin(sweep.Folders.Working(key), game, options);
        RunRecord<TOptions> record =
            run.Record.Status == RunStatus.Finished
                ? run.Record
                : new TrainingSession<TGame, TPair, TOptions>(run, game, trainer, time).Train(progress, cancellation);
        return record.Status == RunStatus.Finished ? record : throw new OperationCanceledException(cancellation);
    }

    private SimulationResult Evaluate(SweepKey key, int threads, CancellationToken cancellation)
    {
        TGame game = sweep.GameOf(key);
        TPair pair = sweep.Codec.Open(sweep.Folders.Working(key)).LoadPolicy(game);
        OnlineExecutionOptions execution = Options.EvaluationOf(key) with { Threads = threads };
        SimulationResult result = deployment is null
            ? sweep.Codec.Simulate(game, pair, Options.TrainingOf(key), execution, time, cancellation)
            : deployment(pair, execution, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return result;
    }

    private RunFolder<TGame, TPair, TOptions> Begin(string folder, TGame game, TOptions options)
    {
        if (Disk.Current.IsFolder(folder))
        {
            if (Resumed(folder, game, options) is { } run)
            {
                return run;
            }

            CellFolders.Remove(folder);
        }

        return sweep.Codec.Create(folder, game, options, Kind, sweep.Record.Cut, RunOrigin.Now(time, sweep.Record.Origin?.Command));
    }

    // A run that was killed while it was made, or is not this cell's, or is damaged, is worth less than running the cell again.
    private RunFolder<TGame, TPair, TOptions>? Resumed(string folder, TGame game, TOptions options)
    {
        try
        {
            StoredRun<TGame, TPair, TOptions> stored = sweep.Codec.Open(folder);
            GameIdentity identity = sweep.Codec.Identify(game);
            bool same =
                (stored.Record.Kind, stored.Record.Cut) == (Kind, sweep.Record.Cut)
                && (stored.Record.Game, stored.Record.GameHash, stored.Record.Agents) == (identity.Name, identity.Hash, identity.Agents)
                && stored.Record.Options.Equals(options);
            return same ? stored.Resume(game, options.Threads) : null;
        }
        catch (InvalidInputException problem) when (IsOfTheCell(problem))
        {
            return null;
        }
    }

    // A disk that is full or a folder that another process writes is no property of the cell: that stops the sweep, and the cell runs
    // later.
    private static bool IsOfTheCell(Exception problem) =>
        Failures.Cause(problem) switch
        {
            InvalidInputException { InnerException: IOException or UnauthorizedAccessException } => false,
            InvalidInputException or ArithmeticException or OutOfMemoryException => true,
            _ => false,
        };

    private static long PeakWorkingSet()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
