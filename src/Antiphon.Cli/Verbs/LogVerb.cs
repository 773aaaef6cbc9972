using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon log`: records what a behaviour policy does, as historical data would hold it.</summary>
internal sealed class LogVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "log",
        "log GAME --k K --steps N",
        "Records a trajectory in the form of historical data (docs/logs.md). Writes a CSV file and its description, for `antiphon "
            + "learn`.",
        [
            new Example(
                "antiphon log warehouse-flat --k 2 --steps 1e6 --out history.csv",
                "record a million steps of uniformly random actions"
            ),
            new Example(
                "antiphon log warehouse-flat --k 10 --policy epsilon-greedy --epsilon 0.2 --steps 1e6",
                "record an operator who mostly follows a plan"
            ),
            new Example(
                "antiphon log warehouse-flat --policy runs/warehouse-flat-k10-seed1 --epsilon 0.05 --steps 1e6",
                "record a trained policy that explores a little"
            ),
        ]
    );

    private const string Uniform = "uniform";
    private const string EpsilonGreedy = "epsilon-greedy";
    private const double OrdinaryExploration = 0.1;

    private readonly Surroundings surroundings;
    private readonly Argument<string?> game;
    private readonly Option<int?> subsample = VerbOptions.OptionalWhole(
        "--k",
        "K",
        "number of tracked local agents, which the global agent observes; 1 to n (required, except with --policy RUN)"
    );
    private readonly Option<long?> agents = VerbOptions.Agents();
    private readonly Option<string?> policy = VerbOptions.Text(
        "--policy",
        "POLICY",
        $"global policy: {Uniform}, {EpsilonGreedy} (exact G-LEARN's plan for the local policy), or a run folder [{Uniform}]"
    );
    private readonly Option<string?> local = VerbOptions.Text(
        "--local",
        "POLICY",
        $"local policy: {Uniform}, another baseline such as follow, or a run folder [{Uniform}; with --policy RUN as in the run]"
    );
    private readonly DeclaredOption<double?> epsilon = VerbOptions
        .OptionalShare(
            "--epsilon",
            "E",
            $"probability of a uniformly random action instead; above 0, at most 1 [{OrdinaryExploration} with {EpsilonGreedy}, else "
                + "none]"
        )
        .Sets<LogOptions>(nameof(LogOptions.Exploration));
    private readonly Option<long?> steps = VerbOptions.OptionalLong(
        "--steps",
        "N",
        "total steps of all episodes (required)",
        1,
        LogOptions.MostSteps
    );
    private readonly Option<string?> output = VerbOptions.Output("FILE.csv", "log file; never overwrites [GAME-kK-seedS.csv]");
    private readonly Option<bool> json = VerbOptions.Json();
    private readonly Option<bool> quiet = VerbOptions.Quiet();

    public LogVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        game = GameArgument.Create("GAME", "a built-in game (see `antiphon games`) or a game file", this);
        Add(game);
        Offer(
            new OptionGroup(
                "Recording",
                [
                    subsample,
                    agents,
                    policy,
                    local,
                    epsilon,
                    steps,
                    VerbOptions
                        .OptionalLong(
                            "--episode-length",
                            "H",
                            "steps per episode; each starts anew [one episode]",
                            2,
                            LogOptions.MostSteps
                        )
                        .Sets<LogOptions>(nameof(LogOptions.EpisodeLength)),
                    VerbOptions
                        .Choice(
                            "--tracked",
                            "whether the same k agents are tracked throughout (fixed) or drawn anew in every step (fresh)",
                            TrackedSet.Fixed,
                            ("fixed", TrackedSet.Fixed),
                            ("fresh", TrackedSet.Fresh)
                        )
                        .Sets<LogOptions>(nameof(LogOptions.Tracked)),
                ]
            ),
            new OptionGroup(
                "Computation",
                [VerbOptions.OptionalSeed("--seed", "S", "random seed [1]").Sets<LogOptions>(nameof(LogOptions.Seed))]
            ),
            new OptionGroup(
                "Output",
                [
                    VerbOptions
                        .Choice(
                            "--columns",
                            "what is written of the tracked agents",
                            TrackedColumns.States,
                            ("states", TrackedColumns.States),
                            ("counts", TrackedColumns.Counts)
                        )
                        .Sets<LogOptions>(nameof(LogOptions.Columns)),
                    output,
                    json,
                    quiet,
                ]
            )
        );
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        CooperativeGame model = Model(parse);
        LogOptions options = Read(parse);
        JointPolicy pair = Behaviour(parse, model, out string words);
        string path = Target(parse, model, pair.Global.Subsample, options.Seed);
        string description = LogDescriptionFile.PathFor(path);
        var about = new LogDescription(model, pair.Local, options.Tracked, Steps: null, words, options.Seed);
        RequireFree(path);
        if (!LogDescriptionFile.IsOfSameLog(description, about))
        {
            RequireFree(description);
        }

        LogSummary? summary = null;
        using (var progress = new ConsoleProgress(surroundings, parse.GetValue(quiet)))
        {
            AtomicFile.WriteStream(path, stream =>
            {
                summary = new LogRecorder(options).Run(model, pair.Global, pair.Local, stream, progress, surroundings.Cancellation);
                // Before the log has its name: a log without its description could neither be learned from nor recorded again.
                LogDescriptionFile.Save(about with { Steps = summary.Steps }, description);
            });
        }

        Print(
            parse,
            LogDocument.From(model, pair.Global.Subsample, options, words, summary!, path, description),
            LogTables.Refusal(model)
        );
        return ExitCode.Done;
    }

    private CooperativeGame Model(ParseResult parse)
    {
        string name = parse.GetValue(game)
            ?? throw new InvalidInputException("log needs a GAME; `antiphon games` lists the built-in games");
        CooperativeGame loaded = GameArgument.Load(name, surroundings);
        return parse.GetValue(agents) is long count ? loaded.WithAgents(count) : loaded;
    }

    private LogOptions Read(ParseResult parse)
    {
        bool greedy = parse.GetValue(policy) == EpsilonGreedy;
        if (parse.Given(epsilon) && parse.GetValue(policy) is null or Uniform)
        {
            throw new InvalidInputException($"--epsilon is not used with --policy {Uniform}, which draws every action; leave it out");
        }

        return parse.Apply(
            new LogOptions
            {
                Steps = parse.GetValue(steps)
                    ?? throw new InvalidInputException("--steps is missing; expected how many steps to record, for example --steps 1e6"),
                Exploration = greedy ? OrdinaryExploration : 0,
            }
        );
    }

    private JointPolicy Behaviour(ParseResult parse, CooperativeGame model, out string words)
    {
        string name = parse.GetValue(policy) ?? Uniform;
        string mixed =
            parse.GetValue(epsilon) is double share ? $", epsilon {share}"
            : name == EpsilonGreedy ? $", epsilon {OrdinaryExploration}"
            : "";
        words = name + mixed;
        if (name is not (Uniform or EpsilonGreedy))
        {
            (CooperativeGame own, JointPolicy trained, _) = PolicyArgument.Pair(name, model, surroundings);
            if (own.Sampling is not UniformSampling and var rule)
            {
                throw new InvalidInputException(
                    $"{name} was trained under the sampling rule '{rule.Text}'; a log observes uniformly; use a run trained under uniform "
                        + "sampling"
                );
            }

            if (parse.GetValue(subsample) is int other && other != trained.Global.Subsample)
            {
                throw new InvalidInputException(
                    $"--k is {other}; the policy of {name} observes {trained.Global.Subsample}; leave --k out"
                );
            }

            return parse.GetValue(local) is string locals
                ? trained with
                {
                    Local = PolicyArgument.Local(locals, local.Name, model, surroundings),
                }
                : trained;
        }

        int k = parse.GetValue(subsample)
            ?? throw new InvalidInputException(
                $"--k is missing; expected how many of the {Figures.Count(model.Agents)} local agents are tracked, for example --k 2"
            );
        if (k > model.Agents)
        {
            throw new InvalidInputException(
                $"--k is {Figures.Count(k)}; expected at most {Figures.Count(model.Agents)}, the number of local agents in "
                    + $"{Figures.Printable(model.Name)}; lower --k or raise --agents"
            );
        }

        LocalPolicy played = PolicyArgument.Local(parse.GetValue(local) ?? Uniform, local.Name, model, surroundings);
        GlobalPolicy acting =
            name == Uniform
                ? new UniformGlobalPolicy(k, model)
                : new GLearn(new GLearnOptions { Threads = surroundings.Processors })
                    .SolveOrThrow(model, played, k, surroundings.Cancellation)
                    .Policy;
        surroundings.Cancellation.ThrowIfCancellationRequested();
        return new JointPolicy(acting, played);
    }

    private string Target(ParseResult parse, CooperativeGame model, int k, ulong usedSeed)
    {
        string path = surroundings.FullPath(parse.GetValue(output) ?? $"{RunName.Safe(model.Name)}-k{k}-seed{usedSeed}.csv");
        return Path.GetExtension(path) == ".csv" && Disk.Current.IsFolder(Path.GetDirectoryName(path))
            ? path
            : throw new InvalidInputException(
                $"--out is {surroundings.Shown(path)}; expected a name that ends in .csv, in a folder that exists"
            );
    }

    private void RequireFree(string path)
    {
        string shown = surroundings.Shown(path);
        if (Disk.Current.Exists(path))
        {
            throw new InvalidInputException($"{shown} already exists; nothing was overwritten; choose another name with --out");
        }
    }

    private void Print(ParseResult parse, LogDocument document, string? refusal)
    {
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(document));
            return;
        }

        var report = new Report(surroundings);
        report.Paragraph(
            $"{Figures.Printable(document.Game)}: {Figures.Count(document.Steps, "step")} in "
                + $"{Figures.Count(document.Episodes, "episode")}, "
                + $"{(document.Tracked == TrackedSet.Fixed ? "the same" : "freshly drawn")} {Figures.Count(document.Subsample, "agent")} "
                + $"tracked; global agent: {Figures.Printable(document.Behaviour)}; mean reward {Figures.Value(document.MeanReward)}."
        );
        report.Line();
        report.Line($"Log:         {surroundings.Shown(document.LogFile)} ({Figures.Bytes(document.Bytes)})");
        report.Line($"Description: {surroundings.Shown(document.DescriptionFile)}");
        if (refusal is null)
        {
            report.Line($"Next:        antiphon learn {Figures.ShellWord(surroundings.Shown(document.LogFile))}");
        }
        else
        {
            report.Line();
            report.Paragraph($"`antiphon learn` cannot use this log: {Figures.Printable(refusal)}.");
        }
    }
}
