using System.CommandLine;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Cli.Verbs;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Cli.Kinds;

/// <summary>What train and sweep ask, do and say in a way of its own for one kind of game; everything else is the same for all.</summary>
/// <param name="surroundings">Where the program runs.</param>
/// <param name="options">The options of train.</param>
internal abstract class TrainedKind<TGame, TPair, TOptions>(Surroundings surroundings, TrainOptions options)
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    /// <summary>How runs of this kind are stored.</summary>
    public abstract RunCodec<TGame, TPair, TOptions> Codec { get; }

    /// <summary>The words for its runs.</summary>
    public abstract RunWords<TOptions> Words { get; }

    /// <summary>What trains.</summary>
    public abstract Trainer<TGame, TPair, TOptions> Trainer { get; }

    /// <summary>The kind of game that given options must apply to.</summary>
    public abstract GameKinds Applies { get; }

    /// <summary>What the game is cut from, if it is cut.</summary>
    public virtual CutGame? Cut => null;

    /// <summary>How the pairs of a sweep are deployed where that is not in the game they were trained in.</summary>
    public virtual Func<TPair, OnlineExecutionOptions, CancellationToken, SimulationResult>? Deployment(long agents) => null;

    protected Surroundings Surroundings => surroundings;

    protected TrainOptions Options => options;

    /// <summary>A game as asked for.</summary>
    public abstract TGame Load(ParseResult parse, string name);

    /// <summary>All options of a training, as asked for.</summary>
    public abstract TOptions Read(ParseResult parse, int k);

    /// <summary>The pair that a training begins from.</summary>
    /// <param name="name">A run folder or a policy file.</param>
    /// <param name="game">The game of the training.</param>
    public abstract RunStart<TPair> Start(string name, TGame game);

    /// <summary>The records that a stored training consists of, as far as options of the command set them.</summary>
    public virtual IEnumerable<object?> Parts(TOptions stored) => [stored];

    /// <summary>What the command line asks that differs from a stored training, apart from single options.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="noun">"run" or "sweep".</param>
    /// <param name="name">The game named, if any.</param>
    /// <param name="game">The stored game.</param>
    /// <param name="stored">The stored options.</param>
    public IEnumerable<string> Differences(ParseResult parse, string noun, string? name, GameIdentity game, TOptions stored)
    {
        if (StartsElsewhere(parse, stored))
        {
            yield return $"--as differs from the settings that the {noun} was started with";
        }

        if (name is not null && !IsNamed(name, game))
        {
            yield return $"GAME is {Figures.Printable(name)}; the {noun} was started with {game.Name}, and the two differ";
        }
    }

    /// <summary>Trains in a run folder.</summary>
    /// <param name="run">The run.</param>
    /// <param name="game">Its game.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="onTurn">Receives the states of all starts after every turn; null: nobody does.</param>
    public virtual RunRecord<TOptions> Train(
        RunFolder<TGame, TPair, TOptions> run,
        TGame game,
        IProgress<Progress> progress,
        Action<IReadOnlyList<RestartState<TPair>>>? onTurn
    ) =>
        new TrainingSession<TGame, TPair, TOptions>(run, game, Trainer, surroundings.Time) { OnTurn = onTurn }.Train(
            progress,
            surroundings.Cancellation
        );

    /// <summary>Completes a finished training, and returns its result in words and as a document.</summary>
    /// <param name="record">The run, finished.</param>
    /// <param name="game">Its game.</param>
    /// <param name="paths">Its files.</param>
    public virtual TrainAnswer Answer(RunRecord<TOptions> record, TGame game, RunPaths paths) =>
        new(surroundings)
        {
            Document = () => JsonOutput.Text(TrainDocument.Of(record, paths.Folder)),
            Write = where =>
                TrainReport.Write(new Report(where), record, Words, surroundings.Shown(paths.Folder), Next(record.Options, game)),
            Code = Output.Words.FellShort(record.Outcome!.StopReason) ? ExitCode.AccuracyNotMet : ExitCode.Done,
        };

    /// <summary>Expected seconds of a cell of a sweep at k; null: every cell counts alike.</summary>
    public virtual Func<int, double>? ExpectedSeconds(SweepFolder<TGame, TPair, TOptions> folder) => null;

    /// <summary>The verbs to suggest after a training: those that take its run as it is.</summary>
    protected virtual IEnumerable<string> Next(TOptions options, TGame game) => ["simulate"];

    protected virtual bool StartsElsewhere(ParseResult parse, TOptions stored) => false;

    protected abstract bool IsNamed(string name, GameIdentity stored);
}
