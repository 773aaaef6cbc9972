using System.CommandLine;
using Antiphon.Cli.Environments;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon environment`: a game as a process that learners of any language take steps in.</summary>
internal sealed class EnvironmentVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "environment",
        "environment GAME --k K",
        "Runs a game for other learners: reads requests (describe, reset, step) from standard input and answers each with one line of "
            + "JSON (docs/environment.md). The learner decides for both sides, or for one while a fixed policy decides for the other.",
        [
            new Example("antiphon environment warehouse --k 3 --agents 10", "a learner for the dispatcher and for each of ten robots"),
            new Example(
                "antiphon environment warehouse --k 10 --local follow --batch 100",
                "a learner for the dispatcher, in 100 environments at once"
            ),
            new Example(
                "antiphon environment warehouse --global runs/warehouse-k10-seed1 --locals counts",
                "a learner for the robots, which says how many in each zone take each action"
            ),
        ]
    );

    private const ulong OrdinarySeed = 1;

    private readonly Surroundings surroundings;
    private readonly Argument<string?> game;
    private readonly Option<int?> subsample = VerbOptions.OptionalWhole(
        "--k",
        "K",
        "number of local agents that the global agent observes; 1 to n (required, except with --global)"
    );
    private readonly Option<long?> agents = VerbOptions.Agents();
    private readonly Option<string?> sampling = VerbOptions.Sampling("as in the game");
    private readonly Option<string?> global = VerbOptions.Text(
        "--global",
        "RUN|POLICY",
        "decides for the global agent: a run folder or a policy file [the learner]"
    );
    private readonly Option<string?> local = VerbOptions.Text(
        "--local",
        "RUN|POLICY",
        "decides for the local agents: a run folder, a policy file, or a baseline such as uniform or follow [the learner]"
    );
    private readonly Option<LocalForm> locals = VerbOptions.Choice(
        "--locals",
        "whether messages hold one entry per local agent, or numbers of agents per local state",
        LocalForm.Agents,
        ("agents", LocalForm.Agents),
        ("counts", LocalForm.Counts)
    );
    private readonly Option<int?> batch = VerbOptions.Whole("--batch", "B", "environments that take their steps together", 1);
    private readonly Option<int?> horizon = VerbOptions.OptionalWhole("--horizon", "H", "steps per episode [no end]");
    private readonly Option<ulong?> seed = VerbOptions.OptionalSeed("--seed", "S", $"random seed of the first reset [{OrdinarySeed}]");

    public EnvironmentVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        game = GameArgument.Create("GAME", "a built-in game (see `antiphon games`) or a game file", this);
        Add(game);
        Offer(
            new OptionGroup("Game", [subsample, agents, sampling, horizon]),
            new OptionGroup("Fixed side", [global, local]),
            new OptionGroup("Messages", [locals, batch, seed])
        );
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        OpenDeployment deployment = Deployment(parse, Game(parse));
        int size = parse.GetValue(batch)!.Value;
        if (size > EnvironmentBatch.Most)
        {
            throw new InvalidInputException($"--batch is {Figures.Count(size)}; expected at most {Figures.Count(EnvironmentBatch.Most)}");
        }

        surroundings.Stop.Notice = "Stopping; interrupt again to stop at once.";
        new EnvironmentSession(
            new EnvironmentBatch(deployment, parse.GetValue(seed) ?? OrdinarySeed, size, parse.GetValue(horizon)),
            surroundings
        ).Run();
        return ExitCode.Done;
    }

    private CooperativeGame Game(ParseResult parse)
    {
        string name = parse.GetValue(game)
            ?? throw new InvalidInputException("environment needs a GAME: a built-in game (see `antiphon games`) or a game file");
        CooperativeGame loaded = GameArgument.Load(name, surroundings);
        CooperativeGame sized = parse.GetValue(agents) is long count ? loaded.WithAgents(count) : loaded;
        return parse.GetValue(sampling) is string rule ? sized.WithSampling(SamplingRule.Parse(rule, sized)) : sized;
    }

    private OpenDeployment Deployment(ParseResult parse, CooperativeGame deployed)
    {
        (string? globalName, string? localName) = (parse.GetValue(global), parse.GetValue(local));
        if (globalName is not null && localName is not null)
        {
            throw new InvalidInputException(
                "--global and --local together leave nothing to learn; use one, or `antiphon simulate` for a fixed pair"
            );
        }

        JointPolicy? dispatcher = globalName is null ? null : PolicyArgument.Named(globalName, "--global", [], deployed, surroundings);
        return new OpenDeployment(
            deployed,
            Subsample(parse, deployed, dispatcher),
            dispatcher,
            localName is null ? null : PolicyArgument.Local(localName, "--local", deployed, surroundings),
            parse.GetValue(locals)
        );
    }

    private int Subsample(ParseResult parse, CooperativeGame deployed, JointPolicy? dispatcher)
    {
        int? given = parse.GetValue(subsample);
        if (dispatcher is not null)
        {
            return given is null || given == dispatcher.Global.Subsample
                ? dispatcher.Global.Subsample
                : throw new InvalidInputException(
                    $"--k is {given}, but the policy of --global observes {dispatcher.Global.Subsample}; leave --k out"
                );
        }

        int k = given ?? throw new InvalidInputException("environment needs --k K: how many local agents the global agent observes");
        return k <= deployed.Agents
            ? k
            : throw new InvalidInputException(
                $"--k is {Figures.Count(k)}; expected at most {Figures.Count(deployed.Agents)}, the number of local agents"
            );
    }
}
