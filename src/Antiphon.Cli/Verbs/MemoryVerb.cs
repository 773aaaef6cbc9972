using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon memory`: how few observations suffice when the dispatcher remembers.</summary>
internal sealed class MemoryVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "memory",
        "memory GAME --k LIST",
        "Measures how many observations a dispatcher with memory needs. Simulates one plan with one local policy; the dispatcher "
            + "applies the plan to an estimate kept from step to step, to the current observation alone, and to the true population. "
            + "See docs/memory.md.",
        [
            new Example(
                "antiphon memory warehouse-flat --local \"always stay\" --plan mode --k 0..5 --against 1,2,5,10,20,50,100",
                "robots that stay; a dispatcher that points to the fullest zone"
            ),
            new Example(
                "antiphon memory warehouse-flat --local follow --k 0..5",
                "robots that follow; the best plan for a known population"
            ),
            new Example(
                "antiphon memory warehouse-flat --local follow --k 1,2 --shock 0.1 --kernel-error 0.3",
                "with shocks and an error in the dispatcher's model"
            ),
        ]
    );

    private const string Informed = "informed";
    private const string Mode = "mode";
    private const int OrdinaryResolution = 10;
    private static OnlineExecutionOptions Ordinary => new();

    private readonly Surroundings surroundings;
    private readonly Argument<string?> game;
    private readonly Option<IReadOnlyList<int>?> subsamples = VerbOptions.OptionalSubsamples(
        "--k",
        "observations per step with memory, for example 0..5 or 0,1,2; 0 means no observations (required)",
        minimum: 0
    );
    private readonly Option<IReadOnlyList<int>?> against = VerbOptions.OptionalSubsamples(
        "--against",
        "observations per step without memory [as --k, except 0]"
    );
    private readonly Option<long?> agents = VerbOptions.Agents();
    private readonly Option<string?> local = VerbOptions.Text(
        "--local",
        "POLICY",
        "local policy: uniform, another baseline such as follow, or a run folder [uniform]"
    );
    private readonly Option<string?> plan = VerbOptions.Text(
        "--plan",
        "PLAN",
        $"the dispatcher's plan for a known population: {Informed} (its best response to the local policy), {Mode} (point to the fullest "
            + $"local state), or the table of a run folder [{Informed}]"
    );
    private readonly Option<int?> resolution = VerbOptions.OptionalWhole(
        "--resolution",
        "R",
        $"lattice resolution of populations with --plan {Informed} [{OrdinaryResolution}]"
    );
    private readonly MemoryChoice memory = new("filter");
    private readonly DisturbanceChoice disturbances = new();
    private readonly Option<int?> threads = VerbOptions.Threads();
    private readonly Option<bool> json = VerbOptions.Json();
    private readonly Option<bool> quiet = VerbOptions.Quiet();

    public MemoryVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        game = GameArgument.Create("GAME", "a built-in game (see `antiphon games`) or a game file", this);
        Add(game);
        Offer(
            new OptionGroup("Problem", [subsamples, against, agents, local, plan, resolution]),
            memory.Group,
            disturbances.Group,
            new OptionGroup(
                "Evaluation",
                [
                    VerbOptions
                        .Whole("--horizon", "H", "steps per episode", Ordinary.Horizon)
                        .Sets<OnlineExecutionOptions>(nameof(OnlineExecutionOptions.Horizon)),
                    VerbOptions
                        .Whole("--rollouts", "N", "episodes per seed", Ordinary.Rollouts)
                        .Sets<OnlineExecutionOptions>(nameof(OnlineExecutionOptions.Rollouts)),
                    VerbOptions
                        .Whole("--seeds", "N", "number of seeds; intervals are over their means", Ordinary.Seeds, minimum: 2)
                        .Sets<OnlineExecutionOptions>(nameof(OnlineExecutionOptions.Seeds)),
                ]
            ),
            new OptionGroup(
                "Computation",
                [
                    VerbOptions
                        .OptionalSeed("--seed", "S", $"random seed [{Ordinary.Seed}]")
                        .Sets<OnlineExecutionOptions>(nameof(OnlineExecutionOptions.Seed)),
                    threads,
                ]
            ),
            new OptionGroup("Output", [json, quiet])
        );
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string name = parse.GetValue(game)
            ?? throw new InvalidInputException("memory needs a GAME; `antiphon games` lists the built-in games");
        CooperativeGame loaded = GameArgument.Load(name, surroundings);
        CooperativeGame model = parse.GetValue(agents) is long count ? loaded.WithAgents(count) : loaded;
        IReadOnlyList<int> with = Observations(parse, subsamples, model)
            ?? throw new InvalidInputException(
                "--k is missing; expected how many local agents the dispatcher observes, for example --k 0..5"
            );
        IReadOnlyList<int> without = Observations(parse, against, model) ?? [.. with.Where(k => k > 0)];
        LocalPolicy locals = PolicyArgument.Local(parse.GetValue(local) ?? "uniform", local.Name, model, surroundings);
        PopulationPlan known = Plan(parse, model, locals);
        MemoryOptions kept = memory.Read(parse, FilterKind.Linear)
            ?? throw new InvalidInputException("--memory none leaves nothing to measure; list observations without memory with --against");
        OnlineExecutionOptions options = parse.Apply(
            Ordinary with
            {
                Agents = model.Agents,
                Threads = parse.GetValue(threads) ?? surroundings.Processors,
                Disturbances = disturbances.Read(parse, remembers: true),
            }
        );
        MemoryCurve curve;
        using (var progress = new ConsoleProgress(surroundings, parse.GetValue(quiet)))
        {
            curve = new MemoryStudy(options).Run(model, locals, known, kept, with, without, progress, surroundings.Cancellation);
        }

        var document = MemoryDocument.From(
            model,
            curve,
            options,
            kept,
            parse.GetValue(local) ?? "uniform",
            parse.GetValue(plan) ?? Informed
        );
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(document));
        }
        else
        {
            MemoryCurveReport.Write(new Report(surroundings), document);
        }

        return ExitCode.Done;
    }

    private static IReadOnlyList<int>? Observations(ParseResult parse, Option<IReadOnlyList<int>?> option, CooperativeGame model)
    {
        IReadOnlyList<int>? list = parse.GetValue(option);
        return list is null || list[^1] <= model.Agents
            ? list
            : throw new InvalidInputException(
                $"{option.Name} has {Figures.Count(list[^1])}; expected at most {Figures.Count(model.Agents)}, the number of local agents "
                    + $"in {Figures.Printable(model.Name)}; lower it or raise --agents"
            );
    }

    private PopulationPlan Plan(ParseResult parse, CooperativeGame model, LocalPolicy locals)
    {
        string name = parse.GetValue(plan) ?? Informed;
        if (name != Informed && parse.Given(resolution))
        {
            throw new InvalidInputException($"--resolution applies only to --plan {Informed}; leave it out");
        }

        return name switch
        {
            Informed => new InformedPlan(new GLearnOptions { Threads = parse.GetValue(threads) ?? surroundings.Processors }).Solve(
                model,
                locals,
                parse.GetValue(resolution) ?? OrdinaryResolution,
                surroundings.Cancellation
            ),
            Mode => EstimatePlan.Mode(model),
            _ => PolicyArgument.Named(name, "--plan", [Informed, Mode], model, surroundings).Global.Plan
                ?? throw new InvalidInputException(
                    $"--plan is {name}, whose global policy is not a table of actions; use {Informed} or {Mode}"
                ),
        };
    }
}
