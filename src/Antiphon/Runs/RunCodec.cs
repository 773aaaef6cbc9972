using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>Which run and sweep folders are of one kind of game; the rest of a codec knows the types of that kind.</summary>
public abstract class RunCodec
{
    private protected RunCodec() { }

    /// <summary>The field "format" of run.json.</summary>
    public abstract string Format { get; }

    /// <summary>The field "format" of sweep.json.</summary>
    public abstract string SweepFormat { get; }

    /// <summary>Whether a folder holds a run of this kind, whatever its state.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    public bool IsRun(string folder) => RunFile.Field(new RunPaths(folder).Record, "format") == Format;

    /// <summary>Whether a folder holds a sweep of this kind, whatever its state.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    public bool IsSweep(string folder) => RunFile.Field(new SweepPaths(folder).Record, "format") == SweepFormat;
}

/// <summary>
/// What differs between kinds of game in a run folder: how games, pairs and what a training keeps are written, and how a run is trained.
/// Everything else (folders, locks, sessions, resuming) is the same for all of them.
/// </summary>
/// <typeparam name="TGame">A game.</typeparam>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <typeparam name="TOptions">The options of a training.</typeparam>
public abstract class RunCodec<TGame, TPair, TOptions> : RunCodec
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    /// <summary>The JSON form of records and checkpoints; knows <see cref="RunRecord{TOptions}"/> of these options.</summary>
    protected internal abstract JsonSerializerOptions Style { get; }

    /// <summary>The same on one line.</summary>
    internal JsonSerializerOptions Line => field ??= new JsonSerializerOptions(Style) { WriteIndented = false };

    /// <summary>Name, hash and number of agents of a game, as in the record of a run.</summary>
    /// <param name="game">The game.</param>
    public abstract GameIdentity Identify(TGame game);

    /// <summary>The options of a training in a game, with everything that depends on the game resolved.</summary>
    /// <param name="game">The game.</param>
    /// <param name="options">The options as asked for.</param>
    /// <exception cref="InvalidInputException">An option is out of range.</exception>
    public abstract TOptions Resolve(TGame game, TOptions options);

    /// <summary>The game as it is trained and deployed under options.</summary>
    /// <param name="game">The game.</param>
    /// <param name="options">The options.</param>
    public virtual TGame Deploy(TGame game, TOptions options) => game;

    /// <summary>The pair of an alternation as it is deployed under options, and stored as the policy of the run.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="options">The options.</param>
    public virtual TPair Deploy(TPair pair, TOptions options) => pair;

    /// <summary>Refuses a game that a pair cannot be played in.</summary>
    /// <param name="pair">The pair, as deployed.</param>
    /// <param name="game">The game.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="InvalidInputException">It does not fit.</exception>
    public abstract void RequireFit(TPair pair, TGame game, TOptions options);

    /// <summary>The smallest k that options allow.</summary>
    /// <param name="options">The options.</param>
    public virtual int LeastSubsample(TOptions options) => 1;

    /// <summary>Simulates a pair, as <see cref="OnlineExecution"/> does.</summary>
    /// <param name="game">The game.</param>
    /// <param name="pair">The pair, as deployed.</param>
    /// <param name="options">The options that it was trained with.</param>
    /// <param name="execution">How.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="InvalidInputException">An option is out of range or does not suit this kind of game.</exception>
    public abstract SimulationResult Simulate(
        TGame game,
        TPair pair,
        TOptions options,
        OnlineExecutionOptions execution,
        TimeProvider time,
        CancellationToken cancellation
    );

    /// <summary>Trains: the alternation of this kind of game.</summary>
    /// <param name="options">All options, as resolved.</param>
    /// <param name="game">The game.</param>
    /// <param name="resumeFrom">The states of the last checkpoint, or null to begin.</param>
    /// <param name="onTurn">Receives the states after every turn.</param>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellation">Asks to stop.</param>
    public abstract AlternationResult<TPair> Train(
        TOptions options,
        TGame game,
        IReadOnlyList<RestartState<TPair>>? resumeFrom,
        Action<IReadOnlyList<RestartState<TPair>>> onTurn,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    );

    /// <summary>The states of a training that begins from a given pair, before its first turn.</summary>
    /// <param name="game">The game.</param>
    /// <param name="options">All options, as resolved.</param>
    /// <param name="from">The pair.</param>
    /// <exception cref="InvalidInputException">The training cannot begin from it.</exception>
    protected internal virtual IReadOnlyList<RestartState<TPair>> Begin(TGame game, TOptions options, RunStart<TPair> from) =>
        throw new InvalidInputException("games of this kind cannot be trained from a given pair; leave it out");

    /// <summary>Writes game.json, where games of this kind can be written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="game">The game.</param>
    protected internal abstract void WriteGame(string path, TGame game);

    /// <summary>Loads the game of a run or a sweep.</summary>
    /// <param name="path">Its game.json.</param>
    /// <param name="record">The record that says which game it is, for messages.</param>
    /// <param name="identity">Which game it is.</param>
    /// <exception cref="InvalidInputException">It cannot be read, or is another game.</exception>
    protected internal abstract TGame ReadGame(string path, string record, GameIdentity identity);

    /// <summary>Writes policy.json.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pair">The pair, as deployed.</param>
    /// <param name="game">Its game.</param>
    /// <param name="options">The options.</param>
    protected internal abstract void WritePair(string path, TPair pair, TGame game, TOptions options);

    /// <summary>The options from a file, checked for what a file must contain.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="InvalidInputException">One is missing.</exception>
    protected internal virtual TOptions Stored(string path, TOptions options) => options;

    /// <summary>Reads policy.json.</summary>
    /// <param name="path">The file.</param>
    /// <param name="game">Its game.</param>
    /// <param name="options">The options of its run.</param>
    /// <exception cref="InvalidInputException">It cannot be read, or is of another game or run.</exception>
    protected internal abstract TPair ReadPair(string path, TGame game, TOptions options);

    /// <summary>Writes checkpoint.json.</summary>
    /// <param name="path">The file.</param>
    /// <param name="record">The record of the run.</param>
    /// <param name="states">The states of all starts.</param>
    protected internal abstract void WriteCheckpoint(string path, RunRecord<TOptions> record, IReadOnlyList<RestartState<TPair>> states);

    /// <summary>Reads checkpoint.json.</summary>
    /// <param name="path">The file.</param>
    /// <param name="record">The record of the run.</param>
    /// <param name="game">Loads the run's game, if that is needed.</param>
    /// <exception cref="InvalidInputException">It cannot be read, or is of another run.</exception>
    protected internal abstract IReadOnlyList<RestartState<TPair>> ReadCheckpoint(
        string path,
        RunRecord<TOptions> record,
        Func<TGame> game
    );

    /// <summary>A record as earlier versions wrote it, with what it lacks.</summary>
    /// <param name="record">run.json.</param>
    protected internal virtual JsonElement Complete(JsonElement record) => record;

    /// <summary>Opens a run folder and reads its record.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidInputException">
    /// There is no such folder, it is not a run of this kind of game, its creation was cut short, or run.json is damaged or of another
    /// format.
    /// </exception>
    public StoredRun<TGame, TPair, TOptions> Open(string folder) => StoredRun<TGame, TPair, TOptions>.Open(this, folder);

    /// <summary>Creates a run.</summary>
    /// <param name="folder">A folder that does not exist, is empty, or was left by a start that was killed before the run began.</param>
    /// <param name="game">The game, with the number of agents to deploy with.</param>
    /// <param name="options">All options.</param>
    /// <param name="kind">What is going to make the run.</param>
    /// <param name="cut">What the game was cut from, for <see cref="RunKind.Binned"/>.</param>
    /// <param name="origin">When and how the run is begun, for its record; null leaves it out.</param>
    /// <param name="from">A pair that its first start begins from; null: none.</param>
    /// <returns>The run, locked.</returns>
    /// <exception cref="InvalidInputException">An option is out of range, or the folder exists or cannot be written.</exception>
    public RunFolder<TGame, TPair, TOptions> Create(
        string folder,
        TGame game,
        TOptions options,
        RunKind kind = RunKind.Trained,
        CutGame? cut = null,
        RunOrigin? origin = null,
        RunStart<TPair>? from = null
    ) => RunFolder<TGame, TPair, TOptions>.Create(this, folder, game, options, kind, cut, origin, from);

    /// <summary>Creates a run in the first of name, name-2, name-3, .. that does not exist.</summary>
    /// <param name="folder">The folder to try first.</param>
    /// <param name="game">The game, with the number of agents to deploy with.</param>
    /// <param name="options">All options.</param>
    /// <param name="kind">What is going to make the run.</param>
    /// <param name="cut">What the game was cut from, for <see cref="RunKind.Binned"/>.</param>
    /// <param name="origin">When and how the run is begun, for its record; null leaves it out.</param>
    /// <param name="from">A pair that its first start begins from; null: none.</param>
    /// <returns>The run, locked.</returns>
    /// <exception cref="InvalidInputException">An option is out of range, or the folder cannot be written.</exception>
    public RunFolder<TGame, TPair, TOptions> CreateUnderFreeName(
        string folder,
        TGame game,
        TOptions options,
        RunKind kind = RunKind.Trained,
        CutGame? cut = null,
        RunOrigin? origin = null,
        RunStart<TPair>? from = null
    ) => RunFolder<TGame, TPair, TOptions>.CreateUnderFreeName(this, folder, game, options, kind, cut, origin, from);

    /// <summary>Opens the sweep in a folder to resume it, or begins one there.</summary>
    /// <param name="folder">A folder with this sweep, an empty one, or one that does not exist.</param>
    /// <param name="game">The game, with the number of agents to train for.</param>
    /// <param name="options">All options.</param>
    /// <param name="cut">What the game was cut from, if it was.</param>
    /// <param name="origin">When and how the sweep is begun, for its record; null leaves it out.</param>
    /// <returns>The sweep, locked.</returns>
    /// <exception cref="InvalidInputException">
    /// An option is out of range, the folder holds a sweep with other options or something else, another process writes it, or a file is
    /// damaged or cannot be written.
    /// </exception>
    public SweepFolder<TGame, TPair, TOptions> OpenOrCreateSweep(
        string folder,
        TGame game,
        SweepOptions<TOptions> options,
        CutGame? cut = null,
        RunOrigin? origin = null
    ) => SweepCreation<TGame, TPair, TOptions>.OpenOrCreate(this, folder, game, options, cut, origin);

    /// <summary>Opens a sweep folder, for reading.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidInputException">There is no sweep of this kind of game, or sweep.json is damaged.</exception>
    public StoredSweep<TGame, TPair, TOptions> OpenSweep(string folder) => StoredSweep<TGame, TPair, TOptions>.Open(this, folder);
}

/// <summary>A game, as the record of a run says which it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">SHA-256 of all that defines it; empty where that is not known.</param>
/// <param name="Agents">n.</param>
public readonly record struct GameIdentity(string Name, string Hash, long Agents);
