using Antiphon.Equilibrium;

namespace Antiphon.Runs;

/// <summary>Begins sweeps. A kill at any instant leaves a folder in which the same sweep can begin.</summary>
/// <typeparam name="TGame">A game.</typeparam>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <typeparam name="TOptions">The options of a training.</typeparam>
internal static class SweepCreation<TGame, TPair, TOptions>
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    /// <summary>Opens the sweep in a folder to resume it, or begins one there.</summary>
    /// <param name="codec">How games, pairs and options of this kind are stored.</param>
    /// <param name="folder">A folder with this sweep, an empty one, or one that does not exist.</param>
    /// <param name="game">The game, with the number of agents to train for.</param>
    /// <param name="options">All options, as resolved.</param>
    /// <param name="cut">What the game was cut from, if it was.</param>
    /// <param name="origin">When and how the sweep is begun, for its record; null leaves it out.</param>
    /// <returns>The sweep, locked.</returns>
    /// <exception cref="InvalidInputException">
    /// An option is out of range, the folder holds a sweep with other options or something else, another process writes it, or a file is
    /// damaged or cannot be written.
    /// </exception>
    public static SweepFolder<TGame, TPair, TOptions> OpenOrCreate(
        RunCodec<TGame, TPair, TOptions> codec,
        string folder,
        TGame game,
        SweepOptions<TOptions> options,
        CutGame? cut,
        RunOrigin? origin
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(options);
        Check(codec, game, options);
        options = options.With(training => codec.Resolve(game, training));
        GameIdentity identity = codec.Identify(game);
        var record = new SweepRecord<TOptions>
        {
            Format = codec.SweepFormat,
            Version = AntiphonVersion.Current,
            Game = identity.Name,
            GameHash = identity.Hash,
            Agents = identity.Agents,
            Cut = cut,
            Options = options,
            Origin = origin,
        };
        var paths = new SweepPaths(Path.GetFullPath(folder));
        if (!Disk.Current.IsFile(paths.Record))
        {
            Create(codec, paths, game, record);
        }

        StoredSweep<TGame, TPair, TOptions> sweep = codec.OpenSweep(paths.Folder);
        string[] differences =
        [
            .. record
                .DifferencesFrom(sweep.Record, codec.Line)
                .Where(difference => !difference.StartsWith("version ", StringComparison.Ordinal)),
        ];
        return differences.Length == 0
            ? sweep.Resume()
            : throw new InvalidInputException(
                $"{folder} contains another sweep: {string.Join("; ", differences)}; nothing was changed; choose another folder"
            );
    }

    /// <summary>Checks all options against the game.</summary>
    /// <param name="codec">How games, pairs and options of this kind are stored.</param>
    /// <param name="game">The game.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="InvalidInputException">An option is out of range.</exception>
    public static void Check(RunCodec<TGame, TPair, TOptions> codec, TGame game, SweepOptions<TOptions> options)
    {
        options.Check(codec.Identify(game), options.Trainings.Max(each => codec.LeastSubsample(each.Training)));
        foreach ((_, TOptions training) in options.Trainings)
        {
            _ = codec.Resolve(codec.Deploy(game, training), training);
            training.Deployment.Require();
        }
    }

    private static void Create(RunCodec<TGame, TPair, TOptions> codec, SweepPaths paths, TGame game, SweepRecord<TOptions> record)
    {
        try
        {
            Disk.Current.CreateFolder(paths.Folder);
            using var taken = RunLock.Take(new RunPaths(paths.Folder));

            // Another process may have begun it meanwhile.
            if (Disk.Current.IsFile(paths.Record))
            {
                return;
            }

            RequireOwn(paths);
            codec.WriteGame(paths.Game, game);
            RunFile.Write(paths.Record, record, codec.Style);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"the sweep folder {paths.Folder} cannot be created: {failure.Message} Choose another.",
                failure
            );
        }
    }

    // What a kill during creation leaves may be written over; anything else belongs to someone.
    private static void RequireOwn(SweepPaths paths)
    {
        string[] own =
        [
            Path.GetFileName(new RunPaths(paths.Folder).Lock),
            Path.GetFileName(paths.Game),
            .. paths.Leftovers.Select(Path.GetFileName).OfType<string>(),
        ];
        string? foreign = Disk
            .Current.Entries(paths.Folder)
            .Select(Path.GetFileName)
            .FirstOrDefault(name => !own.Contains(name, StringComparer.Ordinal));
        if (foreign is not null)
        {
            throw new InvalidInputException(
                $"{paths.Folder} already exists and is not a sweep: it contains {foreign} and no sweep.json; nothing was overwritten; "
                    + "choose another folder"
            );
        }
    }
}
