using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Cli.Input;

/// <summary>Where a pair comes from: a run folder, or a policy file. Every verb that takes a pair takes it from here.</summary>
internal sealed class PairSource
{
    private readonly Surroundings surroundings;
    private readonly string place;
    private readonly PolicyFileArgument? file;

    private PairSource(Surroundings surroundings, string path, PolicyFileArgument? file)
    {
        this.surroundings = surroundings;
        place = path;
        this.file = file;
        IsContinuous = file?.IsContinuous ?? Registered.OfRun(path) is ContinuousCodec;
    }

    /// <summary>Whether the pair acts in a game with continuous states.</summary>
    public bool IsContinuous { get; }

    /// <summary>Where files go that are made of the pair: the run folder, or the folder of the policy file.</summary>
    public string Folder => file is null ? place : Path.GetDirectoryName(place)!;

    /// <summary>The option that names the game of a policy file.</summary>
    public static DeclaredOption<string?> GameOption() =>
        VerbOptions.Text(
            "--game",
            "GAME",
            "game of a policy file: a built-in game or a game file [game.json beside it, or the built-in game that it names]"
        );

    /// <summary>Whether something holds a pair; a game file, for example, does not.</summary>
    /// <param name="shown">What the user wrote.</param>
    /// <param name="surroundings">Where paths start from.</param>
    public static bool IsPair(string shown, Surroundings surroundings)
    {
        string path = surroundings.FullPath(shown);
        return Registered.OfRun(path) is not null
            || (Disk.Current.IsFile(path) && PolicyFileArgument.IsPolicy(RunFile.Field(path, "format")));
    }

    /// <summary>Finds a pair; nothing is loaded yet.</summary>
    /// <param name="shown">What the user wrote: a run folder or a policy file.</param>
    /// <param name="game">What the user said of the game of a policy file, or null.</param>
    /// <param name="surroundings">Where paths start from.</param>
    /// <exception cref="InvalidInputException">The file is no policy file, or a game is named for a run folder.</exception>
    public static PairSource Of(string shown, string? game, Surroundings surroundings)
    {
        string path = Path.TrimEndingDirectorySeparator(surroundings.FullPath(shown));
        if (!Disk.Current.IsFile(path))
        {
            return game is null
                ? new PairSource(surroundings, path, null)
                : throw new InvalidInputException("--game applies only to a policy file; a run folder contains its game; leave it out");
        }

        // The networks of a run do not say for how many agents they are; their run does.
        string folder = Path.GetDirectoryName(path)!;
        return game is null && path == new RunPaths(folder).Policy && Registered.OfRun(folder) is ContinuousCodec
            ? new PairSource(surroundings, folder, null)
            : new PairSource(surroundings, path, new PolicyFileArgument(path, game, surroundings));
    }

    /// <summary>Where a file of a name goes; beside a policy file its name begins with that of the policy file.</summary>
    public string In(string name) => Path.Combine(Folder, file is null ? name : $"{Path.GetFileNameWithoutExtension(place)}-{name}");

    /// <summary>Loads a pair of a finite game, and says so where its training has not finished.</summary>
    /// <param name="ordinarily">The game of a policy file whose own game is not found; null: that is refused.</param>
    /// <exception cref="InvalidInputException">There is no such pair, a file is damaged, or it is of another game.</exception>
    public FinitePair Finite(CooperativeGame? ordinarily = null)
    {
        if (file is not null)
        {
            (CooperativeGame own, JointPolicy policy) = file.Finite(ordinarily);
            return new FinitePair(own, policy, null);
        }

        if (!Disk.Current.IsFolder(place))
        {
            throw new InvalidInputException(
                $"there is no run folder and no policy file {surroundings.Shown(place)}; expected the folder of a training, or such a file"
            );
        }

        StoredRun run = Registered.OpenFinite(place);
        CooperativeGame game = run.LoadGame();
        JointPolicy pair = run.LoadPolicy(game);
        surroundings.NoteUnfinished(run.Record.Status, run.Paths.Folder);
        return new FinitePair(game, pair, run);
    }

    /// <summary>Loads a pair of a game with continuous states, and says so where its training has not finished.</summary>
    /// <exception cref="InvalidInputException">There is no such pair, a file is damaged, or it is of another game.</exception>
    public (ContinuousGame Game, ContinuousPair Pair, ContinuousRun? Run) Continuous()
    {
        if (file is not null)
        {
            (ContinuousGame own, ContinuousPair networks) = file.Continuous();
            return (own, networks, null);
        }

        ContinuousRun run = Registered.Continuous.Open(place);
        ContinuousGame game = run.LoadGame();
        ContinuousPair pair = run.LoadPolicy(game).Deployed(run.Record.Options.Subsample);
        surroundings.NoteUnfinished(run.Record.Status, run.Paths.Folder);
        return (game, pair, run);
    }

    /// <summary>The run in a game with continuous states, where a file of networks alone does not say enough.</summary>
    /// <exception cref="InvalidInputException">It is a file that lies in no run folder, or the run is damaged.</exception>
    public ContinuousRun ContinuousRun() =>
        file is null
            ? Registered.Continuous.Open(place)
            : throw new InvalidInputException(
                $"{surroundings.Shown(place)} contains networks alone; expected the run folder that they were trained in, which says how; "
                    + "name the run folder"
            );
}

/// <summary>A pair of a finite game.</summary>
/// <param name="Game">The game that it was made for, under its sampling rule.</param>
/// <param name="Pair">The policies.</param>
/// <param name="Run">The run that it is of; null: it is of a file.</param>
internal sealed record FinitePair(CooperativeGame Game, JointPolicy Pair, StoredRun? Run);
