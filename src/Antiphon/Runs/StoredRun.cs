using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Runs;

/// <summary>A run folder, for reading. Nothing is loaded but its record until asked for.</summary>
public sealed class StoredRun
{
    private StoredRun(RunPaths paths, RunRecord record)
    {
        Paths = paths;
        Record = record;
    }

    /// <summary>Where its files are.</summary>
    public RunPaths Paths { get; }

    /// <summary>Options, status and outcome.</summary>
    public RunRecord Record { get; }

    /// <summary>Opens a run folder and reads its record.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The run.</returns>
    /// <exception cref="InvalidInputException">There is no such folder, it is not a run, its creation was cut short, or run.json is
    /// damaged or of another format.</exception>
    public static StoredRun Open(string folder)
    {
        var paths = new RunPaths(Path.GetFullPath(folder));
        if (!Directory.Exists(paths.Folder))
        {
            throw new InvalidInputException($"there is no run folder {folder}; expected the folder of a training");
        }

        if (!File.Exists(paths.Record))
        {
            throw new InvalidInputException(
                File.Exists(paths.Lock) && NewRunFolder.IsUnbegun(paths)
                    ? $"{folder} has no run.json: it was killed while it was being created, before training began; nothing is lost, start "
                        + "the same run in this folder again"
                    : $"{folder} is not a run folder: it has no run.json"
            );
        }

        if (RunFile.IsContinuous(paths.Folder))
        {
            throw new InvalidInputException(
                $"{folder} is a run in a game with continuous states, which can be resumed and simulated; nothing else is supported for "
                    + "such runs yet"
            );
        }

        RunRecord record = RunFile.Read<RunRecord>(paths.Record, RunRecord.CurrentFormat);
        RunFile.RequireOutcome(paths.Record, record.Status, record.Outcome is not null);
        return new StoredRun(paths, record);
    }

    /// <summary>Loads the game and checks that it is the one the run was created with.</summary>
    /// <returns>The game, with the run's number of agents and its sampling rule.</returns>
    /// <exception cref="InvalidInputException">game.json is missing, invalid, or another game.</exception>
    public CooperativeGame LoadGame() => Record.Options.Deployed(RunFile.LoadGame(Paths.Game, Record.GameHash, "run.json"));

    /// <summary>Removes the temporary files that killed writers of this run left behind.</summary>
    /// <exception cref="InvalidInputException">One cannot be removed.</exception>
    public void RemoveLeftovers()
    {
        try
        {
            foreach (string leftover in Paths.Leftovers)
            {
                File.Delete(leftover);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{Paths.Folder} cannot be tidied: {failure.Message}", failure);
        }
    }

    /// <summary>Loads the policy of the run.</summary>
    /// <param name="game">Its game.</param>
    /// <returns>The joint policy.</returns>
    /// <exception cref="InvalidInputException">There is no policy yet, or policy.json is damaged or of another game.</exception>
    public JointPolicy LoadPolicy(CooperativeGame game)
    {
        if (!File.Exists(Paths.Policy))
        {
            throw Record.Status == RunStatus.Finished
                ? new InvalidInputException(
                    $"{Paths.Policy}: is missing, although the run has finished; expected the trained pair; restore the file, or train "
                        + "again in another folder"
                )
                : new ResumableRunException(
                    $"{Paths.Folder} has no policy yet, its training has not ended; resume it first",
                    Paths.Folder
                );
        }

        JointPolicy policy = PolicyFile.Load(Paths.Policy, game);
        return policy.Global.Subsample == Record.Options.Subsample
            ? policy
            : throw new InvalidInputException(
                $"{Paths.Policy}: subsample is {policy.Global.Subsample}; expected {Record.Options.Subsample}, as run.json says; one of "
                    + "the two was edited; restore it"
            );
    }

    /// <summary>Loads the restarts of the last checkpoint.</summary>
    /// <returns>The restarts, or null when no proposal had been judged.</returns>
    /// <exception cref="InvalidInputException">checkpoint.json is damaged, of another format, or of another run.</exception>
    public IReadOnlyList<RestartState<JointPolicy>>? LoadCheckpoint() =>
        File.Exists(Paths.Checkpoint) ? Checkpoint.Read(Paths.Checkpoint, Record) : null;

    /// <summary>Loads the proposals that were judged.</summary>
    /// <returns>By restart and then by index; none when no proposal had been judged.</returns>
    /// <exception cref="InvalidInputException">A line of trace.jsonl is damaged.</exception>
    public IReadOnlyList<Proposal> LoadTrace() => File.Exists(Paths.Trace) ? TraceFile.Read(Paths.Trace) : [];

    /// <summary>Loads the simulations whose tables are in the folder.</summary>
    /// <returns>By number of agents, then by the other settings; none when nothing was simulated.</returns>
    /// <exception cref="InvalidInputException">A table is damaged or was edited; file and line are named.</exception>
    public IReadOnlyList<StoredSimulation> LoadSimulations() => SimulationFile.LoadAll(Paths);
}
