using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Kinds;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon train`: learns a joint policy and writes a run folder, or goes on with one.</summary>
internal sealed class TrainVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "train",
        "train GAME --k K",
        "Learns a joint policy by ALTERNATING-MARL and writes a run folder. The global agent, which sees k of n local agents, and the "
            + "local agents answer each other in turn until neither can gain by changing.",
        [
            new Example("antiphon train warehouse --k 10", "train on the built-in warehouse, observing 10 robots"),
            new Example("antiphon train fleet.json --k 5 --agents 200 --out runs/fleet", "train on a game file, for 200 agents"),
            new Example("antiphon train warehouse --k 10 --global-oracle surrogate --json", "the paper's G-LEARN alone, result as JSON"),
            new Example("antiphon train warehouse --k 1 --memory filter", "a dispatcher that remembers"),
            new Example("antiphon train warehouse-continuous --k 10 --algorithm trpo", "neural policies in a game with continuous states"),
            new Example("antiphon train --resume runs/warehouse-k10-seed1", "go on after a cancellation"),
        ]
    );

    private readonly Surroundings surroundings;
    private readonly Argument<string?> game;
    private readonly DeclaredOption<int?> subsample = VerbOptions
        .OptionalWhole(
            "--k",
            "K",
            "how many local agents the global agent sees at each step; 1 to n, or 0 with --memory (needed)",
            minimum: 0
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.Subsample))
        .Sets<ContinuousOptions>(nameof(ContinuousOptions.Subsample));
    private readonly TrainOptions options;
    private readonly ContinuousTrainOptions continuous = new();
    private readonly Option<string?> output = VerbOptions.Text(
        "--out",
        "DIR",
        "the run folder to make; must not exist [runs/GAME-kK-seedS]"
    );
    private readonly Option<string?> resume = VerbOptions.Text(
        "--resume",
        "RUN",
        "go on with a run that was cancelled or killed; ends with the same bits as if it had not been"
    );
    private readonly Option<bool> json = VerbOptions.Json();
    private readonly Option<bool> quiet = VerbOptions.Quiet();

    public TrainVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        game = GameArgument.Create("GAME", "a built-in game (see `antiphon games`) or a game file", this);
        options = new TrainOptions(surroundings.Processors, [subsample]);
        Add(game);
        Offer([.. options.Groups, continuous.Group, new OptionGroup("Output", [output, resume, json, quiet])]);
        SetAction(Run);
    }

    private int Run(ParseResult parse) => parse.GetValue(resume) is string run ? Resume(parse, surroundings.FullPath(run)) : Begin(parse);

    private int Begin(ParseResult parse)
    {
        string name = parse.GetValue(game)
            ?? throw new InvalidInputException("train needs a GAME, or --resume RUN; `antiphon games` lists the built-in games");
        return continuous.IsTrainedAsIs(parse, name)
            ? Begin(parse, Continuous, name)
            : Begin(parse, Finite(continuous.Cut(parse, name)), name);
    }

    private int Begin<TGame, TPair, TOptions>(ParseResult parse, TrainedKind<TGame, TPair, TOptions> kind, string name)
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        parse.RequireApplicable(kind.Applies, name);
        TGame model = kind.Load(parse, name);
        GameIdentity identity = kind.Codec.Identify(model);
        TOptions asked = kind.Read(parse, Subsample(parse, identity));
        RunKind made = kind.Cut is null ? RunKind.Trained : RunKind.Binned;
        using RunFolder<TGame, TPair, TOptions> run = parse.GetValue(output) is string folder
            ? kind.Codec.Create(surroundings.FullPath(folder), model, asked, made, kind.Cut)
            : kind.Codec.CreateUnderFreeName(
                surroundings.FullPath(Path.Combine("runs", RunName.Of(identity.Name, asked))),
                model,
                asked,
                made,
                kind.Cut
            );
        return Train(parse, kind, run, model);
    }

    private ContinuousKind Continuous => new(surroundings, options, continuous);

    private FiniteKind Finite(CutGame? cut) => new(surroundings, options, cut);

    private int Subsample(ParseResult parse, GameIdentity model)
    {
        int k = parse.GetValue(subsample)
            ?? throw new InvalidInputException(
                $"--k is missing; expected how many of the {Figures.Count(model.Agents)} local agents the global agent sees, for example "
                    + "--k 10"
            );
        return k <= model.Agents
            ? k
            : throw new InvalidInputException(
                $"--k is {Figures.Count(k)}; expected at most {Figures.Count(model.Agents)}, the number of local agents in {model.Name}; "
                    + "lower --k or raise --agents"
            );
    }

    private int Resume(ParseResult parse, string folder)
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
        RequireNoConflict(parse, kind, stored.Record);
        TGame model = stored.LoadGame();
        if (stored.Record.Status == RunStatus.Finished)
        {
            stored.RemoveLeftovers();
            return PrintAgain(parse, kind, stored.Record, stored.Paths);
        }

        using RunFolder<TGame, TPair, TOptions> resumed = stored.Resume(model, options.Threads(parse));
        return resumed.Record.Status == RunStatus.Finished
            ? PrintAgain(parse, kind, resumed.Record, resumed.Paths)
            : Train(parse, kind, resumed, model);
    }

    private int Train<TGame, TPair, TOptions>(
        ParseResult parse,
        TrainedKind<TGame, TPair, TOptions> kind,
        RunFolder<TGame, TPair, TOptions> run,
        TGame model
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        RunRecord<TOptions> record;
        using (var progress = new ConsoleProgress(surroundings, parse.GetValue(quiet)))
        {
            record = kind.Train(run, model, progress);
        }

        if (record.Status == RunStatus.Cancelled)
        {
            surroundings.Error.WriteLine("Cancelled; what was learned is saved. Go on with:");
            surroundings.Error.WriteLine($"  antiphon train --resume {Figures.ShellWord(surroundings.Shown(run.Paths.Folder))}");
            return ExitCode.Cancelled;
        }

        return kind.Print(record, run.Paths, parse.GetValue(json));
    }

    private int PrintAgain<TGame, TPair, TOptions>(
        ParseResult parse,
        TrainedKind<TGame, TPair, TOptions> kind,
        RunRecord<TOptions> record,
        RunPaths paths
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        surroundings.Error.WriteLine("This run had finished already; here is its result again.");
        return kind.Print(record, paths, parse.GetValue(json));
    }

    private void RequireNoConflict<TGame, TPair, TOptions>(
        ParseResult parse,
        TrainedKind<TGame, TPair, TOptions> kind,
        RunRecord<TOptions> stored
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        IEnumerable<string> elsewhere = kind.Differences(
            parse,
            "run",
            parse.GetValue(game),
            new GameIdentity(stored.Game, stored.GameHash, stored.Agents),
            stored.Options
        );
        Declarations.RequireNone(
            [
                .. parse.Conflicts("run", [stored, .. kind.Parts(stored.Options), stored.Cut]),
                .. elsewhere,
                .. parse.Given(output) ? ["--out cannot be changed; the run stays in its folder"] : Array.Empty<string>(),
            ],
            "--resume goes on with the options the run was started with:",
            "Leave these out, or start a new run."
        );
    }
}
