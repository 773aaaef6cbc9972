using System.CommandLine;
using Antiphon.Cli.Cluster;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Kinds;
using Antiphon.Cli.Output;
using Antiphon.Cli.Watch;
using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Runs;
using Antiphon.Server;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon sweep`: trains and evaluates over a grid of k, training seeds and options, or resumes it.</summary>
internal sealed class SweepVerb : TrainingVerb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "sweep",
        "sweep GAME --k LIST",
        "Trains and evaluates every k with several seeds, and writes tables. Each finished cell is stored; the same command resumes a "
            + "cancelled or killed sweep (docs/sweeps.md).",
        [
            new Example("antiphon sweep warehouse --k 1..50 --seeds 15", "train 50 values of k with 15 training seeds each"),
            new Example(
                "antiphon sweep warehouse --k 1,2,5,10..50:10 --seeds 5 --global-oracle surrogate --out sweeps/paper",
                "use only the paper's G-LEARN, at some k"
            ),
            new Example(
                "antiphon sweep warehouse --k 1,5 --over restarts=1,4 --over global-oracle=surrogate,both",
                "also vary two options of training: four variants of each k"
            ),
            new Example("antiphon sweep warehouse-continuous --k 1,10,100 --seeds 3", "train neural policies, three per k"),
            new Example(
                "antiphon sweep warehouse-continuous --k 1,10 --discretize 5",
                "train in bins; evaluate each pair with continuous states"
            ),
            new Example("antiphon sweep --resume sweeps/paper", "resume a sweep by its folder"),
            new Example("antiphon sweep warehouse --k 1..10 --seeds 3 --watch", "show the cells on a page as they finish"),
            new Example("antiphon sweep --worker sweeps/paper", "help with a sweep from another process or machine (docs/workers.md)"),
            new Example("antiphon sweep --status sweeps/paper", "show its cells, workers and failures"),
            new Example(
                "antiphon sweep warehouse --k 1..50 --slurm \"--time=60 --mem=2G\" --slurm-workers 20",
                "run the cells on a Slurm cluster"
            ),
        ]
    );

    private readonly SweepQuestion question;
    private readonly WorkerChoice cluster = new();
    private readonly Option<bool> retry = VerbOptions.Flag(
        "--retry-failed",
        "rerun cells that failed earlier, for example on a machine with more memory"
    );

    private readonly Option<bool> parquet = VerbOptions.Parquet("the three tables");

    public SweepVerb(Surroundings surroundings)
        : base(surroundings, Summary, "sweep")
    {
        question = new SweepQuestion(surroundings.Processors);
        Offer([
            .. question.Groups,
            cluster.Group,
            new OptionGroup("Output", [Output, question.KeepRuns, Resumed, retry, parquet, Json, Quiet, .. Watch.Options]),
        ]);
    }

    protected override TrainOptions Training => question.Training;

    protected override DeclaredOption<string?> Output { get; } =
        VerbOptions.Output("DIR", "sweep folder to create, or to resume if it contains this sweep [in runs, by game and seed]");

    protected override DeclaredOption<string?> Resumed { get; } =
        VerbOptions.Text("--resume", "SWEEP", "resume a cancelled or killed sweep with the options that it was started with");

    protected override int? Otherwise(ParseResult parse)
    {
        cluster.Require(parse, Resumed);
        if (parse.GetValue(cluster.Status) is not string folder)
        {
            return null;
        }

        string full = Surroundings.FullPath(folder);
        var status = new SweepStatus(Surroundings, parse.GetValue(Json));
        return Registered.OfSweep(full) is ContinuousCodec networks
            ? status.Print(networks.OpenSweep(full))
            : status.Print(Registered.Finite.OpenSweep(full));
    }

    protected override DeclaredOption<string?> Source(ParseResult parse) => parse.Given(cluster.Worker) ? cluster.Worker : Resumed;

    protected override int Begin<TGame, TPair, TOptions>(ParseResult parse, TrainedKind<TGame, TPair, TOptions> kind, string name)
    {
        parse.RequireApplicable(kind.Applies, name);
        TGame model = kind.Load(parse, name);
        GameIdentity identity = kind.Codec.Identify(model);
        SweepOptions<TOptions> asked = question.Read(parse, identity, kind);
        string folder = Surroundings.FullPath(
            parse.GetValue(Output) ?? Path.Combine("runs", RunName.OfSweep(identity.Name, asked.Training.Seed))
        );
        if (Disk.Current.IsFile(new SweepPaths(folder).Record))
        {
            // What is stored is resolved.
            SweepOptions<TOptions> resolved = asked.With(training => kind.Codec.Resolve(model, training));
            new StoredQuestion<TGame, TPair, TOptions>(kind, Surroundings).RequireSame(
                parse,
                question.First(parse),
                folder,
                name,
                identity,
                resolved
            );
        }

        using SweepFolder<TGame, TPair, TOptions> begun = kind.Codec.OpenOrCreateSweep(
            folder,
            model,
            asked,
            kind.Cut,
            Surroundings.Origin
        );
        return Run(parse, kind, begun);
    }

    protected override int Resume(ParseResult parse, string folder)
    {
        if (Registered.OfSweep(folder) is ContinuousCodec networks)
        {
            return Resume(parse, Continuous, networks.OpenSweep(folder));
        }

        StoredSweep sweep = Registered.Finite.OpenSweep(folder);
        return Resume(parse, Finite(sweep.Record.Cut), sweep);
    }

    private int Resume<TGame, TPair, TOptions>(
        ParseResult parse,
        TrainedKind<TGame, TPair, TOptions> kind,
        StoredSweep<TGame, TPair, TOptions> stored
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        parse.RequireApplicable(kind.Applies, stored.Record.Game);
        var asked = new StoredQuestion<TGame, TPair, TOptions>(kind, Surroundings);
        RequireNoConflict(parse, kind, asked.Parts(stored.Record), stored.Record.Identity, stored.Record.Options.Training);
        using SweepFolder<TGame, TPair, TOptions> resumed = parse.Given(cluster.Worker)
            ? stored.Join(SlurmArray.NameOfWorker(Surroundings.Variable))
            : stored.Resume();
        return Run(parse, kind, resumed);
    }

    private int Run<TGame, TPair, TOptions>(
        ParseResult parse,
        TrainedKind<TGame, TPair, TOptions> kind,
        SweepFolder<TGame, TPair, TOptions> folder
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        foreach (string notice in folder.Notices)
        {
            Surroundings.Error.WriteLine($"Note: {notice}.");
        }

        if (cluster.IsForOthers(parse))
        {
            return new SweepPreparation(Surroundings, parse.GetValue(Json)).Print(folder, cluster, parse);
        }

        IReadOnlyList<SweepKey> open = folder.Missing(parse.GetValue(retry));
        var answer = new SweepAnswer(parse, Surroundings, folder.Paths, folder.Record.Options.Cells);
        string note = folder.IsWorker ? "" : answer.Announcement(folder.Cells.Count, open.Count);
        if (note.Length > 0)
        {
            Surroundings.Error.WriteLine(note);
        }

        SweepBoard board = SweepBoards.Of(parse, folder, open);
        using WatchedWork? watched =
            open.Count == 0
                ? null
                : Watch.Begin(
                    parse,
                    Surroundings,
                    BesideResult(parse),
                    () => Described.Sweep(folder.Record, Surroundings.Shown(folder.Paths.Folder)) with { Note = note },
                    board
                );
        SweepResult<TOptions> result;
        using (var progress = new ConsoleProgress(Surroundings, parse.GetValue(Quiet)))
        {
            var sweep = new Sweep<TGame, TPair, TOptions>(folder, kind.Trainer, Surroundings.Time)
            {
                RetryFailed = parse.GetValue(retry),
                Threads = Training.Threads(parse),
                ExpectedSeconds = kind.ExpectedSeconds(folder),
                Deployment = kind.Deployment(folder.Record.Agents),
                Takeover = cluster.Takeover(parse),
                Pause = Surroundings.Pause,
                Observer = board,
            };
            result = Do(parse, watched, () => sweep.Run(watched?.With(progress) ?? progress, Surroundings.Cancellation));
        }

        if (result.Cancelled)
        {
            string words = answer.Cancelled(result.Cells.Count);
            watched?.End(WorkState.Cancelled, words);
            Surroundings.Error.WriteLine(words);
            return ExitCode.Cancelled;
        }

        if (folder.IsWorker)
        {
            watched?.End(WorkState.Done, answer.OfWorker(folder, result));
            return answer.Print(folder, result, parse.GetValue(Json));
        }

        bool isStored = !parse.GetValue(parquet) || answer.SaveParquet(folder.Tables());
        watched?.End(isStored ? WorkState.Done : WorkState.Failed, answer.InWords(result));
        int code = answer.Print(result, parse.GetValue(Json));
        return isStored ? code : ExitCode.InvalidInput;
    }
}
