using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Learning;

/// <summary>Trains in a run folder, in a game with continuous states, from its last checkpoint if it has one; locked against other
/// processes until disposed.</summary>
public sealed class ContinuousTraining : IDisposable
{
    private readonly RunLock held;
    private readonly ContinuousGame game;
    private readonly ContinuousState? resumeFrom;
    private readonly TimeProvider time;
    private readonly bool isNew;
    private ContinuousState? last;

    private ContinuousTraining(
        RunPaths paths,
        RunLock held,
        ContinuousGame game,
        ContinuousRunRecord record,
        ContinuousState? resumeFrom,
        bool isNew,
        TimeProvider time
    )
    {
        (Paths, this.held, this.game, Record) = (paths, held, game, record);
        (this.resumeFrom, last, this.isNew, this.time) = (resumeFrom, resumeFrom, isNew, time);
    }

    /// <summary>Where the files are.</summary>
    public RunPaths Paths { get; }

    /// <summary>The record as last written.</summary>
    public ContinuousRunRecord Record { get; private set; }

    /// <summary>Creates a run.</summary>
    /// <param name="folder">A folder that does not exist, is empty, or was left by a start that was killed before the run began.</param>
    /// <param name="game">The game.</param>
    /// <param name="options">All options, as resolved.</param>
    /// <param name="time">The clock for <see cref="ContinuousRunRecord.Seconds"/>; null takes the system's.</param>
    /// <exception cref="InvalidInputException">An option is out of range, or the folder exists or cannot be written.</exception>
    public static ContinuousTraining Create(string folder, ContinuousGame game, ContinuousOptions options, TimeProvider? time = null) =>
        TryCreate(Path.GetFullPath(folder), game, options, time)
        ?? throw new InvalidInputException(
            $"{folder} exists already; nothing was overwritten; choose another folder, or go on with that run by `antiphon train --resume "
                + $"{folder}`"
        );

    /// <summary>Creates a run in the first of name, name-2, name-3, .. that does not exist.</summary>
    /// <param name="folder">The folder to try first.</param>
    /// <param name="game">The game.</param>
    /// <param name="options">All options, as resolved.</param>
    /// <param name="time">The clock for <see cref="ContinuousRunRecord.Seconds"/>; null takes the system's.</param>
    /// <exception cref="InvalidInputException">An option is out of range, or the folder cannot be written.</exception>
    public static ContinuousTraining CreateUnderFreeName(
        string folder,
        ContinuousGame game,
        ContinuousOptions options,
        TimeProvider? time = null
    )
    {
        string full = Path.GetFullPath(folder);
        ContinuousTraining? training = TryCreate(full, game, options, time);
        for (int attempt = 2; training is null; attempt++)
        {
            training = TryCreate($"{full}-{attempt}", game, options, time);
        }

        return training;
    }

    private static ContinuousTraining? TryCreate(string folder, ContinuousGame game, ContinuousOptions options, TimeProvider? time)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        var safe = new CheckedContinuousGame(game);
        var paths = new RunPaths(folder);
        if (NewRunFolder.TryTake(paths, out _) is not { } taken)
        {
            return null;
        }

