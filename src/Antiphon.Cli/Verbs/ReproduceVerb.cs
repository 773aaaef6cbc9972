using System.CommandLine;
using Antiphon.Cli.Cluster;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Cli.Reporting;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon reproduce`: the paper's experiments, by Antiphon, as stated and as the authors' program does them.</summary>
internal sealed class ReproduceVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "reproduce",
        "reproduce EXPERIMENT",
        "Repeats the paper's experiments: reward, time and accuracy against k. Runs the experiments of Appendix G.1 and G.2 by "
            + "Antiphon's algorithms, as the paper states them, and as the authors' program does (docs/reproduction.md, "
            + "docs/continuous.md). Also runs its Example 2.6, federated training, with real classifiers (docs/federated.md).",
        [
            new Example("antiphon reproduce warehouse --as released --k 1,5,10", "reproduce the published figures in a minute"),
            new Example(
                "antiphon reproduce warehouse --as ours,stated --k 1..50",
                "compare the reward of Antiphon's training and of the paper's scheme"
            ),
            new Example("antiphon reproduce continuous --as released", "train neural policies by TRPO, three per k"),
            new Example("antiphon reproduce warehouse --memory filter --k 1,2,5", "train a dispatcher with memory"),
            new Example("antiphon reproduce federated --k 1,5,10,50", "compare pairs trained for federated training with fixed schedules"),
            new Example("antiphon reproduce warehouse", "run everything; after an interruption the same command resumes"),
        ]
    );

    private const string Warehouse = "warehouse";
    private const string Continuous = "continuous";
    private const string Federated = "federated";

    private static ReproductionOptions Ordinary => new();

    private readonly Surroundings surroundings;
    private readonly Argument<string?> experiment;
    private readonly DeclaredOption<IReadOnlyList<ReproductionConfiguration>?> selection = VerbOptions
        .OptionalChoices(
            "--as",
            "AS",
            "whose algorithm on whose game (in the continuous experiment: ours, stated or released [released])",
            "all",
            [.. Enum.GetValues<ReproductionConfiguration>().Select(each => (ReproductionReport.Word(each), each))]
        )
        .Sets<ReproductionOptions>(nameof(ReproductionOptions.Configurations))
        .Sets<ContinuousReproductionOptions>(nameof(ContinuousReproductionOptions.Configurations));
    private readonly DeclaredOption<IReadOnlyList<int>?> subsamples = VerbOptions
        .OptionalSubsamples(
            "--k",
            "number of local agents that the global agent observes, for example 1,10,35 or 10..50:10 [1..50; continuous: 1, 3, 5, 10, "
                + "20, 35, 50, 75; federated: 1, 5, 10, 50]"
        )
        .Sets<ReproductionOptions>(nameof(ReproductionOptions.Subsamples))
        .Sets<ContinuousReproductionOptions>(nameof(ContinuousReproductionOptions.Subsamples))
        .Sets<FederatedReproductionOptions>(nameof(FederatedReproductionOptions.Subsamples));
    private readonly DeclaredOption<PolicyAlgorithm?> algorithm = VerbOptions
        .OptionalChoice(
            "--algorithm",
            "continuous experiment: policy-gradient algorithm of the local policy [trpo]",
            ("trpo", PolicyAlgorithm.Trpo),
            ("ppo", PolicyAlgorithm.Ppo),
            ("a2c", PolicyAlgorithm.A2c)
        )
        .Sets<ContinuousReproductionOptions>(nameof(ContinuousReproductionOptions.Algorithm));
    private readonly DeclaredOption<IReadOnlyList<double>?> data = VerbOptions
        .OptionalChoices(
            "--data",
            "LIST",
            "federated experiment: alpha = beta of the data sets synthetic(alpha, beta), how much clients differ [1]",
            "all",
            ("0", 0.0),
            ("0.5", 0.5),
            ("1", 1.0)
        )
        .Sets<FederatedReproductionOptions>(nameof(FederatedReproductionOptions.DataSets));
    private readonly DeclaredOption<int?> clients = VerbOptions
        .OptionalWhole("--agents", "N", "federated experiment: number of clients, from 100 to 10,000 [1000]", 100)
        .Sets<FederatedReproductionOptions>(nameof(FederatedReproductionOptions.Clients));

    private readonly DeclaredOption<int?> hidden = VerbOptions
        .OptionalWhole("--hidden", "N", "federated experiment: hidden units of the classifier; 0 is softmax regression [0]", 0)
        .Sets<FederatedReproductionOptions>(nameof(FederatedReproductionOptions.Hidden));
    private readonly DeclaredOption<int?> trainings = VerbOptions
        .Whole(
            "--trainings",
            "N",
            "trainings per k, each with its own seed (continuous: [3 with --as released, else 15])",
            Ordinary.Trainings
        )
        .Sets<ReproductionOptions>(nameof(ReproductionOptions.Trainings))
        .Sets<ContinuousReproductionOptions>(nameof(ContinuousReproductionOptions.Trainings));
    private readonly MemoryChoice memory = new("none");
    private readonly Option<int?> threads = VerbOptions.Threads();
    private readonly Option<string?> output = VerbOptions.Output("DIR", "folder for results; an unfinished one is resumed [in runs]");
    private readonly Option<bool> worker = VerbOptions.Flag(
        "--worker",
        "share the folder with other processes that run the same command (not federated)"
    );
    private readonly SlurmChoice slurm = new();
    private readonly Option<bool> json = VerbOptions.Flag("--json", "print a JSON document instead of a summary");
    private readonly Option<bool> quiet = VerbOptions.Quiet();

    public ReproduceVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        experiment = GameArgument.Create("EXPERIMENT", "which experiment: warehouse, continuous or federated", this);
        Add(experiment);
        Offer(
            new OptionGroup("Experiment", [selection, subsamples, algorithm, data, clients, hidden]),
            memory.Group,
            new OptionGroup(
                "Evaluation",
                [
                    trainings,
                    VerbOptions
                        .Whole(
                            "--rollouts",
                            "N",
                            "episodes per evaluation seed (continuous: [30 with --as released]; federated: [20])",
                            Ordinary.Rollouts
                        )
                        .Sets<ReproductionOptions>(nameof(ReproductionOptions.Rollouts))
                        .Sets<FederatedReproductionOptions>(nameof(FederatedReproductionOptions.Rollouts))
                        .Sets<ContinuousReproductionOptions>(nameof(ContinuousReproductionOptions.Rollouts)),
                    VerbOptions
                        .Whole(
                            "--seeds",
                            "N",
                            "number of evaluation seeds; the spread is over their means (continuous: [10 with --as released, else 3])",
                            Ordinary.Seeds,
                            minimum: 2
                        )
                        .Sets<ReproductionOptions>(nameof(ReproductionOptions.Seeds))
                        .Sets<FederatedReproductionOptions>(nameof(FederatedReproductionOptions.Seeds))
                        .Sets<ContinuousReproductionOptions>(nameof(ContinuousReproductionOptions.Seeds)),
                ]
            ),
            new OptionGroup(
                "Computation",
                [
                    VerbOptions
                        .OptionalSeed("--seed", "S", $"random seed; equal seeds give equal results [{Ordinary.Seed}]")
                        .Sets<ReproductionOptions>(nameof(ReproductionOptions.Seed))
                        .Sets<FederatedReproductionOptions>(nameof(FederatedReproductionOptions.Seed))
                        .Sets<ContinuousReproductionOptions>(nameof(ContinuousReproductionOptions.Seed)),
                    threads,
                ]
            ),
            new OptionGroup("Several processes", [worker, .. slurm.Options]),
            new OptionGroup("Output", [output, json, quiet])
        );
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string name = RequireExperiment(parse.GetValue(experiment));
        RefuseOthers(parse, name);
        return name switch
        {
            Continuous => RunContinuous(parse),
            Federated => RunFederated(parse),
            _ => RunWarehouse(parse),
        };
    }

    // Options of one experiment say nothing in another.
    private void RefuseOthers(ParseResult parse, string name)
    {
        Refuse(Warehouse, memory.Group.Options);
        Refuse(Continuous, [algorithm]);
        Refuse(Federated, [data, clients, hidden]);
        IEnumerable<Option> foreigners = [selection, trainings, worker, .. slurm.Options];
        if (name == Federated && foreigners.FirstOrDefault(parse.Given) is Option foreign)
        {
            throw new InvalidInputException($"{foreign.Name} applies only to the warehouse and the continuous experiment; leave it out");
        }

        void Refuse(string owner, IEnumerable<Option> options)
        {
            if (name != owner && options.FirstOrDefault(parse.Given) is Option given)
            {
                throw new InvalidInputException($"{given.Name} applies only to the {owner} experiment; leave it out");
            }
        }
    }

    private int RunWarehouse(ParseResult parse)
    {
        ReproductionOptions options = Read(parse);
        return Reproduce(
            parse,
            $"{Warehouse}{(options.Memory is null ? "" : "-memory")}",
            options.Seed,
            "rows",
            (folder, progress) =>
                new WarehouseReproduction(options, surroundings.Trainer, surroundings.Time) { IsShared = parse.GetValue(worker) }.Run(
                    folder,
                    progress,
                    surroundings.Cancellation
                ),
            ReproductionContent.Of,
            document => document.Json(),
            ReproductionReport.Write,
            document => document.Failures.Count > 0 ? ExitCode.AccuracyNotMet : ExitCode.Done
        );
    }

    private int RunContinuous(ParseResult parse)
    {
        ContinuousReproductionOptions options = ReadContinuous(parse);
        return Reproduce(
            parse,
            Continuous,
            options.Seed,
            "trainings",
            (folder, progress) =>
                new ContinuousReproduction(options, surroundings.Time) { IsShared = parse.GetValue(worker) }.Run(
                    folder,
                    progress,
                    surroundings.Cancellation
                ),
            ContinuousReproductionContent.Of,
            document => document.Json(),
            ContinuousReproductionReport.Write,
            _ => ExitCode.Done
        );
    }

    private int RunFederated(ParseResult parse)
    {
        FederatedReproductionOptions options = ReadFederated(parse);
        return Reproduce(
            parse,
            Federated,
            options.Seed,
            "rows",
            (folder, progress) => new FederatedReproduction(options).Run(folder, progress, surroundings.Cancellation),
            FederatedReproductionContent.Of,
            document => document.Json(),
            FederatedReproductionReport.Write,
            _ => ExitCode.Done
        );
    }

    // What every experiment does with its document; "finished" is what a cancelled one keeps.
    private int Reproduce<TDocument>(
        ParseResult parse,
        string name,
        ulong seed,
        string finished,
        Func<string, IProgress<Progress>, TDocument> run,
        Func<TDocument, ReportContent> content,
        Func<TDocument, string> written,
        Action<Report, TDocument, string> show,
        Func<TDocument, int> code
    )
    {
        string folder = surroundings.FullPath(parse.GetValue(output) ?? Path.Combine("runs", $"reproduce-{name}-seed{seed}"));
        if (slurm.Asked(parse) is string asked)
        {
            return Submit(parse, folder, asked);
        }

        RunOrigin now = surroundings.Origin;
        TDocument document;
        try
        {
            using var progress = new ConsoleProgress(surroundings, parse.GetValue(quiet));
            document = run(folder, progress);
        }
        catch (OperationCanceledException) when (surroundings.Cancellation.IsCancellationRequested)
        {
            if (Disk.Current.IsFolder(folder))
            {
                ReproductionOrigin.Keep(folder, now);
            }

            surroundings.Error.WriteLine($"Cancelled; finished {finished} are saved. The same command resumes.");
            return ExitCode.Cancelled;
        }

        Facts head = ReportHead.Of(ReproductionOrigin.Keep(folder, now), seed);
        ReportFiles.At(folder, page: null).Write(content(document) with { Head = head }, ReportScripts.Built);
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(written(document));
        }
        else
        {
            show(new Report(surroundings), document, surroundings.Shown(folder));
        }

        return code(document);
    }

    // The same command, as a worker.
    private int Submit(ParseResult parse, string folder, string asked)
    {
        IEnumerable<string> words = surroundings.Self.Concat(slurm.Without(parse, [output, threads, json, quiet, worker]));
        var array = new SlurmArray(surroundings);
        int workers = slurm.Workers(parse);
        string job = array.Submit(new SweepPaths(folder), [.. words, "--out", folder, "--worker", "--quiet"], asked, workers);
        surroundings.Out.WriteLine($"Slurm job: {job}, {Figures.Count(workers, "worker")}; cancel it with: scancel {job}");
        surroundings.Out.WriteLine("Result:    this command without --slurm, when the job has ended (it also computes what is left)");
        return ExitCode.Done;
    }

    private FederatedReproductionOptions ReadFederated(ParseResult parse)
    {
        FederatedReproductionOptions read = parse.Apply(
            new FederatedReproductionOptions { Threads = parse.GetValue(threads) ?? surroundings.Processors }
        );
        return read.Subsamples.FirstOrDefault(k => k > read.Clients) is int excess and > 0
            ? throw new InvalidInputException(
                $"--k has {Figures.Count(excess)}; expected at most {Figures.Count(read.Clients)}, the number of clients; lower --k"
            )
            : read;
    }

    private static string RequireExperiment(string? name)
    {
        string[] names = [Warehouse, Continuous, Federated];
        const string list = $"{Warehouse}, {Continuous} or {Federated}";
        return name is not null && names.Contains(name, StringComparer.Ordinal)
            ? name
            : throw new InvalidInputException(
                name is null
                    ? $"reproduce needs an EXPERIMENT: {list}"
                    : $"there is no experiment '{Figures.Printable(name)}'; expected {list}{Suggestion.Phrase(name, names)}"
            );
    }

    private ContinuousReproductionOptions ReadContinuous(ParseResult parse) =>
        parse.Apply(new ContinuousReproductionOptions { Threads = parse.GetValue(threads) ?? surroundings.Processors });

    private ReproductionOptions Read(ParseResult parse)
    {
        long agents = BuiltInGames.Get(Warehouse).Agents;
        if (parse.GetValue(subsamples)?.FirstOrDefault(k => k > agents) is int excess and > 0)
        {
            throw new InvalidInputException(
                $"--k has {Figures.Count(excess)}; expected at most {Figures.Count(agents)}, the number of local agents; lower --k"
            );
        }

        MemoryOptions? remembered = memory.Read(parse, ordinarily: null);
        return parse.Apply(
            Ordinary with
            {
                Memory = remembered,
                Configurations = remembered is null ? Ordinary.Configurations : [ReproductionConfiguration.Ours],
                Threads = parse.GetValue(threads) ?? surroundings.Processors,
            }
        );
    }
}
