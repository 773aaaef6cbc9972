using Antiphon.Cli.Output;
using Antiphon.Cli.Reporting;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.BrowserTests;

/// <summary>A report with every kind of block, whose numbers are made up: no change of an algorithm changes how it looks.</summary>
internal static class FixedReport
{
    private const int Steps = 60;
    private const int Proposals = 14;

    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse");

    /// <summary>What it says.</summary>
    public static ReportContent Content { get; } =
        new(
            "warehouse, k = 10",
            "1,000 local agents, of which the dispatcher sees 10 at each step.",
            [
                new ReportSection("Outcome", [.. Outcome()]),
                new ReportSection(
                    "How it was found",
                    [new FigureBlock(ValuePerProposalFigure.Of([.. Trace()], bestRestart: 1)), Restarts()]
                ),
                new ReportSection("Policies", [new FigureBlock(LocalPolicyFigure.Of(Game, Local()))]),
                new ReportSection("Decisions", [DecisionsSection.Table(Game.LocalStateNames, Decisions())]),
                new ReportSection("An episode", [new FigureBlock(Episode("episode", "One episode")), Maps()]),
                new ReportSection("What an observation is worth", [new FigureBlock(Curve())]),
                new ReportSection("Certificate", [Gaps()]),
            ]
        )
        {
            Head = ReportHead.Of(
                new RunOrigin(new DateTimeOffset(2025, 3, 14, 15, 9, 0, TimeSpan.Zero), "antiphon train warehouse --k 10 --out runs/mine"),
                new GameIdentity("warehouse", "0123456789abcdef0123456789abcdef", 1000),
                "1.2.3",
                seed: 1,
                new Fact("Took", "2 min 05 s", "of training")
            ),
        };

    /// <summary>Writes it below a folder.</summary>
    /// <returns>The page.</returns>
    public static string Write(string folder)
    {
        string page = Path.Combine(folder, "fixed.html");
        ReportFiles.At(folder, page).Write(Content, ReportScripts.Built);
        return page;
    }

    private static IEnumerable<ReportBlock> Outcome()
    {
        yield return new Paragraph("Training stopped: converged. 6 of 14 proposals were accepted; `antiphon simulate` measures again.");
        yield return new Facts([
            new Fact("Deployed", "114.40", "discounted return; 95% interval 114.05 to 114.74"),
            new Fact("Gain left, agents", "0.02", "by the proposal that gained most"),
        ]);
        yield return new Caution("The intervals below are made up.");
        yield return new FigureBlock(
            ReturnsFigure.Of(
                new MeasuredReturn("trained pair", 114.4, 114.05, 114.74),
                [
                    new MeasuredReturn("point to the sample's mode + follow the dispatcher", 112.9, 108, 117.8),
                    new MeasuredReturn("constant 2 + follow", 106.25, 106, 106.5),
                    new MeasuredReturn("uniform + uniform", 91, 89.5, 92.5),
                ]
            )
        );
    }

    private static IEnumerable<Proposal> Trace() =>
        Enumerable
            .Range(0, Proposals)
            .Select(number => new Proposal(
                number / (Proposals / 2),
                number % (Proposals / 2),
                1 + (number % (Proposals / 2) / 2),
                (Player)(number % 2),
                "deployed",
                100 + (number % (Proposals / 2) * 2) - (number % 3),
                0,
                0.5,
                0.25,
                0.75,
                64,
                number % 3 != 2,
                number % 3 != 2 ? "better" : "no gain above the threshold"
            ));

    private static TableBlock Restarts() =>
        new(
            "Restarts",
            new DataTable(
                [
                    new("restart", "Restart"),
                    new("start", "Start"),
                    .. new[] { "Model value", "Deployed", "95% low", "95% high", "Accepted", "Proposals" }.Select(
                        (heading, number) => DataColumn.Number($"number{number}", heading)
                    ),
                    new("stopped", "Stopped"),
                ],
                [
                    ["1", "uniform + uniform", 110.25, "", "", "", 2L, 7L, "converged"],
                    ["2 (best)", "constant 2 + follow", 112.75, 114.4, 114.05, 114.74, 4L, 7L, "limit of sweeps"],
                ]
            )
        );

