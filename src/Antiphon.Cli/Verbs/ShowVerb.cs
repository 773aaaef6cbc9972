using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon show`: what both sides do, in words and tables of names.</summary>
internal sealed class ShowVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "show",
        "show RUN|POLICY",
        "Describes both policies in words and tables. Also reports whether the dispatcher's action depends on its observation, and where "
            + "the pair spends its time.",
        [
            new Example("antiphon show runs/warehouse-k10-seed1", "describe the dispatcher and the agents of a run"),
            new Example("antiphon show runs/warehouse-k10-seed1 --json", "print every state, for programs"),
            new Example("antiphon show runs/warehouse-k10-seed1 --values", "also print what actions are worth"),
            new Example("antiphon show runs/warehouse-k10-seed1 --observe 3,1,6,0,0 --global 2", "print one decision and its reason"),
            new Example("antiphon show policy.json --game game.json", "describe a policy file and its game"),
        ]
    );

    private readonly Surroundings surroundings;
    private readonly Argument<string?> source;
    private readonly Option<string?> game = PairSource.GameOption();
    private readonly Option<bool> values = VerbOptions.Flag(
        "--values",
        "also compute the values of actions and the margin of the best, at the observations that are met most"
    );
    private readonly Option<string?> observe = VerbOptions.Text(
        "--observe",
        "LIST",
        "print one decision and its reason: counts by local state (3,1,6), or the states of the observed agents (\"zone 0,zone 2\"); "
            + "needs --global"
    );
    private readonly Option<string?> global = VerbOptions.Text("--global", "STATE", "global state of --observe: name or index");
    private readonly Option<bool> json = VerbOptions.Json();

    public ShowVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        source = GameArgument.Create("RUN|POLICY", "a run folder of `antiphon train`, or a policy file", this);
        Add(source);
        Offer(new OptionGroup("Input", [game]), new OptionGroup("Why", [values, observe, global]), new OptionGroup("Output", [json]));
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string shown = parse.GetValue(source)
            ?? throw new InvalidInputException("show needs a RUN or a POLICY: a run folder that `antiphon train` made, or a policy file");
        RequireBoth(parse);
        ShowDocument document = Of(parse, PairSource.Of(shown, parse.GetValue(game), surroundings));
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(document));
        }
        else
        {
            ShowReport.Write(new Report(surroundings), document);
        }

        return ExitCode.Done;
    }

    private void RequireBoth(ParseResult parse)
    {
        if ((parse.GetValue(observe) is null) != (parse.GetValue(global) is null))
        {
            throw new InvalidInputException("a decision needs --observe and --global: what was observed, and the global state; give both");
        }
    }

    private ShowDocument Of(ParseResult parse, PairSource from)
    {
        if (from.IsContinuous)
        {
            (ContinuousGame own, ContinuousPair networks, ContinuousRun? trained) = from.Continuous();
            return OfNetworks(parse, own, networks, trained?.Record.Options.DeployedHorizon ?? ShownNetworks.LongestEpisode);
        }

        (CooperativeGame finite, JointPolicy pair, StoredRun? run) = from.Finite();
        return OfPair(parse, finite, pair) with { Cut = run?.Record.Cut };
    }

    private ShowDocument OfNetworks(ParseResult parse, ContinuousGame continuous, ContinuousPair pair, int horizon) =>
        new Option[] { values, observe }.FirstOrDefault(parse.Given) is { } odd
            ? throw new InvalidInputException($"{odd.Name} belongs to games with finitely many states; leave it out")
            : ShownNetworks.Of(continuous, pair, horizon, surroundings.Cancellation);

    private ShowDocument OfPair(ParseResult parse, CooperativeGame finite, JointPolicy pair)
    {
        // Read before anything is computed: a wrong list should not cost a wait.
        ShownDecision? asked = parse.GetValue(observe) is { } seen ? new ShownDecision(finite, pair, seen, parse.GetValue(global)!) : null;
        if (parse.GetValue(values))
        {
            RequireValues(finite, pair.Global);
            return WithValues(finite, pair, asked);
        }

        // Who asks for one decision gets nothing that takes longer.
        return asked is null
            ? ShowDocument.Of(finite, pair, PairValues.Visits(finite, pair, surroundings), surroundings.Cancellation)
            : ShowDocument.Head(finite, pair) with
            {
                Decision = asked.Of(
                    HasInsight(finite, pair) ? PairValues.Of(finite, pair, surroundings.Processors, surroundings.Cancellation) : null
                ),
            };
    }

    private ShowDocument WithValues(CooperativeGame finite, JointPolicy pair, ShownDecision? asked)
    {
        (PairInsight? insight, PairVisits visits) = HasInsight(finite, pair)
            ? PairValues.WithVisits(finite, pair, surroundings)
            : ((PairInsight?)null, PairValues.Visits(finite, pair, surroundings));
        return ShowDocument.Of(finite, pair, visits, surroundings.Cancellation) with
        {
            Values = Values(finite, pair, insight),
            Decision = asked?.Of(insight),
        };
    }

    private static bool HasInsight(CooperativeGame finite, JointPolicy pair) => PairValues.Obstacle(finite, pair.Global) is null;

    private static void RequireValues(CooperativeGame finite, GlobalPolicy policy)
    {
        if ((policy.Remembers ? PlanValues.Obstacle(policy) : PairValues.Obstacle(finite, policy)) is { } obstacle)
        {
            throw new InvalidInputException($"--values {obstacle}; ask for one decision with --observe and --global");
        }
    }

    // A remembering dispatcher has no values by observation: those of its plan are by population.
    private ValuesDocument Values(CooperativeGame finite, JointPolicy pair, PairInsight? insight) =>
        insight is null
            ? PlanValues.Of(finite, pair, surroundings.Processors, surroundings.Cancellation)
            : ValuesDocument.From(finite, pair, insight);
}
