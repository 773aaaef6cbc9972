using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Populations;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon sweep`: trains and evaluates over a grid of k and training seeds, or goes on with it.</summary>
internal sealed class SweepVerb : Verb
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
            new Example("antiphon sweep --resume sweeps/paper", "go on with a sweep from anywhere"),
        ]
    );

    private const double SecondsOfRefusal = 0.1;

    private readonly Surroundings surroundings;
    private readonly Argument<string?> game;
    private readonly SweepQuestion question;
    private readonly ContinuousTrainOptions continuous = new();
    private readonly Option<string?> output = VerbOptions.Text(
        "--out",
        "DIR",
        "the sweep folder to make, or to go on with when it holds this sweep [in runs, by game and seed]"
    );
    private readonly Option<string?> resume = VerbOptions.Text(
        "--resume",
        "SWEEP",
        "go on with a sweep that was cancelled or killed, with the options it was started with"
    );
    private readonly Option<bool> retry = VerbOptions.Flag(
        "--retry-failed",
        "run cells again that failed earlier, for example on a machine with more memory"
    );
    private readonly Option<bool> json = VerbOptions.Json();
    private readonly Option<bool> quiet = VerbOptions.Quiet();

    public SweepVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        game = GameArgument.Create("GAME", "a built-in game (see `antiphon games`) or a game file", this);
        question = new SweepQuestion(surroundings.Processors);
        Add(game);
        Offer([.. question.Groups, continuous.Group, new OptionGroup("Output", [output, question.KeepRuns, resume, retry, json, quiet])]);
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string? resumed = parse.GetValue(resume) is string shown ? surroundings.FullPath(shown) : null;
        string? name = parse.GetValue(game);
        if (resumed is null ? BuiltInContinuousGames.Find(name ?? "") is not null : Registered.OfSweep(resumed) is ContinuousCodec)
        {
            using ContinuousSweepFolder continued = resumed is null ? BeginContinuous(parse, name!) : ResumeContinuous(parse, resumed);
            return Run(parse, continued, Registered.Continuous.Train, seconds: null);
        }

        using SweepFolder folder = resumed is null ? Begin(parse) : Resume(parse, resumed);
        return Run(parse, folder, surroundings.Trainer, ExpectedSeconds(folder));
    }

    private int Run<TGame, TPair, TOptions>(
        ParseResult parse,
        SweepFolder<TGame, TPair, TOptions> folder,
        Trainer<TGame, TPair, TOptions> trainer,
        Func<int, double>? seconds
    )
        where TGame : class
        where TPair : class
        where TOptions : class, ITrainingOptions<TOptions>
    {
        foreach (string notice in folder.Notices)
        {
            surroundings.Error.WriteLine($"Note: {notice}.");
        }

        int cells = folder.Record.Options.Grid().Count();
        int open = folder.Missing(parse.GetValue(retry)).Count;
        Announce(folder.Paths, folder.Cells.Count, cells, open);
        SweepResult<TOptions> result;
        using (var progress = new ConsoleProgress(surroundings, parse.GetValue(quiet)))
        {
            var sweep = new Sweep<TGame, TPair, TOptions>(folder, trainer, surroundings.Time)
            {
                RetryFailed = parse.GetValue(retry),
                Threads = question.Training.Threads(parse),
                ExpectedSeconds = seconds,
            };
            result = sweep.Run(progress, surroundings.Cancellation);
        }

        return result.Cancelled ? Cancelled(result.Cells.Count, folder.Paths, cells) : Print(parse, result, folder.Paths);
    }

    // A cell that will be refused takes no time. With memory, training plans in one model, whatever k is.
    private static Func<int, double>? ExpectedSeconds(SweepFolder folder)
    {
        if (folder.Record.Options.Training.Memory is not null)
        {
            return null;
        }

        var forecast = new TrainingForecast(folder.Game, folder.Record.Options.Training.Threads);
        return k => forecast.Bytes(k) < MemoryBudget.UsableBytes ? forecast.Seconds(k) : SecondsOfRefusal;
    }

    private SweepFolder Begin(ParseResult parse)
    {
        string name = parse.GetValue(game)
            ?? throw new InvalidInputException("sweep needs a GAME, or --resume SWEEP; `antiphon games` lists the built-in games");
        parse.RequireApplicable(GameKinds.Finite, name);
        CooperativeGame model = question.Training.Populate(parse, GameArgument.Load(name, surroundings));
        SweepOptions asked = question.Read(parse, model);
        string folder = surroundings.FullPath(parse.GetValue(output) ?? Path.Combine("runs", RunName.OfSweep(model, asked.Training.Seed)));
        if (File.Exists(new SweepPaths(folder).Record))
        {
            SweepRecord stored = Registered.Finite.OpenSweep(folder).Record;
            string[] conflicts = [.. Game(name, model, stored), .. SweepQuestion.Differences(parse, asked, model.Agents, stored)];
            Require(
                conflicts,
                $"{surroundings.Shown(folder)} holds a sweep with other options:",
                "Give the same options to go on with it, or another folder with --out."
            );
        }

        return Registered.Finite.OpenOrCreateSweep(folder, model, asked);
    }

    private ContinuousSweepFolder BeginContinuous(ParseResult parse, string name)
    {
        parse.RequireApplicable(GameKinds.Continuous, name);
        if (continuous.Bins(parse) is not null)
        {
            throw new InvalidInputException("--discretize is not supported in sweeps yet; leave it out, or train each k by itself");
        }

        BuiltInContinuousGame known = BuiltInContinuousGames.Find(name)!;
        ContinuousGame model = known.Create(
            new ContinuousTrainer(surroundings, question.Training, continuous).Agents(parse, known.Agents)
        );
        ContinuousSweepOptions asked = question.Read(parse, model, continuous, surroundings.Processors);
        string folder = surroundings.FullPath(
            parse.GetValue(output) ?? Path.Combine("runs", $"{model.Name}-sweep-seed{asked.Training.Seed}")
        );
        if (File.Exists(new SweepPaths(folder).Record))
        {
            ContinuousSweepRecord stored = Registered.Continuous.OpenSweep(folder).Record;
            Require(
                [.. Game(name, stored.Game), .. SweepQuestion.Differences(parse, asked, model.Agents, stored)],
                $"{surroundings.Shown(folder)} holds a sweep with other options:",
                "Give the same options to go on with it, or another folder with --out."
            );
        }

        return Registered.Continuous.OpenOrCreateSweep(folder, model, asked);
    }

    private ContinuousSweepFolder ResumeContinuous(ParseResult parse, string folder)
    {
        ContinuousSweep stored = Registered.Continuous.OpenSweep(folder);
        parse.RequireApplicable(GameKinds.Continuous, stored.Record.Game);
        List<string> conflicts = [.. SweepQuestion.Conflicts(parse, stored.Record)];
        if (continuous.StartsElsewhere(parse, stored.Record.Options.Training))
        {
            conflicts.Add("--as names settings that the sweep was not started with");
        }

        if (parse.GetValue(game) is string name)
        {
            conflicts.AddRange(Game(name, stored.Record.Game));
        }

        RequireSame(parse, conflicts);
        return stored.Resume();
    }

    private static IEnumerable<string> Game(string name, string stored) =>
        name == stored ? [] : [$"GAME is {Figures.Printable(name)}; the sweep was started with {stored}"];

    private SweepFolder Resume(ParseResult parse, string shown)
    {
        StoredSweep stored = Registered.Finite.OpenSweep(shown);
        List<string> conflicts = [.. SweepQuestion.Conflicts(parse, stored.Record)];
        parse.RequireApplicable(GameKinds.Finite, stored.Record.Game);
        if (parse.GetValue(game) is string name)
        {
            conflicts.AddRange(Game(name, GameArgument.Load(name, surroundings).WithAgents(stored.Record.Agents), stored.Record));
        }

        RequireSame(parse, conflicts);
        return stored.Resume();
    }

    private static IEnumerable<string> Game(string name, CooperativeGame model, SweepRecord stored) =>
        model.WithAgents(stored.Agents).Hash == stored.GameHash
            ? []
            : [$"GAME is {name}; the sweep was started with {stored.Game}, and the two differ"];

    private void RequireSame(ParseResult parse, List<string> conflicts)
    {
        if (parse.Given(output))
        {
            conflicts.Add("--out cannot be changed; the sweep stays in its folder");
        }

        Require(conflicts, "--resume goes on with the options the sweep was started with:", "Leave these out, or start a new sweep.");
    }

    private static void Require(IReadOnlyCollection<string> conflicts, string before, string after)
    {
        if (conflicts.Count > 0)
        {
            throw new InvalidInputException($"{before}\n  {string.Join("\n  ", conflicts)}\n{after}");
        }
    }

    private void Announce(SweepPaths paths, int done, int cells, int open)
    {
        if (open == 0)
        {
            surroundings.Error.WriteLine("This sweep had finished already; here is its result again.");
        }
        else if (done > 0)
        {
            surroundings.Error.WriteLine(
                $"Going on with {surroundings.Shown(paths.Folder)}: {Figures.Count(cells - open)} of "
                    + $"{Figures.Count(cells, "cell")} done."
            );
        }
    }

    private int Cancelled(int done, SweepPaths paths, int cells)
    {
        surroundings.Error.WriteLine(
            $"Cancelled; {Figures.Count(done)} of {Figures.Count(cells, "cell")} done and saved. Go on with the same command again, or:"
        );
        surroundings.Error.WriteLine($"  antiphon sweep --resume {Figures.ShellWord(surroundings.Shown(paths.Folder))}");
        return ExitCode.Cancelled;
    }

    private static SweepResult<TOptions> InWordsOf<TOptions>(Command command, SweepResult<TOptions> result)
        where TOptions : class, ITrainingOptions<TOptions> =>
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
        where TOptions : class, ITrainingOptions<TOptions>
    {
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(SweepDocument<TOptions>.From(result, paths.Folder)));
        }
        else
        {
            SweepReport.Write(new Report(surroundings), InWordsOf(parse.CommandResult.Command, result), surroundings.Shown(paths.Folder));
        }

        return result.Cells.All(cell => cell.Outcome is SweepOutcome outcome && !Words.FellShort(outcome.StopReason))
            ? ExitCode.Done
            : ExitCode.AccuracyNotMet;
    }
}
