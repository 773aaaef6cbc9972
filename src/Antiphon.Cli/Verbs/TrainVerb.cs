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
internal sealed class TrainVerb : TrainingVerb
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

    private readonly DeclaredOption<int?> subsample = VerbOptions
        .OptionalWhole(
            "--k",
            "K",
            "how many local agents the global agent sees at each step; 1 to n, or 0 with --memory (needed)",
            minimum: 0
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.Subsample))
        .Sets<ContinuousOptions>(nameof(ContinuousOptions.Subsample));

    public TrainVerb(Surroundings surroundings)
        : base(surroundings, Summary, "run")
    {
        Training = new TrainOptions(surroundings.Processors, [subsample]);
        Offer([.. Training.Groups, new OptionGroup("Output", [Output, Resumed, Json, Quiet])]);
    }

    protected override TrainOptions Training { get; }

    protected override DeclaredOption<string?> Output { get; } =
        VerbOptions.Output("DIR", "the run folder to make; must not exist [runs/GAME-kK-seedS]");

    protected override DeclaredOption<string?> Resumed { get; } =
        VerbOptions.Text(
            "--resume",
            "RUN",
            "go on with a run that was cancelled or killed; ends with the same bits as if it had not been"
        );

    protected override int Begin<TGame, TPair, TOptions>(ParseResult parse, TrainedKind<TGame, TPair, TOptions> kind, string name)
    {
        parse.RequireApplicable(kind.Applies, name);
        TGame model = kind.Load(parse, name);
        GameIdentity identity = kind.Codec.Identify(model);
        TOptions asked = kind.Read(parse, Subsample(parse, identity));
        RunKind made = kind.Cut is null ? RunKind.Trained : RunKind.Binned;
        using RunFolder<TGame, TPair, TOptions> run = parse.GetValue(Output) is string folder
            ? kind.Codec.Create(Surroundings.FullPath(folder), model, asked, made, kind.Cut, Surroundings.Origin)
            : kind.Codec.CreateUnderFreeName(
                Surroundings.FullPath(Path.Combine("runs", RunName.Of(identity.Name, asked))),
                model,
                asked,
                made,
                kind.Cut,
                Surroundings.Origin
            );
        return Train(parse, kind, run, model);
    }

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
        return resumed.Record.Status == RunStatus.Finished
            ? PrintAgain(parse, kind, resumed.Record, model, resumed.Paths)
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
        using (var progress = new ConsoleProgress(Surroundings, parse.GetValue(Quiet)))
        {
            record = kind.Train(run, model, progress);
        }

        if (record.Status == RunStatus.Cancelled)
        {
            Surroundings.Error.WriteLine(
                File.Exists(run.Paths.Checkpoint)
                    ? "Cancelled; what was learned is saved. Go on with:"
                    : "Cancelled before the first turn was over; nothing is learned yet. Begin again with:"
            );
            Surroundings.Error.WriteLine($"  antiphon train --resume {Figures.ShellWord(Surroundings.Shown(run.Paths.Folder))}");
            return ExitCode.Cancelled;
        }

        return kind.Print(record, model, run.Paths, parse.GetValue(Json));
    }

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
        Surroundings.Error.WriteLine("This run had finished already; here is its result again.");
        return kind.Print(record, model, paths, parse.GetValue(Json));
    }
}
