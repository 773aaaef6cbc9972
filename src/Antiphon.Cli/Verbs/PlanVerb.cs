using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Populations;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon plan`: the paper's bounds for a game, as printed and corrected, and what training takes.</summary>
internal sealed class PlanVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "plan",
        "plan GAME --epsilon E",
        "Computes the paper's bounds for a game, and which k can be trained. Each bound is given as printed in the paper; where that is "
            + "wrong, also as proved (docs/theory.md).",
        [
            new Example("antiphon plan warehouse --epsilon 0.1", "the requirements of a loss of 0.1, and which k to train"),
            new Example("antiphon plan warehouse --epsilon 1 --k 1,10,100 --agents 1e6", "the bounds at these k, with a million robots"),
            new Example("antiphon plan fleet.json --epsilon 0.5 --seconds 3600 --memory 64", "what an hour and 64 GB suffice for"),
        ]
    );

    private const double BytesPerGigabyte = 1e9;
    private static PlanOptions Ordinary => new() { Epsilon = 1 };

    private readonly Surroundings surroundings;
    private readonly Argument<string?> game;
    private readonly Option<double?> epsilon = VerbOptions.OptionalShare(
        "--epsilon",
        "E",
        "allowed loss, in units of the return; above 0, at most 1 (required)"
    );
    private readonly DeclaredOption<IReadOnlyList<long>?> subsamples = VerbOptions
        .OptionalWholeList(
            "--k",
            "LIST",
            "values of k, for example 1,10,100 or 10..50:10 [1,2,5,10,.. up to the largest that can be trained]",
            GameLimits.Agents
        )
        .Sets<PlanOptions>(nameof(PlanOptions.Subsamples));
    private readonly Option<long?> agents = VerbOptions.Agents();
    private readonly Option<double?> memory = VerbOptions.OptionalReal(
        "--memory",
        "GB",
        "available memory for training, in units of 1e9 bytes [as --memory-limit]",
        positive: true
    );
    private readonly Option<bool> json = VerbOptions.Json();

    public PlanVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        game = GameArgument.Create("GAME", "a game file, or the name of a built-in game", this);
        Add(game);
        Offer(
            new OptionGroup(
                "Problem",
                [
                    epsilon,
                    VerbOptions
                        .OptionalShare(
                            "--delta",
                            "D",
                            $"failure probability of the bounds; above 0, below 1 [{Ordinary.Delta}]",
                            belowOne: true
                        )
                        .Sets<PlanOptions>(nameof(PlanOptions.Delta)),
                    subsamples,
                    agents,
                ]
            ),
            new OptionGroup(
                "Limits",
                [
                    VerbOptions
                        .OptionalReal("--seconds", "T", $"available time for training, in seconds [{Ordinary.Seconds}]", positive: true)
                        .Sets<PlanOptions>(nameof(PlanOptions.Seconds)),
                    memory,
                ]
            ),
            new OptionGroup("Output", [json])
        );
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string source = parse.GetValue(game)
            ?? throw new InvalidInputException("plan needs a GAME: a file, or the name of a built-in game");
        double allowed = parse.GetValue(epsilon)
            ?? throw new InvalidInputException(
                "--epsilon is missing; expected the allowed loss, in units of the return, for example --epsilon 0.1"
            );
        CooperativeGame loaded = GameArgument.Load(source, surroundings);
        CooperativeGame populated = parse.GetValue(agents) is long count ? loaded.WithAgents(count) : loaded;
        IReadOnlyList<long>? list = parse.GetValue(subsamples);
        if (list?.FirstOrDefault(k => k > populated.Agents) is long excess and > 0)
        {
            throw new InvalidInputException(
                $"--k has {Figures.Count(excess)}; expected at most {Figures.Count(populated.Agents)}, the number of local agents in "
                    + $"{Figures.Printable(populated.Name)}; lower --k or raise --agents"
            );
        }

        TrainingPlanner.RequireFit(populated);
        PlanOptions options = parse.Apply(
            new PlanOptions
            {
                Epsilon = allowed,
                MemoryBytes = parse.GetValue(memory) is double gigabytes ? gigabytes * BytesPerGigabyte : MemoryBudget.UsableBytes,
                Threads = surroundings.Processors,
                Speed = new PracticalSizes(surroundings).SpeedOf(populated),
            }
        );
        var document = PlanDocument.From(populated, new TrainingPlanner(options).Solve(populated));
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(document));
        }
        else
        {
            string others = parse.Given(agents) ? $" --agents {populated.Agents}" : "";
            PlanReport.Write(new Report(surroundings), document, $"{Figures.ShellWord(source)}{others}");
        }

        return ExitCode.Done;
    }
}
