using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Runs;

/// <summary>
/// A run folder, for writing, locked against other processes until disposed. Every file is replaced whole, so that a kill at any instant
/// leaves a run that resumes.
/// </summary>
/// <typeparam name="TGame">A game.</typeparam>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <typeparam name="TOptions">The options of a training.</typeparam>
public sealed class RunFolder<TGame, TPair, TOptions> : IDisposable
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    private readonly RunCodec<TGame, TPair, TOptions> codec;
    private readonly RunLock held;
    private bool created;
    private bool madeFolder;

    // What this object wrote need not be written again.
    private bool isRecorded;
    private RestartState<TPair>[]? checkpointed;

    private RunFolder(
        RunCodec<TGame, TPair, TOptions> codec,
        RunPaths paths,
        RunLock held,
        RunRecord<TOptions> record,
        IReadOnlyList<RestartState<TPair>>? restarts
    )
    {
        this.codec = codec;
        Paths = paths;
        this.held = held;
        Record = record;
        Restarts = restarts;
    }

    /// <summary>Where the files are.</summary>
    internal RunPaths Paths { get; }

    /// <summary>The record as last written.</summary>
    public RunRecord<TOptions> Record { get; private set; }

    /// <summary>The restarts of the last checkpoint; null before the first.</summary>
    internal IReadOnlyList<RestartState<TPair>>? Restarts { get; private set; }

    /// <summary>Creates a run.</summary>
    /// <param name="codec">How games, pairs and options of this kind are stored.</param>
    /// <param name="folder">A folder that does not exist, is empty, or was left by a start that was killed before the run began.</param>
    /// <param name="game">The game, with the number of agents to deploy with.</param>
    /// <param name="options">All options, as resolved.</param>
    /// <param name="kind">What is going to make the run.</param>
    /// <param name="cut">What the game was cut from, for <see cref="RunKind.Binned"/>.</param>
    /// <param name="origin">When and how the run is begun, for its record; null leaves it out.</param>
    /// <param name="from">A pair that its first start begins from; null: none.</param>
    /// <returns>The run, locked.</returns>
    /// <exception cref="InvalidInputException">The folder exists or cannot be written.</exception>
    internal static RunFolder<TGame, TPair, TOptions> Create(
        RunCodec<TGame, TPair, TOptions> codec,
        string folder,
        TGame game,
        TOptions options,
        RunKind kind = RunKind.Trained,
        CutGame? cut = null,
        RunOrigin? origin = null,
        RunStart<TPair>? from = null
    ) =>
        TryCreate(codec, Path.GetFullPath(folder), game, options, kind, cut, origin, from)
        ?? throw new ResumableRunException(
            $"{folder} already exists; nothing was overwritten; choose another folder, or resume that run",
            folder
        );

    /// <summary>Creates a run in the first of name, name-2, name-3, .. that does not exist.</summary>
    /// <param name="codec">How games, pairs and options of this kind are stored.</param>
    /// <param name="folder">The folder to try first.</param>
    /// <param name="game">The game, with the number of agents to deploy with.</param>
    /// <param name="options">All options, as resolved.</param>
    /// <param name="kind">What is going to make the run.</param>
    /// <param name="cut">What the game was cut from, for <see cref="RunKind.Binned"/>.</param>
    /// <param name="origin">When and how the run is begun, for its record; null leaves it out.</param>
    /// <param name="from">A pair that its first start begins from; null: none.</param>
    /// <returns>The run, locked.</returns>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    internal static RunFolder<TGame, TPair, TOptions> CreateUnderFreeName(
        RunCodec<TGame, TPair, TOptions> codec,
        string folder,
        TGame game,
        TOptions options,
        RunKind kind = RunKind.Trained,
        CutGame? cut = null,
        RunOrigin? origin = null,
        RunStart<TPair>? from = null
    )
    {
        string full = Path.GetFullPath(folder);
        RunFolder<TGame, TPair, TOptions>? run = TryCreate(codec, full, game, options, kind, cut, origin, from);
        for (int attempt = 2; run is null; attempt++)
        {
            run = TryCreate(codec, $"{full}-{attempt}", game, options, kind, cut, origin, from);
        }

        return run;
    }

    /// <summary>How games, pairs and options of this kind are stored.</summary>
    internal RunCodec<TGame, TPair, TOptions> Codec => codec;

    /// <summary>Opens an unfinished run to resume it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="game">The run's game; null: as the run stored it.</param>
    /// <param name="threads">
    /// Threads to use, or null for all processors. The result does not depend on it.
    /// </param>
    /// <returns>The run, locked, with its last checkpoint.</returns>
    /// <exception cref="InvalidInputException">Another process writes it, another version created it, or a file is damaged.</exception>
    internal static RunFolder<TGame, TPair, TOptions> Resume(
        StoredRun<TGame, TPair, TOptions> run,
        TGame? game = null,
        int? threads = null
    )
    {
        if (run.Record.Version != AntiphonVersion.Current)
        {
            throw new InvalidInputException(
                $"{run.Paths.Record}: version is {run.Record.Version}; this program is {AntiphonVersion.Current} and might not give "
                    + $"bit-identical results; resume with {run.Record.Version} or start a new run"
            );
        }

        if (game is not null)
        {
            RequireSame(run.Paths.Record, run.Record, run.Codec.Identify(game));
        }

        var taken = RunLock.Take(run.Paths);
        try
        {
            // Read again now that nobody else can write: the process that held the lock may have gone on or finished in between.
            StoredRun<TGame, TPair, TOptions> current = run.Codec.Open(run.Paths.Folder);
            IReadOnlyList<RestartState<TPair>>? restarts = current.LoadCheckpoint(game);
            current.RemoveLeftovers();
            // Older records say no kind; what a log was exhausted for was learned from it.
            bool isLearned = restarts?.Any(restart => restart.Finished == StopReason.LogExhausted) == true;
            RunRecord<TOptions> record = current.Record with
            {
                Kind = isLearned ? RunKind.Learned : current.Record.Kind,
                Options = current.Record.Options with { Threads = threads ?? Environment.ProcessorCount },
            };
            return new RunFolder<TGame, TPair, TOptions>(run.Codec, run.Paths, taken, record, restarts);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Stores the state of all restarts and their trace.</summary>
    /// <param name="restarts">The states after a judged proposal.</param>
    internal void Save(IReadOnlyList<RestartState<TPair>> restarts)
    {
        if (checkpointed?.SequenceEqual(restarts) == true)
        {
            return;
        }

        codec.WriteCheckpoint(Paths.Checkpoint, Record, restarts);
        AtomicFile.WriteText(Paths.Trace, TraceFile.Write(restarts.SelectMany(restart => restart.Proposals)));
        Restarts = restarts;
        checkpointed = [.. restarts];
    }

    /// <summary>Replaces the record.</summary>
    /// <param name="record">The new record.</param>
    internal void Save(RunRecord<TOptions> record)
    {
        if (isRecorded && record == Record)
        {
            return;
        }

        RunFile.Write(Paths.Record, record, codec.Style);
        Record = record;
        isRecorded = true;
    }

    /// <summary>Replaces the tables of an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    internal void Save(AlternationOutcome outcome)
    {
        AtomicFile.WriteText(Paths.Baselines, RunTables.Baselines(outcome.Baselines));
        AtomicFile.WriteText(Paths.Restarts, RunTables.Restarts(outcome.Restarts));
    }

    /// <summary>
    /// Removes what this object wrote, and the folder if it made it, while nothing has been learned yet; otherwise does nothing.
    /// </summary>
    internal void Abandon()
    {
        if (!created || Restarts?.All(RestartState.IsUnbegun) == false)
        {
            return;
        }

        held.Dispose();
        try
        {
            if (madeFolder)
            {
                Disk.Current.DeleteFolder(Paths.Folder);
                return;
            }

            foreach (string file in Disk.Current.Files(Paths.Folder))
            {
                Disk.Current.Delete(file);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What made the caller give up is the failure to report; an empty run is only untidy.
        }
    }

    /// <summary>Releases the run to other processes.</summary>
    public void Dispose() => held.Dispose();

    private static void RequireSame(string path, RunRecord<TOptions> record, GameIdentity found)
    {
        if ((found.Name, found.Agents) != (record.Game, record.Agents))
        {
            throw new InvalidInputException(
                $"{path}: the game is {record.Game} with {record.Agents} agents; found {found.Name} with {found.Agents}"
            );
        }

        if (record.GameHash.Length > 0 && found.Hash != record.GameHash)
        {
            throw new InvalidInputException(
                $"{path}: gameHash is {record.GameHash}; that of the given game is {found.Hash}: the game has changed since the run "
                    + "began; use the original game"
            );
        }
    }

    private static RunFolder<TGame, TPair, TOptions>? TryCreate(
        RunCodec<TGame, TPair, TOptions> codec,
        string folder,
        TGame game,
        TOptions options,
        RunKind kind,
        CutGame? cut,
        RunOrigin? origin,
        RunStart<TPair>? from
    )
    {
        options = codec.Resolve(game, options);
        IReadOnlyList<RestartState<TPair>>? begun = from is null ? null : codec.Begin(game, options, from);
        GameIdentity identity = codec.Identify(game);
        var paths = new RunPaths(folder);
        if (NewRunFolder.TryTake(paths, out bool isMade) is not { } taken)
        {
            return null;
        }

        var record = new RunRecord<TOptions>
        {
            Kind = kind,
            Cut = cut,
            Format = codec.Format,
            Version = AntiphonVersion.Current,
            Game = identity.Name,
            GameHash = identity.Hash,
            Agents = identity.Agents,
            Options = options,
            Status = RunStatus.Running,
            Origin = origin,
            From = from?.Origin,
        };
        var run = new RunFolder<TGame, TPair, TOptions>(codec, paths, taken, record, begun) { created = true, madeFolder = isMade };
        try
        {
            codec.WriteGame(paths.Game, game);
            if (begun is not null)
            {
                codec.WriteCheckpoint(paths.Checkpoint, record, begun);
            }

            run.Save(record);
            return run;
        }
        catch
        {
            run.Abandon();
            throw;
        }
    }
}
