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
        "Describes both policies in words and tables. Also reports whether the dispatcher's action depends on its observation.",
        [
            new Example("antiphon show runs/warehouse-k10-seed1", "describe the dispatcher and the agents of a run"),
            new Example("antiphon show runs/warehouse-k10-seed1 --json", "print every state, for programs"),
            new Example("antiphon show runs/warehouse-k10-seed1 --values", "also print what actions are worth, and where time is spent"),
            new Example("antiphon show runs/warehouse-k10-seed1 --observe 3,1,6,0,0 --global 2", "print one decision and its reason"),
            new Example("antiphon show policy.json --game game.json", "describe a policy file and its game"),
        ]
    );

    private readonly Surroundings surroundings;
    private readonly Argument<string?> source;
    private readonly Option<string?> game = PairSource.GameOption();
    private readonly Option<bool> values = VerbOptions.Flag(
        "--values",
        "also compute the values of actions, the margin of the best, and the share of time in each state"
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
        var shown = ShowDocument.Of(finite, pair, surroundings.Cancellation);
        bool asksForValues = parse.GetValue(values);
        if (!asksForValues && parse.GetValue(observe) is null)
        {
            return shown;
        }

        string? obstacle = PairValues.Obstacle(finite, pair.Global);
        if (asksForValues && obstacle is not null)
        {
            throw new InvalidInputException($"--values {obstacle}; ask for one decision with --observe and --global");
        }

        PairInsight? insight = obstacle is null ? PairValues.Of(finite, pair, surroundings) : null;
        return shown with
        {
            Values = asksForValues ? ValuesDocument.From(finite, pair, insight!) : null,
            Decision = parse.GetValue(observe) is string seen
                ? new ShownDecision(finite, pair).Of(seen, parse.GetValue(global)!, insight)
                : null,
        };
    }
}
