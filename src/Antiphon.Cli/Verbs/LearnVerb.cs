using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon learn`: audits a log and learns the global agent's policy from it.</summary>
internal sealed class LearnVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "learn",
        "learn LOG",
        "Learns the global agent's policy from a log of past steps (docs/logs.md). First reports what the log covers, then writes a run "
            + "folder for `simulate` and `certify`. Uses the methods of the paper's appendix E.",
        [
            new Example(
                "antiphon learn history.csv",
                "report the coverage, then run Q-learning with step sizes 1/N^0.7 (N: visits of an entry)"
            ),
            new Example(
                "antiphon learn history.csv --route model",
                "estimate a model and plan in it; gives a proved error bound where possible"
            ),
            new Example("antiphon learn history.csv --audit", "only report what the log covers"),
            new Example(
                "antiphon learn plant.csv --game plant.json --local uniform --tracked fixed",
                "use a log from another source, without a description file"
            ),
        ]
    );

    private const double AuditShare = 0.4;
    private const double LearnShare = 0.4;

    private readonly Surroundings surroundings;
    private readonly Argument<string?> log;
    private readonly Option<string?> game = VerbOptions.Text(
        "--game",
        "GAME",
        "for a log without a description file: its game, a file or a built-in game"
    );
    private readonly Option<string?> local = VerbOptions.Text(
        "--local",
        "POLICY",
        "for such a log: the local agents' policy; uniform, another baseline, or a run folder"
    );
    private readonly Option<TrackedSet?> tracked = VerbOptions.OptionalChoice(
        "--tracked",
        "for such a log: whether it tracks the same agents throughout, or draws new ones in every step",
        ("fixed", TrackedSet.Fixed),
        ("fresh", TrackedSet.Fresh)
    );
    private readonly LearnOptions options = new();
    private readonly Option<bool> auditOnly = VerbOptions.Flag("--audit", "only report what the log covers");
    private readonly DeclaredOption<ulong?> seed = VerbOptions
        .OptionalSeed("--seed", "S", "random seed of the simulations that evaluate the result [1]")
        .Sets<AlternationOptions>(nameof(AlternationOptions.Seed));
    private readonly Option<int?> threads = VerbOptions.Threads();
    private readonly Option<string?> output = VerbOptions.Output("DIR", "run folder to create; must not exist [runs/LOG-learned]");
    private readonly Option<bool> json = VerbOptions.Json();
    private readonly Option<bool> quiet = VerbOptions.Quiet();

    public LearnVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        log = GameArgument.Create("LOG", "a CSV file in the format of `antiphon log`", this);
        Add(log);
        Offer([
            new OptionGroup("Log", [game, local, tracked]),
            .. options.Groups,
            new OptionGroup("Computation", [seed, threads]),
            new OptionGroup("Output", [auditOnly, output, json, quiet]),
        ]);
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        options.RequireSense(parse);
        TrajectoryLog source = Source(parse);
        string folder = surroundings.FullPath(
            parse.GetValue(output) ?? Path.Combine("runs", $"{Path.GetFileNameWithoutExtension(source.Path)}-learned")
        );
        RequireFree(parse, folder);
        LearnDocument document;
        using (var progress = new ConsoleProgress(surroundings, parse.GetValue(quiet)))
        {
            LogAudit audit = LogAuditor.Run(source, new ProgressPart(progress, 0, AuditShare, "audit"), surroundings.Cancellation);
            document = LearnDocument.From(source, audit);
            document = parse.GetValue(auditOnly) ? document : Learn(parse, source, audit, folder, document, progress);
        }

        if (document.RunFolder is null && !parse.GetValue(auditOnly))
        {
            surroundings.Error.WriteLine("Cancelled.");
            return ExitCode.Cancelled;
        }

        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(document));
        }
        else
        {
            LearnReport.Write(new Report(surroundings), document, surroundings.Shown);
        }

        return ExitCode.Done;
    }

    private LearnDocument Learn(
        ParseResult parse,
        TrajectoryLog source,
        LogAudit audit,
        string folder,
        LearnDocument document,
        ConsoleProgress progress
    )
    {
        CooperativeGame model = source.Description.Game;

        // Measuring comes last and needs the most memory: what it would refuse is refused before hours of learning.
        Alternation.RequireFits(model, audit.Subsample);
        TabularGlobalPolicy policy;
        PolicyCoverage coverage;
        IReadOnlyList<LogModelRow>? laws = null;
        if (options.Route(parse) == LearnRoute.Model)
        {
            ModelLearningOptions asked = LearnOptions.Model(parse, parse.GetValue(threads) ?? surroundings.Processors);
            ModelLearningResult result = new ModelLearning(asked).Solve(source, audit, surroundings.Cancellation);
            (policy, coverage, laws) = (result.Policy, result.Coverage, result.Rows);
            document = document with { Model = ModelDocument.From(result, asked.Delta) };
        }
        else
        {
            QLearningOptions asked = options.QLearning(parse, audit, model.Discount);
            QLearningResult result = new OffPolicyQLearning(asked).Solve(
                source,
                audit,
                new ProgressPart(progress, AuditShare, LearnShare, "learning"),
                surroundings.Cancellation
            );
            (policy, coverage) = (result.Policy, result.Coverage);
            document = document with { QLearning = QLearningDocument.From(result, audit, model) };
        }

        // What was learned is a table, which is valued on a lattice.
        AlternationOptions settings = parse.Apply(
            new AlternationOptions
            {
                Subsample = audit.Subsample,
                Population = AlphaFit.IsUsual(model) ? PopulationChoice.MeanField : PopulationChoice.Auto,
                Restarts = 1,
                Threads = parse.GetValue(threads) ?? surroundings.Processors,
            }
        );
        using RunFolder run = parse.Given(output)
            ? Registered.Finite.Create(folder, model, settings, RunKind.Learned, origin: surroundings.Origin)
            : Registered.Finite.CreateUnderFreeName(folder, model, settings, RunKind.Learned, origin: surroundings.Origin);
        // All that measuring does not change is stored first: a run that is killed while it is measured has it, too.
        LearningTables.SaveUnknown(run.Paths.In("unknown.csv"), model, policy, coverage);
        if (laws is not null)
        {
            LearningTables.SaveModel(run.Paths.In("model.csv"), model, laws);
        }

        document = document.Learned(coverage);
        LearnDocumentFile.Save(run.Paths, document);
        RunRecord record = LearnedRun.Finish(
            run,
            model,
            new JointPolicy(policy, source.Description.Local),
            $"learned from {Path.GetFileName(source.Path)}",
            surroundings.Time,
            new ProgressPart(progress, AuditShare + LearnShare, 1 - AuditShare - LearnShare, "measuring"),
            surroundings.Cancellation
        );
        if (record.Status != RunStatus.Finished)
        {
            surroundings.Error.WriteLine("The learned policy is saved. Finish its evaluation with:");
            surroundings.Error.WriteLine($"  antiphon train --resume {Figures.ShellWord(surroundings.Shown(run.Paths.Folder))}");
            return document;
        }

        document = document.Finished(record, run.Paths.Folder);
        LearnDocumentFile.Save(run.Paths, document);
        return document;
    }

    private TrajectoryLog Source(ParseResult parse)
    {
        string shown = parse.GetValue(log)
            ?? throw new InvalidInputException("learn needs a LOG: a CSV file in the format of `antiphon log`");
        string path = surroundings.FullPath(shown);
        string description = LogDescriptionFile.PathFor(path);
        Option[] own = [game, local, tracked];
        if (Disk.Current.IsFile(description))
        {
            return Array.Find(own, parse.Given) is Option odd
                ? throw new InvalidInputException(
                    $"{odd.Name} is for logs without a description; {surroundings.Shown(description)} describes this one; leave the "
                        + "option out, or remove that file if it is wrong"
                )
                : new TrajectoryLog(path, LogDescriptionFile.Load(description));
        }

        string[] missing = [.. own.Where(option => !parse.Given(option)).Select(option => option.Name)];
        if (Disk.Current.IsFile(path) && missing.Length > 0)
        {
            throw new InvalidInputException(
                $"{shown} has no description ({surroundings.Shown(description)}, which `antiphon log` writes); "
                    + $"{string.Join(", ", missing)} {(missing.Length == 1 ? "is" : "are")} missing: name the log's game, its local "
                    + "agents' policy, and whether it tracks the same agents throughout"
            );
        }

        CooperativeGame model = GameArgument.Load(
            parse.GetValue(game) ?? throw new InvalidInputException($"there is no log {shown}"),
            surroundings
        );
        return new TrajectoryLog(
            path,
            new LogDescription(
                model,
                PolicyArgument.Local(parse.GetValue(local) ?? "uniform", local.Name, model, surroundings),
                parse.GetValue(tracked) ?? TrackedSet.Fixed
            )
        );
    }

    // Found out before minutes of reading.
    private void RequireFree(ParseResult parse, string folder)
    {
        if (parse.Given(output) && RunPaths.IsTaken(folder))
        {
            throw new InvalidInputException(
                $"--out is {surroundings.Shown(folder)}, which already exists; nothing was overwritten; choose another name"
            );
        }
    }
}