    // The certain action changes from state to state; in one state the agents randomise.
    private static LocalPolicy Local() =>
        LocalPolicy.Create(
            Game.LocalStates,
            Game.GlobalStates,
            Game.LocalActions,
            [
                .. from localState in Enumerable.Range(0, Game.LocalStates)
                from globalState in Enumerable.Range(0, Game.GlobalStates)
                from action in Enumerable.Range(0, Game.LocalActions)
                select localState == 1 ? 1.0 / Game.LocalActions
                : action == (localState + globalState) % Game.LocalActions ? 1.0
                : 0.0,
            ]
        );

    private static IEnumerable<(string GlobalState, ValuedObservation Met)> Decisions() =>
        [
            (
                Game.GlobalStateNames[2],
                new ValuedObservation(
                    [3, 1, 6, 0, 0],
                    0.0125,
                    [new ActionShare(Game.GlobalActionNames[2], 1)],
                    [.. Game.GlobalActionNames.Select((name, action) => new ActionWorth(name, 179.5 - (1.25 * action)))],
                    1.25
                )
            ),
            (
                Game.GlobalStateNames[0],
                new ValuedObservation(
                    [10, 0, 0, 0, 0],
                    0.0005,
                    [new ActionShare(Game.GlobalActionNames[0], 0.75), new ActionShare(Game.GlobalActionNames[4], 0.25)],
                    [new ActionWorth(Game.GlobalActionNames[0], 164.25)],
                    null
                )
            ),
        ];

    private static Figure Episode(string name, string title)
    {
        int zones = Game.LocalStates;
        var picture = new EpisodePicture(
            Game.LocalStateNames,
            [
                .. Enumerable
                    .Range(0, Steps)
                    .Select(step => (IReadOnlyList<double>)[.. Enumerable.Range(0, zones).Select(zone => Share(step, zone, zones))]),
            ],
            [.. Enumerable.Range(0, Steps).Select(step => step / 6 % zones)],
            [.. Enumerable.Range(0, Steps).Select(step => (step + 3) / 6 % zones)]
        );
        return picture.Draw(name, title, $"{Steps} steps of one episode. {picture.Key}", picture.Table());
    }

    // Half of the agents are in the zone that is fullest.
    private static double Share(int step, int zone, int zones) => zone == step / 6 % zones ? 0.5 : 0.5 / (zones - 1);

    private static FigureGrid Maps() => new([Episode("map-one", "as released, k = 1"), Episode("map-two", "as released, k = 10")]);

    private static Figure Curve() =>
        SweepCurveFigure.Of(
            [
                .. new[] { 1, 2, 3, 5, 7, 10, 15, 20 }.Select(k => new CurvePoint(
                    "Trained pair",
                    k,
                    115 - (4.0 / k),
                    114.6 - (4.0 / k),
                    115.4 - (4.0 / k)
                )),
                .. new[] { 1, 2, 3, 5, 7, 10, 15, 20 }.Select(k => new CurvePoint(
                    "Best baseline",
                    k,
                    112 + (k / 10.0),
                    111 + (k / 10.0),
                    113 + (k / 10.0)
                )),
            ],
            "5 training seeds"
        );

    private static FigureBlock Gaps() =>
        CertifiedBlocks.Deviations(
            "The expected gain under the initial law lies between the two bars, which are proved.",
            [DataColumn.Number("low", "Expected gain, at least"), DataColumn.Number("high", "at most")],
            [
                ["the dispatcher", 0.0, 0.0125],
                ["one agent, for the team", 0.25, 0.75],
                ["everyone, centrally", 1.0, 5.5],
            ]
        );
}
