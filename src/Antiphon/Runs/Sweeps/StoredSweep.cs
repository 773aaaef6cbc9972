using Antiphon.Equilibrium;
using Antiphon.Games;

namespace Antiphon.Runs;

/// <summary>A sweep folder, for reading.</summary>
/// <typeparam name="TGame">A game.</typeparam>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <typeparam name="TOptions">The options of a training.</typeparam>
public sealed class StoredSweep<TGame, TPair, TOptions>
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    private StoredSweep(RunCodec<TGame, TPair, TOptions> codec, SweepPaths paths, SweepRecord<TOptions> record)
    {
        Codec = codec;
        Paths = paths;
        Record = record;
    }

    /// <summary>How games, pairs and options of this kind are stored.</summary>
    internal RunCodec<TGame, TPair, TOptions> Codec { get; }

    /// <summary>Where its files are.</summary>
    internal SweepPaths Paths { get; }

    /// <summary>Its options.</summary>
    public SweepRecord<TOptions> Record { get; }

    internal static StoredSweep<TGame, TPair, TOptions> Open(RunCodec<TGame, TPair, TOptions> codec, string folder)
    {
        var paths = new SweepPaths(Path.GetFullPath(folder));
        if (!Disk.Current.IsFolder(paths.Folder))
        {
            throw new InvalidInputException($"there is no sweep folder {folder}; expected the folder of a sweep");
        }

        if (!Disk.Current.IsFile(paths.Record))
        {
            throw new InvalidInputException($"{folder} is not a sweep folder: it has no sweep.json");
        }

        SweepRecord<TOptions> record = RunFile.Read<SweepRecord<TOptions>>(paths.Record, codec.SweepFormat, codec.Style);
        if (!record.Options.CanBeListed)
        {
            throw new InvalidInputException(
                $"{paths.Record}: options.trainingSeeds is {record.Options.TrainingSeeds}; expected at least 1, and no more cells than a "
                    + "sweep may have; restore the file"
            );
        }

        return new StoredSweep<TGame, TPair, TOptions>(
            codec,
            paths,
            record with
            {
                Options = record.Options.With(training => codec.Stored(paths.Record, training)),
            }
        );
    }

    /// <summary>Loads the game and checks that it is the one the sweep was begun with.</summary>
    /// <returns>The game, with the sweep's number of agents.</returns>
    /// <exception cref="InvalidInputException">game.json is missing, invalid, or another game.</exception>
    public TGame LoadGame() => Codec.Deploy(LoadBareGame(), Record.Options.Training);

    /// <summary>The game before anything that options of training say of it.</summary>
    internal TGame LoadBareGame() => Codec.ReadGame(Paths.Game, Paths.Record, Record.Identity);

    /// <summary>Reads the cells that are done.</summary>
    /// <returns>The cells, by variant, by k and then by seed.</returns>
    /// <exception cref="InvalidInputException">A journal was edited, or names cells that are not of this sweep.</exception>
    public IReadOnlyList<SweepCell> LoadCells() => ReadCells().InOrder;

    /// <summary>The cells that are done, with the journals that hold them.</summary>
    internal SweepCells ReadCells()
    {
        var cells = new SweepCells(Record.Options.Has);
        foreach (JournalEntry entry in new SweepJournals(Paths, Fingerprint(), own: null).ReadNew())
        {
            cells.Add(entry);
        }

        return cells;
    }

    /// <summary>What lines of its journals carry.</summary>
    internal string Fingerprint() => SweepRecord<TOptions>.Fingerprint(InputFile.ReadText(Paths.Record).TrimStart('\uFEFF'), Codec.Line);

    /// <summary>Requires that this program can go on with the sweep.</summary>
    /// <exception cref="InvalidInputException">Another version began it.</exception>
    internal void RequireVersion()
    {
        if (Record.Version != AntiphonVersion.Current)
        {
            throw new InvalidInputException(
                $"{Paths.Record}: version is {Record.Version}; this program is {AntiphonVersion.Current} and might not give "
                    + $"bit-identical results; resume with {Record.Version} or start a new sweep"
            );
        }
    }

    /// <summary>Opens the sweep to resume it.</summary>
    /// <returns>The sweep, locked.</returns>
    /// <exception cref="InvalidInputException">
    /// Another process writes it, another version began it, or a file is damaged or was edited.
    /// </exception>
    public SweepFolder<TGame, TPair, TOptions> Resume() => SweepFolder<TGame, TPair, TOptions>.Resume(this);

    /// <summary>
    /// Opens the sweep to work on it beside other processes, on this machine or on others that share the folder
    /// (docs/workers.md).
    /// </summary>
    /// <param name="name">What to call this worker; null: its machine and process. A number is added where the name is taken.</param>
    /// <returns>The sweep. Dispose of it when done.</returns>
    /// <exception cref="InvalidInputException">
    /// Another version began the sweep, a file is damaged or was edited, or the folder cannot be written.
    /// </exception>
    public SweepFolder<TGame, TPair, TOptions> Join(string? name = null) => SweepFolder<TGame, TPair, TOptions>.Join(this, name);
}
