using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
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

    private int Run(ParseResult parse) => parse.GetValue(resume) is string run ? Resume(parse, run) : Begin(parse);

    private int Begin(ParseResult parse)
    {
        string name = parse.GetValue(game)
            ?? throw new InvalidInputException("train needs a GAME, or --resume RUN; `antiphon games` lists the built-in games");
        if (BuiltInContinuousGames.Find(name) is BuiltInContinuousGame known)
        {
            return continuous.Bins(parse) is int bins
                ? BeginInBins(parse, known, bins)
                : Continuous.Begin(parse, known, parse.GetValue(subsample), parse.GetValue(output), Shown(parse));
        }

        parse.RequireApplicable(GameKinds.Finite, name);
        return Begin(parse, options.Populate(parse, GameArgument.Load(name, surroundings)), RunKind.Trained, cut: null);
    }

    private int BeginInBins(ParseResult parse, BuiltInContinuousGame known, int bins)
    {
        parse.RequireApplicable(GameKinds.Binned, known.Name);
        var cut = new CutGame(known.Name, bins);
        return Begin(parse, BinnedDeployment.Cut(cut, Continuous.Agents(parse, known.Agents)).Game, RunKind.Binned, cut);
    }

    private int Begin(ParseResult parse, CooperativeGame model, RunKind kind, CutGame? cut)
    {
        AlternationOptions asked = options.Read(parse, Subsample(parse, model));
        string? folder = parse.GetValue(output);
        using RunFolder run = folder is null
            ? Registered.Finite.CreateUnderFreeName(
                surroundings.FullPath(Path.Combine("runs", RunName.Of(model, asked))),
                model,
                asked,
                kind,
                cut
            )
            : Registered.Finite.Create(surroundings.FullPath(folder), model, asked, kind, cut);
        return Train(parse, run, model);
    }

    private ContinuousTrainer Continuous => new(surroundings, options, continuous);

    private ContinuousTrainer.Shown Shown(ParseResult parse) => new(parse.GetValue(json), parse.GetValue(quiet));

    private int Subsample(ParseResult parse, CooperativeGame model)
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
        if (Registered.OfRun(surroundings.FullPath(folder)) is ContinuousCodec)
        {
            ContinuousRun run = Registered.Continuous.Open(surroundings.FullPath(folder));
            parse.RequireApplicable(GameKinds.Continuous, run.Record.Game);
            RequireNoConflict(parse, run.Record);
            return Continuous.Resume(parse, run, Shown(parse));
        }

        StoredRun stored = Registered.Finite.Open(surroundings.FullPath(folder));
        parse.RequireApplicable(stored.Record.Kind == RunKind.Binned ? GameKinds.Binned : GameKinds.Finite, stored.Record.Game);
        RequireNoConflict(parse, stored.Record);
        CooperativeGame model = stored.LoadGame();
        if (stored.Record.Status == RunStatus.Finished)
        {
            stored.RemoveLeftovers();
            return PrintAgain(parse, stored.Record, stored.Paths);
        }

        using RunFolder resumed = stored.Resume(model, options.Threads(parse));
        return resumed.Record.Status == RunStatus.Finished
            ? PrintAgain(parse, resumed.Record, resumed.Paths)
            : Train(parse, resumed, model);
    }

    private int Train(ParseResult parse, RunFolder run, CooperativeGame model)
    {
        RunRecord record;
        using (var progress = new ConsoleProgress(surroundings, parse.GetValue(quiet)))
        {
            record =
                run.Record.Kind == RunKind.Learned
                    ? LearnedRun.Resume(run, model, surroundings.Time, progress, surroundings.Cancellation)
                    : new TrainingSession(run, model, surroundings.Trainer, surroundings.Time).Train(progress, surroundings.Cancellation);
        }

        if (record.Status == RunStatus.Cancelled)
        {
            surroundings.Error.WriteLine("Cancelled; what was learned is saved. Go on with:");
            surroundings.Error.WriteLine($"  antiphon train --resume {Figures.ShellWord(surroundings.Shown(run.Paths.Folder))}");
            return ExitCode.Cancelled;
        }

        return Print(parse, record, run.Paths);
    }

    private int PrintAgain(ParseResult parse, RunRecord record, RunPaths paths)
    {
        surroundings.Error.WriteLine("This run had finished already; here is its result again.");
        return Print(parse, record, paths);
    }

    private int Print(ParseResult parse, RunRecord record, RunPaths paths)
    {
        if (record.Kind == RunKind.Learned)
        {
            LearnDocumentFile.Finish(paths, record);
        }

        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(TrainDocument.From(record, paths.Folder)));
        }
        else
        {
            TrainReport.Write(new Report(surroundings), record, surroundings.Shown(paths.Folder));
        }

        if (record is { Kind: RunKind.Binned, Cut: { } cut })
        {
            bool isStored = new BinnedDeployment(surroundings).Write(
                Registered.Finite.Open(paths.Folder),
                BinnedDeployment.Cut(cut, record.Agents),
                parse.GetValue(json)
            );
            if (!isStored)
            {
                return ExitCode.InvalidInput;
            }
        }

        return Words.FellShort(record.Outcome!.StopReason) ? ExitCode.AccuracyNotMet : ExitCode.Done;
    }

    private void RequireNoConflict(ParseResult parse, RunRecord stored)
    {
        List<string> conflicts = [.. parse.Conflicts("run", stored, stored.Options, stored.Options.Memory, stored.Cut)];
        if (
            parse.GetValue(game) is string name
            && (
                stored.Cut is { } cut
                    ? name != cut.Game
                    : GameArgument.Load(name, surroundings).WithAgents(stored.Agents).Hash != stored.GameHash
            )
        )
        {
            conflicts.Add($"GAME is {name}; the run was started with {stored.Game}, and the two differ");
        }

        RequireNone(parse, conflicts);
    }

    private void RequireNoConflict(ParseResult parse, ContinuousRunRecord stored)
    {
        List<string> conflicts = [.. parse.Conflicts("run", stored, stored.Options)];
        if (continuous.StartsElsewhere(parse, stored.Options))
        {
            conflicts.Add("--as names settings that the run was not started with");
        }

        if (parse.GetValue(game) is string name && name != stored.Game)
        {
            conflicts.Add($"GAME is {Figures.Printable(name)}; the run was started with {stored.Game}");
        }

        RequireNone(parse, conflicts);
    }

    private void RequireNone(ParseResult parse, List<string> conflicts)
    {
        if (parse.Given(output))
        {
            conflicts.Add("--out cannot be changed; the run stays in its folder");
        }

        if (conflicts.Count > 0)
        {
            throw new InvalidInputException(
                $"--resume goes on with the options the run was started with:\n  {string.Join("\n  ", conflicts)}\nLeave these out, or "
                    + "start a new run."
            );
        }
    }
}
