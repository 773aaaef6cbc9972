using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Runs;

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
    private readonly Option<string?> game = VerbOptions.Text(
        "--game",
        "GAME",
        "game of a policy file: a built-in game or a game file [game.json beside it, or the built-in game that it names]"
    );
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
        string path = surroundings.FullPath(shown);
        RequireBoth(parse);
        ShowDocument document = File.Exists(path) ? OfFile(parse, path) : OfRun(parse, path);
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
            throw new InvalidInputException(
                "a decision needs --observe and --global: what was observed, and the global state; give both"
            );
        }
    }

    private ShowDocument OfFile(ParseResult parse, string path)
    {
        string? gameArgument = parse.GetValue(game);
        // The networks of a run do not say for how many agents they are.
        string folder = Path.GetDirectoryName(path)!;
        if (gameArgument is null && path == new RunPaths(folder).Policy && Registered.OfRun(folder) is ContinuousCodec)
        {
            return OfRun(parse, folder);
        }

        var file = new PolicyFileArgument(path, gameArgument, surroundings);
        if (file.IsContinuous)
        {
            (ContinuousGame continuous, ContinuousPair pair) = file.Continuous();
            return OfNetworks(parse, continuous, pair, ShownNetworks.LongestEpisode);
        }

        (CooperativeGame finite, JointPolicy policy) = file.Finite();
        return OfPair(parse, finite, policy);
    }

    private ShowDocument OfRun(ParseResult parse, string folder)
    {
        if (parse.GetValue(game) is not null)
        {
            throw new InvalidInputException("--game applies only to a policy file; a run folder contains its game; leave it out");
        }

        if (Registered.OfRun(folder) is ContinuousCodec)
        {
            ContinuousRun continuous = Registered.Continuous.Open(folder);
            ContinuousGame own = continuous.LoadGame();
            ContinuousPair pair = continuous.LoadPolicy(own).Deployed(continuous.Record.Options.Subsample);
            surroundings.NoteUnfinished(continuous.Record.Status, folder);
            return OfNetworks(parse, own, pair, continuous.Record.Options.DeployedHorizon);
        }

        StoredRun run = Registered.Finite.Open(folder);
        CooperativeGame finite = run.LoadGame();
        JointPolicy policy = run.LoadPolicy(finite);
        surroundings.NoteUnfinished(run.Record.Status, folder);
        return OfPair(parse, finite, policy) with { Cut = run.Record.Cut };
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

        string? obstacle = Obstacle(finite, pair.Global);
        if (asksForValues && obstacle is not null)
        {
            throw new InvalidInputException($"--values {obstacle}; ask for one decision with --observe and --global");
        }

        PairInsight? insight = obstacle is null ? Insight(finite, pair) : null;
        return shown with
        {
            Values = asksForValues ? ValuesDocument.From(finite, pair, insight!) : null,
            Decision = parse.GetValue(observe) is string seen
                ? new ShownDecision(finite, pair).Of(seen, parse.GetValue(global)!, insight)
                : null,
        };
    }

    // Why actions have no computed values; null where they have.
    private static string? Obstacle(CooperativeGame finite, GlobalPolicy policy) =>
        policy.Remembers ? "needs a dispatcher that acts by the present observation; this one remembers"
        : policy.ActionLaw is null ? "needs a dispatcher that tells the probabilities of its actions; this one does not"
        : AlphaFit.IsUsual(finite, new AlternationOptions { Subsample = policy.Subsample })
            ? $"needs a population model; {Figures.Count(finite.LocalStates, "local state")} are too many for one"
        : null;

    // In the model that training would choose.
    private PairInsight Insight(CooperativeGame finite, JointPolicy pair)
    {
        PopulationModel model = PopulationChooser.Choose(
            finite,
            new AlternationOptions { Subsample = pair.Global.Subsample, Threads = surroundings.Processors }
        );
        var options = new PolicyEvaluatorOptions { Threads = surroundings.Processors };
        return new PolicyEvaluator(model, options).Explain(pair, surroundings.Cancellation);
    }
}
