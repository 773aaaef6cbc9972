using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon simulate`: deploys the policy of a run.</summary>
internal sealed class SimulateVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "simulate",
        "simulate RUN|POLICY",
        "Simulates the policy of a run or of a policy file (the paper's online execution). Stores one row per seed in the run folder. "
            + "With --stress, measures the policy under changed conditions.",
        [
            new Example("antiphon simulate runs/warehouse-k10-seed1", "simulate with the number of agents of the training"),
            new Example("antiphon simulate runs/warehouse-k10-seed1 --agents 1e9", "simulate the same policy with a billion agents"),
            new Example(
                "antiphon simulate runs/warehouse-k10-seed1 --memory filter --k 1",
                "estimate the population from one observation per step, and act by the same plan"
            ),
            new Example(
                "antiphon simulate runs/warehouse-k10-seed1 --sampling lossy:0.2",
                "lose each sampled agent's report with probability 0.2"
            ),
            new Example("antiphon simulate runs/warehouse-k10-seed1 --trace episode.csv", "also write one episode, step by step"),
            new Example("antiphon simulate policy.json --game fleet.json", "simulate a policy file; nothing is stored"),
            new Example("antiphon simulate runs/warehouse-k10-seed1 --stress", "measure the return under changed conditions"),
        ]
    );

    private static OnlineExecutionOptions Ordinary => new();

    private readonly Surroundings surroundings;
    private readonly Argument<string?> folder;
    private readonly DeclaredOption<long?> agents = VerbOptions
        .Agents("number of local agents, at least k [as in the run]")
        .Sets<OnlineExecutionOptions>(nameof(OnlineExecutionOptions.Agents));
    private readonly MemoryOverride memory = new();
    private readonly DisturbanceChoice disturbances = new();
    private readonly StressChoice stress;
    private readonly Option<string?> gameOfPolicy = PairSource.GameOption().For(GameKinds.Finite);
    private readonly Option<string?> sampling = VerbOptions.Sampling("as in the run");
    private readonly Option<bool> correctSampling = VerbOptions.CorrectSampling("a policy trained for uniform sampling");
    private readonly Option<int?> threads = VerbOptions.Threads();
    private readonly Option<string?> trace = VerbOptions
        .Text("--trace", "FILE.csv", "also write one episode, one line per step; never overwrites")
        .For(GameKinds.Finite);
    private readonly Option<bool> parquet = VerbOptions.Parquet("the episode of --trace").For(GameKinds.Finite);
    private readonly Option<bool> json = VerbOptions.Json();
    private readonly Option<bool> quiet = VerbOptions.Quiet();

    public SimulateVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        stress = new StressChoice(surroundings);
        folder = GameArgument.Create("RUN|POLICY", "a run folder of `antiphon train`, or a policy file", this);
        Add(folder);
        Offer(
            new OptionGroup(
                "Deployment",
                [
                    gameOfPolicy,
                    agents,
                    sampling,
                    correctSampling,
                    VerbOptions
                        .OptionalWhole("--horizon", "H", "steps per episode [as in the run]")
                        .Sets<OnlineExecutionOptions>(nameof(OnlineExecutionOptions.Horizon)),
                    VerbOptions
                        .Whole("--rollouts", "N", "episodes per seed", Ordinary.Rollouts)
                        .Sets<OnlineExecutionOptions>(nameof(OnlineExecutionOptions.Rollouts)),
                    VerbOptions
                        .Whole("--seeds", "N", "number of seeds; the interval is over their means", Ordinary.Seeds)
                        .Sets<OnlineExecutionOptions>(nameof(OnlineExecutionOptions.Seeds)),
                ]
            ),
            memory.Group,
            disturbances.Group,
            stress.Group,
            new OptionGroup(
                "Computation",
                [
                    VerbOptions
                        .OptionalSeed("--seed", "S", "random seed [as in the run]")
                        .Sets<OnlineExecutionOptions>(nameof(OnlineExecutionOptions.Seed)),
                    threads,
                ]
            ),
            new OptionGroup("Output", [trace, parquet, json, quiet])
        );
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string shown = parse.GetValue(folder)
            ?? throw new InvalidInputException("simulate needs a RUN: a run folder that `antiphon train` made");
        bool stressed = stress.IsAsked(parse, [trace, parquet, .. disturbances.Group.Options]);
        var from = PairSource.Of(shown, parse.GetValue(gameOfPolicy), surroundings);
        if (from.IsContinuous)
        {
            return RunContinuous(parse, from.ContinuousRun());
        }

        (CooperativeGame trained, JointPolicy pair, StoredRun? run) = from.Finite();
        CooperativeGame game = parse.GetValue(sampling) is string rule ? trained.WithSampling(SamplingRule.Parse(rule, trained)) : trained;
        JointPolicy policy = memory.Apply(
            parse,
            DeployedSampling.Policy(pair, trained, game, parse.GetValue(correctSampling)),
            parse.GetValue(agents) is long count ? game.WithAgents(count) : game,
            parse.GetValue(threads) ?? surroundings.Processors,
            surroundings.Cancellation
        );
        OnlineExecutionOptions options = Read(
            parse,
            policy.Global,
            Ordinary with
            {
                Agents = game.Agents,
                Horizon = run?.Record.Options.DeployedHorizon ?? DiscountedHorizon.Default(game.Discount),
                Seed = run?.Record.Options.Seed ?? Ordinary.Seed,
            }
        );
        string? traceFile = TraceFile(parse);
        if (stressed)
        {
            return Stress(parse, game, policy, options);
        }

        SimulationResult result;
        using (var progress = new ConsoleProgress(surroundings, parse.GetValue(quiet)))
        {
            result = new OnlineExecution(options, surroundings.Time).Run(game, policy, progress, surroundings.Cancellation);
        }

        surroundings.Cancellation.ThrowIfCancellationRequested();
        SamplingRule? otherObservation = game.Sampling == trained.Sampling ? null : game.Sampling;
        string variant = $"{memory.Variant(parse)}{disturbances.Variant(parse)}";
        string? results = run is null
            ? null
            : surroundings.TryStore(() =>
                SimulationFile.Save(run.Paths, result, options.Seed, otherObservation, parse.GetValue(correctSampling), variant)
            );
        // Last, and only where all else is stored: it is never overwritten, so where it exists the same command is refused.
        string? written =
            traceFile is null || (run is not null && results is null)
                ? null
                : surroundings.TryStore(() =>
                {
                    var episode = EpisodeTrace.Record(game, policy, options, cancellation: surroundings.Cancellation);
                    ResultTable table = EpisodeTraceTable.Of(game, episode);
                    if (parse.GetValue(parquet))
                    {
                        ParquetTable.Save(ParquetTable.Beside(traceFile), table);
                    }

                    AtomicFile.WriteText(traceFile, table.ToString());
                    return traceFile;
                });
        bool asTrained = otherObservation is null && variant.Length == 0;
        Print(
            parse,
            SimulationDocument.From(result, game, policy.Global, options.Seed, run?.Paths.Folder, results, written) with
            {
                Sampling = game.Sampling is UniformSampling && trained.Sampling is UniformSampling ? null : game.Sampling.Text,
                TrainedSampling = game.Sampling == trained.Sampling ? null : trained.Sampling.Text,
                Continuous = asTrained ? WithContinuousStates(run?.Record.Cut, policy, result.Agents, options) : null,
                CorrectedSampling = parse.GetValue(correctSampling) ? true : null,
            }
        );
        return (run is not null && results is null) || written != traceFile ? ExitCode.InvalidInput : ExitCode.Done;
    }

    private int Stress(ParseResult parse, CooperativeGame game, JointPolicy policy, OnlineExecutionOptions options)
    {
        stress.Run(parse, game, policy, options, parse.GetValue(quiet), parse.GetValue(json));
        return ExitCode.Done;
    }

    // A pair made in bins is also measured where it is meant to act.
    private RewardDocument? WithContinuousStates(CutGame? cut, JointPolicy policy, long count, OnlineExecutionOptions options) =>
        cut is null
            ? null
            : RewardDocument.From(
                new BinnedDeployment(surroundings).Measure(BinnedDeployment.Cut(cut, count), policy, options with { Agents = null })
            );

    private int RunContinuous(ParseResult parse, ContinuousRun run)
    {
        parse.RequireApplicable(GameKinds.Continuous, "this run");
        OnlineExecutionOptions options = parse.Apply(
            Ordinary with
            {
                Horizon = run.Record.Options.DeployedHorizon,
                Seed = run.Record.Options.Seed,
                Threads = parse.GetValue(threads) ?? surroundings.Processors,
            }
        );
        (SimulationDocument document, int code) = new ContinuousSimulation(surroundings).Run(run, options, parse.GetValue(quiet));
        Print(parse, document);
        return code;
    }

    private OnlineExecutionOptions Read(ParseResult parse, GlobalPolicy global, OnlineExecutionOptions start)
    {
        OnlineExecutionOptions options = parse.Apply(
            start with
            {
                Threads = parse.GetValue(threads) ?? surroundings.Processors,
                Disturbances = disturbances.Read(parse, global.Memory is { Filter: not FilterKind.LastObservation }),
            }
        );
        long count = options.Agents!.Value;
        if (count < global.Subsample)
        {
            throw new InvalidInputException(
                parse.Given(agents)
                    ? $"--agents is {Figures.Count(count)}; expected at least {Figures.Count(global.Subsample)}, the number of agents the "
                        + "global agent observes"
                    : $"--k is {Figures.Count(global.Subsample)}; expected at most {Figures.Count(count)}, the number of local agents in "
                        + "this run"
            );
        }

        return options;
    }

    private string? TraceFile(ParseResult parse)
    {
        if (parse.GetValue(trace) is not string file)
        {
            return parse.GetValue(parquet)
                ? throw new InvalidInputException("--parquet applies only to --trace FILE.csv; add it, or leave --parquet out")
                : null;
        }

        string path = surroundings.FullPath(file);
        if (!Disk.Current.IsFolder(Path.GetDirectoryName(path)))
        {
            throw new InvalidInputException($"--trace is {file}, in a folder that does not exist; create it, or choose another");
        }

        if (Disk.Current.Exists(path))
        {
            throw new InvalidInputException($"--trace is {file}, which already exists; nothing was overwritten; choose another name");
        }

        if (parse.GetValue(parquet))
        {
            RequireFree(file, ParquetTable.Beside(path), path);
        }

        return path;
    }

    private void RequireFree(string file, string parquetFile, string path)
    {
        if (parquetFile == path)
        {
            throw new InvalidInputException($"--trace is {file}, the name of the Parquet file beside it; choose a name that ends in .csv");
        }

        if (Disk.Current.Exists(parquetFile))
        {
            throw new InvalidInputException(
                $"--trace is {file}, but {surroundings.Shown(parquetFile)} already exists; nothing was overwritten; choose another name"
            );
        }
    }

    private void Print(ParseResult parse, SimulationDocument result)
    {
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(result));
        }
        else
        {
            SimulationReport.Write(new Report(surroundings), result, surroundings.Shown);
        }
    }
}
