using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;
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
    private readonly Option<bool> json = VerbOptions.Json();

    public ShowVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        source = GameArgument.Create("RUN|POLICY", "a run folder of `antiphon train`, or a policy file", this);
        Add(source);
        Offer(new OptionGroup("Input", [game]), new OptionGroup("Output", [json]));
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string shown = parse.GetValue(source)
            ?? throw new InvalidInputException("show needs a RUN or a POLICY: a run folder that `antiphon train` made, or a policy file");
        string path = surroundings.FullPath(shown);
        ShowDocument document = File.Exists(path) ? OfFile(path, parse.GetValue(game)) : OfRun(path, parse.GetValue(game));
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

    private ShowDocument OfFile(string path, string? gameArgument)
    {
        // The networks of a run do not say for how many agents they are.
        string folder = Path.GetDirectoryName(path)!;
        if (gameArgument is null && path == new RunPaths(folder).Policy && Registered.OfRun(folder) is ContinuousCodec)
        {
            return OfRun(folder, gameArgument);
        }

        var file = new PolicyFileArgument(path, gameArgument, surroundings);
        if (file.IsContinuous)
        {
            (ContinuousGame game, ContinuousPair pair) = file.Continuous();
            return ShownNetworks.Of(game, pair, ShownNetworks.LongestEpisode, surroundings.Cancellation);
        }

        (CooperativeGame finite, JointPolicy policy) = file.Finite();
        return ShowDocument.Of(finite, policy, surroundings.Cancellation);
    }

    private ShowDocument OfRun(string folder, string? gameArgument)
    {
        if (gameArgument is not null)
        {
            throw new InvalidInputException("--game applies only to a policy file; a run folder contains its game; leave it out");
        }

        if (Registered.OfRun(folder) is ContinuousCodec)
        {
            ContinuousRun continuous = Registered.Continuous.Open(folder);
            ContinuousGame own = continuous.LoadGame();
            ContinuousPair pair = continuous.LoadPolicy(own).Deployed(continuous.Record.Options.Subsample);
            surroundings.NoteUnfinished(continuous.Record.Status, folder);
            return ShownNetworks.Of(own, pair, continuous.Record.Options.DeployedHorizon, surroundings.Cancellation);
        }

        StoredRun run = Registered.Finite.Open(folder);
        CooperativeGame finite = run.LoadGame();
        JointPolicy policy = run.LoadPolicy(finite);
        surroundings.NoteUnfinished(run.Record.Status, folder);
        return ShowDocument.Of(finite, policy, surroundings.Cancellation) with { Cut = run.Record.Cut };
    }
}
