using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Kinds;
using Antiphon.Cli.Output;
using Antiphon.Cli.Watch;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Server;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon train`: learns a joint policy and writes a run folder, or resumes one.</summary>
internal sealed class TrainVerb : TrainingVerb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "train",
        "train GAME --k K",
        "Trains a joint policy by ALTERNATING-MARL and writes a run folder. The global agent observes k of n local agents. The two "
            + "sides best-respond in turn until neither can improve.",
        [
            new Example("antiphon train warehouse --k 10", "train on the built-in warehouse game; the dispatcher observes 10 robots"),
            new Example("antiphon train fleet.json --k 5 --agents 200 --out runs/fleet", "train on a game file with 200 agents"),
            new Example("antiphon train warehouse --k 10 --global-oracle surrogate --json", "use only the paper's G-LEARN; print JSON"),
            new Example("antiphon train warehouse --k 1 --memory filter", "train a dispatcher with memory"),
            new Example(
                "antiphon train warehouse-continuous --k 10 --algorithm trpo",
                "train neural policies in a game with continuous states"
            ),
            new Example("antiphon train fleet.json --k 5 --from runs/fleet", "go on from the pair of another run"),
            new Example("antiphon train --resume runs/warehouse-k10-seed1", "resume a cancelled run"),
            new Example("antiphon train warehouse --k 10 --watch", "show every proposal on a page as it is judged"),
        ]
    );

    private readonly DeclaredOption<int?> subsample = VerbOptions
        .OptionalWhole(
            "--k",
            "K",
            "number of local agents that the global agent observes in each step; 1 to n, or 0 with --memory (required)",
            minimum: 0
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.Subsample))
        .Sets<ContinuousOptions>(nameof(ContinuousOptions.Subsample));

    private readonly DeclaredOption<string?> from = VerbOptions.Text(
        "--from",
        "RUN|POLICY",
        "begin the first start from this pair of the same game; any number of agents"
    );

    public TrainVerb(Surroundings surroundings)
        : base(surroundings, Summary, "run")
    {
        Training = new TrainOptions(surroundings.Processors, [subsample, from]);
        Offer([.. Training.Groups, new OptionGroup("Output", [Output, Resumed, Json, Quiet, .. Watch.Options])]);
    }

    protected override TrainOptions Training { get; }

    protected override DeclaredOption<string?> Output { get; } =
        VerbOptions.Output("DIR", "run folder to create; must not exist [runs/GAME-kK-seedS]");

    protected override DeclaredOption<string?> Resumed { get; } =
        VerbOptions.Text(
            "--resume",
            "RUN",
            "resume a cancelled or killed run; the result is bit-identical to that of an uninterrupted run"
        );

    protected override int Begin<TGame, TPair, TOptions>(ParseResult parse, TrainedKind<TGame, TPair, TOptions> kind, string name)
    {
        parse.RequireApplicable(kind.Applies, name);
        TGame model = kind.Load(parse, name);
        GameIdentity identity = kind.Codec.Identify(model);
        TOptions asked = kind.Read(parse, Subsample(parse, identity));
        RunStart<TPair>? start = parse.GetValue(from) is string pair ? kind.Start(pair, model) : null;
        RunKind made = kind.Cut is null ? RunKind.Trained : RunKind.Binned;
        using RunFolder<TGame, TPair, TOptions> run = parse.GetValue(Output) is string folder
            ? kind.Codec.Create(Surroundings.FullPath(folder), model, asked, made, kind.Cut, Surroundings.Origin, start)
            : kind.Codec.CreateUnderFreeName(
                Surroundings.FullPath(Path.Combine("runs", RunName.Of(identity.Name, asked))),
                model,
                asked,
                made,
                kind.Cut,
                Surroundings.Origin,
                start
            );
        return Train(parse, kind, run, model, note: "");
    }

    private int Subsample(ParseResult parse, GameIdentity model)
    {
        int k = parse.GetValue(subsample)
            ?? throw new InvalidInputException(
                $"--k is missing; expected how many of the {Figures.Count(model.Agents)} local agents the global agent observes, for "
                    + "example --k 10"
            );
        return k <= model.Agents
            ? k
            : throw new InvalidInputException(
                $"--k is {Figures.Count(k)}; expected at most {Figures.Count(model.Agents)}, the number of local agents in {model.Name}; "
                    + "lower --k or raise --agents"
            );
    }

    protected override int Resume(ParseResult parse, string folder)
    {
        if (Registered.OfRun(folder) is ContinuousCodec networks)
        {
            return Resume(parse, Continuous, networks.Open(folder));
        }

        StoredRun run = Registered.Finite.Open(folder);
        return Resume(parse, Finite(run.Record.Cut), run);
    }

    private int Resume<TGame, TPair, TOptions>(
        ParseResult parse,
        TrainedKind<TGame, TPair, TOptions> kind,
        StoredRun<TGame, TPair, TOptions> stored
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        parse.RequireApplicable(kind.Applies, stored.Record.Game);
        if (parse.Given(from))
        {
            throw new InvalidInputException("--from cannot be changed: the run resumes from its own checkpoint; leave it out");
        }

        RequireNoConflict(
            parse,
            kind,
            [stored.Record, .. kind.Parts(stored.Record.Options), stored.Record.Cut],
            new GameIdentity(stored.Record.Game, stored.Record.GameHash, stored.Record.Agents),
            stored.Record.Options
        );
        TGame model = stored.LoadGame();
        if (stored.Record.Status == RunStatus.Finished)
        {
            stored.RemoveLeftovers();
            return PrintAgain(parse, kind, stored.Record, model, stored.Paths);
        }

        using RunFolder<TGame, TPair, TOptions> resumed = stored.Resume(model, Training.Threads(parse));
        string note =
            resumed.Record.Kind == RunKind.Learned ? "Resumed: the learned policy is measured again; there are no proposals."
            : resumed.Restarts?.All(RestartState.IsUnbegun) ?? true
                ? "Resumed: the run had been stopped before its first turn was over, so there are no earlier proposals."
            : "Resumed: the proposals of earlier sessions come first.";
        return resumed.Record.Status == RunStatus.Finished
            ? PrintAgain(parse, kind, resumed.Record, model, resumed.Paths)
            : Train(parse, kind, resumed, model, note);
    }

    private int Train<TGame, TPair, TOptions>(
        ParseResult parse,
        TrainedKind<TGame, TPair, TOptions> kind,
        RunFolder<TGame, TPair, TOptions> run,
        TGame model,
        string note
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        var board = new TrainingBoard(Words.Brief);
        using WatchedWork? watched = Watched(parse, kind, run, board, note);
        RunRecord<TOptions> record;
        using (var progress = new ConsoleProgress(Surroundings, parse.GetValue(Quiet)))
        {
            record = Do(parse, watched, () =>
                watched is null ? kind.Train(run, model, progress, null) : kind.Train(run, model, watched.With(progress), board.Show)
            );
        }

        if (record.Status == RunStatus.Cancelled)
        {
            string words = Cancelled(run.Paths);
            watched?.End(WorkState.Cancelled, words);
            Surroundings.Error.WriteLine(words);
            return ExitCode.Cancelled;
        }

        return Tell(parse, watched, () => kind.Answer(record, model, run.Paths), run.Paths);
    }

    // What follows a training may take a while: a pair from bins is deployed with continuous states.
    private int Tell(ParseResult parse, WatchedWork? watched, Func<TrainAnswer> ask, RunPaths paths)
    {
        TrainAnswer answer;
        try
        {
            answer = ask();
        }
        catch (OperationCanceledException) when (Surroundings.Cancellation.IsCancellationRequested)
        {
            string words = $"Cancelled after the training, which is saved. Show its result with:{Resumption(paths)}";
            watched?.End(WorkState.Cancelled, words);
            Surroundings.Error.WriteLine(words);
            return ExitCode.Cancelled;
        }

        watched?.End(WorkState.Done, answer.InWords());
        return answer.Print(parse.GetValue(Json));
    }

    private WatchedWork? Watched<TGame, TPair, TOptions>(
        ParseResult parse,
        TrainedKind<TGame, TPair, TOptions> kind,
        RunFolder<TGame, TPair, TOptions> run,
        TrainingBoard board,
        string note
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        try
        {
            return Watch.Begin(
                parse,
                Surroundings,
                BesideResult(parse),
                () => Described.Training(run.Record, kind.Words, Surroundings.Shown(run.Paths.Folder)) with { Note = note },
                board
            );
        }
        catch (InvalidInputException)
        {
            run.Abandon();
            throw;
        }
    }

    private string Cancelled(RunPaths paths)
    {
        string words = Disk.Current.IsFile(paths.Checkpoint)
            ? "Cancelled; progress is saved. Resume with:"
            : "Cancelled during the first turn; there is no policy yet. Restart with:";
        return words + Resumption(paths);
    }

    private string Resumption(RunPaths paths) =>
        $"{Surroundings.Error.NewLine}  antiphon train --resume {Figures.ShellWord(Surroundings.Shown(paths.Folder))}";

    private int PrintAgain<TGame, TPair, TOptions>(
        ParseResult parse,
        TrainedKind<TGame, TPair, TOptions> kind,
        RunRecord<TOptions> record,
        TGame model,
        RunPaths paths
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        Surroundings.Error.WriteLine("This run is already finished; its result follows.");
        return kind.Answer(record, model, paths).Print(parse.GetValue(Json));
    }
}