        var record = new ContinuousRunRecord
        {
            Version = AntiphonVersion.Current,
            Game = safe.Name,
            Agents = safe.Agents,
            Options = options,
            Status = RunStatus.Running,
        };
        var training = new ContinuousTraining(paths, taken, safe, record, resumeFrom: null, isNew: true, time ?? TimeProvider.System);
        try
        {
            training.Save(record);
            return training;
        }
        catch
        {
            training.Abandon();
            throw;
        }
    }

    /// <summary>Opens a run that has not finished, to go on with it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="game">Its game, of the same name and sizes.</param>
    /// <param name="threads">Threads to use from now on, or null to keep the number it was started with.</param>
    /// <param name="time">The clock; null takes the system's.</param>
    /// <exception cref="InvalidInputException">Another process writes it, another version created it, the game is another, or the
    /// checkpoint is damaged or of another architecture. Nothing is changed.</exception>
    public static ContinuousTraining Resume(ContinuousRun run, ContinuousGame game, int? threads = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var safe = new CheckedContinuousGame(game);
        if (run.Record.Version != AntiphonVersion.Current)
        {
            throw new InvalidInputException(
                $"{run.Paths.Record}: version is {run.Record.Version}; this program is {AntiphonVersion.Current} and might not give the "
                    + $"same bits; resume with {run.Record.Version} or start a new run"
            );
        }

        if ((run.Record.Game, run.Record.Agents) != (safe.Name, safe.Agents))
        {
            throw new InvalidInputException(
                $"{run.Paths.Record}: the game is {run.Record.Game} with {run.Record.Agents} agents; found {safe.Name} with {safe.Agents}"
            );
        }

        var taken = RunLock.Take(run.Paths);
        try
        {
            ContinuousRunRecord current = ContinuousRun.Open(run.Paths.Folder).Record;
            ContinuousState? state = File.Exists(run.Paths.Checkpoint)
                ? ContinuousCheckpoint.Read(run.Paths.Checkpoint, current, safe)
                : null;
            foreach (string leftover in run.Paths.Leftovers)
            {
                File.Delete(leftover);
            }

            ContinuousRunRecord record = current with { Options = current.Options with { Threads = threads ?? current.Options.Threads } };
            return new ContinuousTraining(run.Paths, taken, safe, record, state, isNew: false, time ?? TimeProvider.System);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Trains until done or cancelled. The record is written last: a run that says "finished" is complete.</summary>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellation">Asks to stop; the run then ends as <see cref="RunStatus.Cancelled"/>.</param>
    /// <returns>The record as stored.</returns>
    /// <exception cref="InvalidInputException">Options, game and networks do not fit (the folder is removed again if nothing has been
    /// learned in it), or a file cannot be written.</exception>
    public ContinuousRunRecord Train(IProgress<AlternationProgress>? progress = null, CancellationToken cancellation = default)
    {
        long start = time.GetTimestamp();
        Save(Record with { Status = RunStatus.Running, StopReason = null });
        try
        {
            ContinuousResult result = new ContinuousAlternation(Record.Options).Run(game, resumeFrom, Checkpoint, progress, cancellation);
            Checkpoint(result.State); // a kill between its two files may have cost the trace its last line
            NeuralPolicyFile.Save(Paths.Policy, Record.Game, result.Pair);
            AtomicFile.WriteText(Paths.Baselines, RunTables.Baselines(result.Baselines));
            return End(RunStatus.Finished, result.StopReason, ContinuousOutcome.From(result), start);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (last is not null)
            {
                NeuralPolicyFile.Save(Paths.Policy, Record.Game, last.Pair(Record.Options.Subsample));
            }

            return End(RunStatus.Cancelled, StopReason.Cancelled, outcome: null, start);
        }
        catch (Exception failure) when (Cause(failure) is InvalidInputException refusal)
        {
            Abandon();
            throw refusal == failure ? refusal : new InvalidInputException(refusal.Message, failure);
        }
    }

    /// <summary>Releases the run to other processes.</summary>
    public void Dispose() => held.Dispose();

    // A parallel loop wraps what its body throws.
    private static Exception Cause(Exception failure) =>
        failure is AggregateException several ? several.Flatten().InnerExceptions[0] : failure;

    private void Checkpoint(ContinuousState state)
    {
        ContinuousCheckpoint.Write(Paths.Checkpoint, Record, state);
        AtomicFile.WriteText(Paths.Trace, TraceFile.Write(state.Proposals));
        last = state;
    }

    private ContinuousRunRecord End(RunStatus status, StopReason reason, ContinuousOutcome? outcome, long start)
    {
        Save(
            Record with
            {
                Status = status,
                StopReason = reason,
                Outcome = outcome,
                Seconds = Record.Seconds + time.GetElapsedTime(start).TotalSeconds,
            }
        );
        return Record;
    }

    private void Save(ContinuousRunRecord record)
    {
        RunFile.Write(Paths.Record, record, LearningJson.Document);
        Record = record;
    }

    private void Abandon()
    {
        if (!isNew || last is not null)
        {
            return;
        }

        held.Dispose();
        try
        {
            Directory.Delete(Paths.Folder, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What made training fail is the failure to report; an empty run is only untidy.
        }
    }
}
