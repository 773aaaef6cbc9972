using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Runs;

/// <summary>A run folder, for reading. Nothing is loaded but its record until asked for.</summary>
/// <typeparam name="TGame">A game.</typeparam>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <typeparam name="TOptions">The options of a training.</typeparam>
public sealed class StoredRun<TGame, TPair, TOptions>
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    private StoredRun(RunCodec<TGame, TPair, TOptions> codec, RunPaths paths, RunRecord<TOptions> record)
    {
        Codec = codec;
        Paths = paths;
        Record = record;
    }

    /// <summary>How games, pairs and options of this kind are stored.</summary>
    internal RunCodec<TGame, TPair, TOptions> Codec { get; }

    /// <summary>Where its files are.</summary>
    internal RunPaths Paths { get; }

    /// <summary>Options, status and outcome.</summary>
    public RunRecord<TOptions> Record { get; }

    internal static StoredRun<TGame, TPair, TOptions> Open(RunCodec<TGame, TPair, TOptions> codec, string folder)
    {
        var paths = new RunPaths(Path.GetFullPath(folder));
        if (!Disk.Current.IsFolder(paths.Folder))
        {
            throw new InvalidInputException($"there is no run folder {folder}; expected the folder of a training");
        }

        if (!Disk.Current.IsFile(paths.Record))
        {
            throw new InvalidInputException(
                Disk.Current.IsFile(paths.Lock) && NewRunFolder.IsUnbegun(paths)
                    ? $"{folder} has no run.json: the run was killed before training began; nothing is lost; start the same run in this "
                        + "folder again"
                    : $"{folder} is not a run folder: it has no run.json"
            );
        }

        RunRecord<TOptions> record = RunFile.Read<RunRecord<TOptions>>(paths.Record, codec.Format, codec.Style, codec.Complete);
        RunFile.RequireOutcome(paths.Record, record.Status, record.Outcome is not null);
        record = record with { Options = codec.Stored(paths.Record, record.Options) };
        return new StoredRun<TGame, TPair, TOptions>(codec, paths, record);
    }

    /// <summary>Loads the game and checks that it is the one the run was created with.</summary>
    /// <returns>The game, with the run's number of agents and its sampling rule.</returns>
    /// <exception cref="InvalidInputException">game.json is missing, invalid, or another game.</exception>
    public TGame LoadGame() =>
        Codec.Deploy(
            Codec.ReadGame(Paths.Game, Paths.Record, new GameIdentity(Record.Game, Record.GameHash, Record.Agents)),
            Record.Options
        );

    /// <summary>Removes the temporary files that killed writers of this run left behind.</summary>
    /// <exception cref="InvalidInputException">One cannot be removed.</exception>
    internal void RemoveLeftovers()
    {
        try
        {
            foreach (string leftover in Paths.Leftovers)
            {
                Disk.Current.Delete(leftover);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{Paths.Folder} cannot be cleaned up: {failure.Message}", failure);
        }
    }

    /// <summary>Loads the policy of the run.</summary>
    /// <param name="game">Its game.</param>
    /// <returns>The joint policy.</returns>
    /// <exception cref="InvalidInputException">There is no policy yet, or policy.json is damaged or of another game.</exception>
    public TPair LoadPolicy(TGame game)
    {
        if (!Disk.Current.IsFile(Paths.Policy))
        {
            throw Record.Status == RunStatus.Finished
                ? new InvalidInputException(
                    $"{Paths.Policy}: is missing, although the run is finished; expected the trained pair; restore the file, or train "
                        + "again in another folder"
                )
                : new ResumableRunException(
                    $"{Paths.Folder} has no policy yet because its training is not finished; resume it first",
                    Paths.Folder
                );
        }

        return Codec.ReadPair(Paths.Policy, game, Record.Options);
    }

    /// <summary>Loads the restarts of the last checkpoint.</summary>
    /// <param name="game">The run's game; null: as <see cref="LoadGame"/> loads it.</param>
    /// <returns>The restarts, or null when no proposal had been judged.</returns>
    /// <exception cref="InvalidInputException">checkpoint.json is damaged, of another format, or of another run.</exception>
    public IReadOnlyList<RestartState<TPair>>? LoadCheckpoint(TGame? game = null) =>
        Disk.Current.IsFile(Paths.Checkpoint) ? Codec.ReadCheckpoint(Paths.Checkpoint, Record, () => game ?? LoadGame()) : null;

    /// <summary>Loads the proposals that were judged.</summary>
    /// <returns>By restart and then by index; none when no proposal had been judged.</returns>
    /// <exception cref="InvalidInputException">A line of trace.jsonl is damaged.</exception>
    public IReadOnlyList<Proposal> LoadTrace() => Disk.Current.IsFile(Paths.Trace) ? TraceFile.Read(Paths.Trace) : [];

    /// <summary>Loads the simulations whose tables are in the folder.</summary>
    /// <returns>By number of agents, then by the other settings; none when nothing was simulated.</returns>
    /// <exception cref="InvalidInputException">A table is damaged or was edited; file and line are named.</exception>
    internal IReadOnlyList<StoredSimulation> LoadSimulations() => SimulationFile.LoadAll(Paths);

    /// <summary>Opens the run to resume it, if it is not finished.</summary>
    /// <param name="game">The run's game; null: as <see cref="LoadGame"/> loads it.</param>
    /// <param name="threads">
    /// Threads to use, or null for all processors. The result does not depend on it.
    /// </param>
    /// <returns>The run, locked, with its last checkpoint.</returns>
    /// <exception cref="InvalidInputException">
    /// Another process writes it, another version created it, the game is another, or a file is damaged. Nothing is changed.
    /// </exception>
    public RunFolder<TGame, TPair, TOptions> Resume(TGame? game = null, int? threads = null) =>
        RunFolder<TGame, TPair, TOptions>.Resume(this, game, threads);
}
