using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Kinds;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon sweep`: trains and evaluates over a grid of k and training seeds, or goes on with it.</summary>
internal sealed class SweepVerb : TrainingVerb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "sweep",
        "sweep GAME --k LIST",
        "Trains and deploys for every k with every training seed and writes tables. Each cell is stored when it is done; the same command "
            + "again goes on where a cancelled or killed sweep was (docs/sweeps.md).",
        [
            new Example("antiphon sweep warehouse --k 1..50 --seeds 15", "fifty k with fifteen training seeds each"),
            new Example(
                "antiphon sweep warehouse --k 1,2,5,10..50:10 --seeds 5 --global-oracle surrogate --out sweeps/paper",
                "some k with the paper's G-LEARN alone"
            ),
            new Example("antiphon sweep warehouse-continuous --k 1,10,100 --seeds 3", "neural policies, three trainings for each k"),
            new Example(
                "antiphon sweep warehouse-continuous --k 1,10 --discretize 5",
                "in bins, each pair deployed with continuous states"
            ),
            new Example("antiphon sweep --resume sweeps/paper", "go on with a sweep from anywhere"),
        ]
    );

    private readonly SweepQuestion question;
    private readonly Option<bool> retry = VerbOptions.Flag(
        "--retry-failed",
        "run cells again that failed earlier, for example on a machine with more memory"
    );

    public SweepVerb(Surroundings surroundings)
        : base(surroundings, Summary, "sweep")
    {
        question = new SweepQuestion(surroundings.Processors);
        Offer([.. question.Groups, new OptionGroup("Output", [Output, question.KeepRuns, Resumed, retry, Json, Quiet])]);
    }

    protected override TrainOptions Training => question.Training;

    protected override DeclaredOption<string?> Output { get; } =
        VerbOptions.Output("DIR", "the sweep folder to make, or to go on with when it holds this sweep [in runs, by game and seed]");

    protected override DeclaredOption<string?> Resumed { get; } =
        VerbOptions.Text("--resume", "SWEEP", "go on with a sweep that was cancelled or killed, with the options it was started with");

    protected override int Begin<TGame, TPair, TOptions>(ParseResult parse, TrainedKind<TGame, TPair, TOptions> kind, string name)
    {
        parse.RequireApplicable(kind.Applies, name);
        TGame model = kind.Load(parse, name);
        GameIdentity identity = kind.Codec.Identify(model);
        SweepOptions<TOptions> asked = question.Read(parse, identity, kind);
        string folder = Surroundings.FullPath(
            parse.GetValue(Output) ?? Path.Combine("runs", RunName.OfSweep(identity.Name, asked.Training.Seed))
        );
        if (File.Exists(new SweepPaths(folder).Record))
        {
            SweepRecord<TOptions> stored = kind.Codec.OpenSweep(folder).Record;
            // What is stored is resolved.
            SweepOptions<TOptions> resolved = asked with { Training = kind.Codec.Resolve(model, asked.Training) };
            Declarations.RequireNone(
                [
                    .. kind.Differences(parse, "sweep", name, Identity(stored), stored.Options.Training),
                    .. parse.Differences(
                        "sweep",
                        Parts(kind, stored with { Agents = identity.Agents, Cut = kind.Cut, Options = resolved }),
                        Parts(kind, stored)
                    ),
                ],
                $"{Surroundings.Shown(folder)} holds a sweep with other options:",
                "Give the same options to go on with it, or another folder with --out."
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
        RequireNoConflict(parse, kind, Parts(kind, stored.Record), Identity(stored.Record), stored.Record.Options.Training);
        using SweepFolder<TGame, TPair, TOptions> resumed = stored.Resume();
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

        int cells = folder.Record.Options.Grid().Count();
        int open = folder.Missing(parse.GetValue(retry)).Count;
        Announce(folder.Paths, folder.Cells.Count, cells, open);
        SweepResult<TOptions> result;
        using (var progress = new ConsoleProgress(Surroundings, parse.GetValue(Quiet)))
        {
            var sweep = new Sweep<TGame, TPair, TOptions>(folder, kind.Trainer, Surroundings.Time)
            {
                RetryFailed = parse.GetValue(retry),
                Threads = Training.Threads(parse),
                ExpectedSeconds = kind.ExpectedSeconds(folder),
                Deployment = kind.Deployment(folder.Record.Agents),
            };
            result = sweep.Run(progress, Surroundings.Cancellation);
        }

        return result.Cancelled ? Cancelled(result.Cells.Count, folder.Paths, cells) : Print(parse, result, folder.Paths);
    }

    private static GameIdentity Identity<TOptions>(SweepRecord<TOptions> record)
        where TOptions : TrainingOptions => new(record.Game, record.GameHash, record.Agents);

    private static object?[] Parts<TGame, TPair, TOptions>(TrainedKind<TGame, TPair, TOptions> kind, SweepRecord<TOptions> record)
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions => [record.Options, .. kind.Parts(record.Options.Training), record, record.Cut];

    private void Announce(SweepPaths paths, int done, int cells, int open)
    {
        if (open == 0)
        {
            Surroundings.Error.WriteLine("This sweep had finished already; here is its result again.");
        }
        else if (done > 0)
        {
            Surroundings.Error.WriteLine(
                $"Going on with {Surroundings.Shown(paths.Folder)}: {Figures.Count(cells - open)} of "
                    + $"{Figures.Count(cells, "cell")} done."
            );
        }
    }

    private int Cancelled(int done, SweepPaths paths, int cells)
    {
        Surroundings.Error.WriteLine(
            $"Cancelled; {Figures.Count(done)} of {Figures.Count(cells, "cell")} done and saved. Go on with the same command again, or:"
        );
        Surroundings.Error.WriteLine($"  antiphon sweep --resume {Figures.ShellWord(Surroundings.Shown(paths.Folder))}");
        return ExitCode.Cancelled;
    }

    private static SweepResult<TOptions> InWordsOf<TOptions>(Command command, SweepResult<TOptions> result)
        where TOptions : TrainingOptions =>
        result with
        {
            Cells =
            [
                .. result.Cells.Select(cell =>
                    cell.Failure is string reason ? cell with { Failure = Declarations.InWordsOf(command, reason) } : cell
                ),
            ],
        };

    private int Print<TOptions>(ParseResult parse, SweepResult<TOptions> result, SweepPaths paths)
        where TOptions : TrainingOptions
    {
        if (parse.GetValue(Json))
        {
            Surroundings.Out.WriteLine(JsonOutput.Text(SweepDocument<TOptions>.From(result, paths.Folder)));
        }
        else
        {
            SweepReport.Write(new Report(Surroundings), InWordsOf(parse.CommandResult.Command, result), Surroundings.Shown(paths.Folder));
        }

        return result.Cells.All(cell => cell.Outcome is SweepOutcome outcome && !Words.FellShort(outcome.StopReason))
            ? ExitCode.Done
            : ExitCode.AccuracyNotMet;
    }
}
