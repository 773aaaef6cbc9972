using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Runs;

/// <summary>A folder of runs of one game with different k: takes the policies that are there, trains the others into it.</summary>
/// <param name="folder">
/// The folder; made when something is to be trained. Runs lie directly in it, under any name; new ones are called k1, k2, ..
/// </param>
/// <param name="game">The game with the number of agents to train for. Runs for other numbers of agents are taken too.</param>
/// <param name="template">All options but k.</param>
internal sealed class ObservationRuns(string folder, CooperativeGame game, AlternationOptions template)
{
    private readonly Lazy<IReadOnlyList<(StoredRun Run, CooperativeGame Game)>> stored = new(() => Find(folder, game));

    /// <summary>The command line that trains, for the records; null where none does.</summary>
    public string? Command { get; init; }

    /// <summary>The finished run at k that earned most when it was deployed after training; null when there is none.</summary>
    /// <param name="subsample">k.</param>
    /// <exception cref="InvalidInputException">A run in the folder is damaged, or the folder is a run itself.</exception>
    public ObservedRun? Take(int subsample)
    {
        var candidates = stored.Value.Where(entry => entry.Run.Record.Options.Subsample == subsample).ToList();
        if (candidates.Count == 0)
        {
            return null;
        }

        (StoredRun run, CooperativeGame own) = candidates.MaxBy(entry => entry.Run.Record.Outcome!.Deployed.Mean);
        return new ObservedRun(subsample, run.Paths.Folder, run.LoadPolicy(own), candidates.Count);
    }

    /// <summary>Trains at k, or resumes an earlier call that was cancelled or killed.</summary>
    /// <param name="subsample">k.</param>
    /// <param name="trainer">What trains.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>The run; null when it was cancelled, its state saved.</returns>
    /// <exception cref="InvalidInputException">
    /// k does not fit the game or the memory, or the folder holds something else under the run's name, or cannot be written.
    /// </exception>
    public ObservedRun? Train(
        int subsample,
        Trainer trainer,
        TimeProvider time,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(trainer);
        using RunFolder run = Open(Path.Combine(folder, $"k{subsample}"), subsample, RunOrigin.Now(time, Command));
        RunRecord record = new TrainingSession(run, game, trainer, time).Train(progress, cancellation);
        return record.Status == RunStatus.Finished
            ? new ObservedRun(subsample, run.Paths.Folder, PolicyFile.Load(run.Paths.Policy, game), 1)
            : null;
    }

    private RunFolder Open(string path, int subsample, RunOrigin origin)
    {
        AlternationOptions options = (template with { Subsample = subsample }).For(game);
        if (!Disk.Current.IsFolder(path) || NewRunFolder.IsUnbegun(new RunPaths(path)))
        {
            return FiniteCodec.Instance.Create(path, game, options, origin: origin);
        }

        StoredRun begun = FiniteCodec.Instance.Open(path);
        return begun.Record.GameHash == game.Hash && begun.Record.Options == options
            ? begun.Resume(null, options.Threads)
            : throw new InvalidInputException(
                $"{path} contains a run of {begun.Record.Game} at k = {begun.Record.Options.Subsample} for n = {begun.Record.Agents:N0} "
                    + "or with other options; it was not changed; choose another folder, or rename it"
            );
    }

    private static List<(StoredRun Run, CooperativeGame Game)> Find(string folder, CooperativeGame game)
    {
        if (Disk.Current.IsFile(new RunPaths(folder).Record))
        {
            throw new InvalidInputException(
                $"{folder} is a run itself; expected a folder that contains runs, or one that does not exist yet"
            );
        }

        var sweep = new SweepPaths(folder);
        if (Disk.Current.IsFile(sweep.Record))
        {
            throw new InvalidInputException($"{folder} is a sweep; expected a folder that contains runs: {sweep.Runs}");
        }

        var found = new List<(StoredRun, CooperativeGame)>();
        foreach (
            string place in Disk.Current.IsFolder(folder)
                ? Disk.Current.Folders(folder).Order(StringComparer.Ordinal)
                : Enumerable.Empty<string>()
        )
        {
            if (!Disk.Current.IsFile(new RunPaths(place).Record))
            {
                continue;
            }

            StoredRun run = FiniteCodec.Instance.Open(place);
            if (
                run.Record.Status == RunStatus.Finished
                && run.Record.Options.Sampling is null
                && run.Record.Options.Memory is null
                && run.LoadGame() is var own
                && own.WithAgents(game.Agents).Hash == game.Hash
            )
            {
                found.Add((run, own));
            }
        }

        return found;
    }
}

/// <summary>A run whose policy is judged.</summary>
/// <param name="Subsample">k.</param>
/// <param name="Folder">The run folder.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="Candidates">Among so many runs with this k it was chosen.</param>
internal sealed record ObservedRun(int Subsample, string Folder, JointPolicy Policy, int Candidates);
