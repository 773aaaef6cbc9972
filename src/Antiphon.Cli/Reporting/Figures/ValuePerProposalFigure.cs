using Antiphon.Cli.Output;
using Antiphon.Equilibrium;

namespace Antiphon.Cli.Reporting;

/// <summary>How the value grew: every proposal of every restart, who made it, and whether it was accepted.</summary>
internal static class ValuePerProposalFigure
{
    private const string Accepted = "accepted";
    private const string Dispatcher = "dispatcher";
    private const string Agents = "agents";

    private static readonly DataColumn[] Columns =
    [
        DataColumn.Number("number", "Proposal"),
        new("restart", "Restart"),
        DataColumn.Number("sweep", "Sweep"),
        new("player", "Proposed by"),
        new("oracle", "Oracle"),
        DataColumn.Number("value", "Value of the pair"),
        DataColumn.Number("gain", "Judged gain"),
        DataColumn.Number("low", "at least"),
        DataColumn.Number("high", "at most"),
        new("fate", "Fate"),
        new("verdict", "Verdict"),
        DataColumn.Hidden("incumbent"),
    ];

    /// <summary>Draws the proposals.</summary>
    /// <param name="proposals">By restart and then by index; at least one.</param>
    /// <param name="bestRestart">The restart that the policy comes from; null when that is not known yet.</param>
    public static Figure Of(IReadOnlyList<Proposal> proposals, int? bestRestart)
    {
        var table = new DataTable(Columns, [.. Rows(proposals)]);
        int accepted = proposals.Count(proposal => proposal.Accepted);
        string summary =
            $"{Figures.Count(proposals.Count, "proposal")} in "
            + $"{Figures.Count(proposals.Select(proposal => proposal.Restart).Distinct().Count(), "restart")}, {accepted} accepted. "
            + "Each mark is the value of the pair with a proposal for the dispatcher (circle) or for the agents (diamond); filled "
            + $"marks were accepted. The line is the value of the current pair. {Climb(proposals, bestRestart)}";
        return new Figure(
            "value-per-proposal",
            "Value per proposal",
            summary,
            Specification(table, summary, Heads(proposals, bestRestart)),
            table
        );
    }

    private static string Climb(IReadOnlyList<Proposal> proposals, int? bestRestart)
    {
        double[] kept =
        [
            .. proposals
                .Where(proposal => proposal.Accepted && (bestRestart is null || proposal.Restart == bestRestart))
                .Select(proposal => proposal.ModelValue)
                .Where(double.IsFinite),
        ];
        return kept.Length == 0 || bestRestart is null
            ? ""
            : $"In the best restart, number {bestRestart + 1}, the value of accepted proposals went from {Figures.Value(kept[0])} to "
                + $"{Figures.Value(kept[^1])}.";
    }

    private static IEnumerable<IReadOnlyList<Cell>> Rows(IReadOnlyList<Proposal> proposals)
    {
        double incumbent = double.NaN;
        for (int index = 0; index < proposals.Count; index++)
        {
            Proposal proposal = proposals[index];
            incumbent = index > 0 && proposals[index - 1].Restart != proposal.Restart ? double.NaN : incumbent;
            incumbent = proposal.Accepted ? proposal.ModelValue : incumbent;
            yield return
            [
                (long)index + 1,
                $"{proposal.Restart + 1}",
                (long)proposal.Sweep,
                proposal.Player == Player.Global ? Dispatcher : Agents,
                proposal.Oracle,
                proposal.ModelValue,
                proposal.Gain,
                proposal.GainLow,
                proposal.GainHigh,
                proposal.Accepted ? Accepted : "rejected",
                proposal.Verdict,
                incumbent,
            ];
        }
    }

    // Where each restart begins, with its name.
    private static DataTable Heads(IReadOnlyList<Proposal> proposals, int? bestRestart) =>
        new(
            [DataColumn.Number("border", "border"), DataColumn.Number("middle", "middle"), new("label", "label")],
            [
                .. proposals
                    .Index()
                    .GroupBy(numbered => numbered.Item.Restart)
                    .Select(restart =>
                        (IReadOnlyList<Cell>)
                            [
                                restart.First().Index + 0.5,
                                restart.First().Index + 0.5 + (restart.Count() / 2.0),
                                $"{restart.Key + 1}{(restart.Key == bestRestart ? " (best)" : "")}",
                            ]
                    ),
            ]
        );

    private static FigureSpecification Specification(DataTable table, string summary, DataTable heads) =>
        new()
        {
            Title = new FigureTitle("Value per proposal"),
            Description = summary,
            Data = table,
            Height = 300,
            Encoding = new Encoding
            {
                X = Channel.Number("number", "proposal, by restart") with
                {
                    Scale = new Scale { Domain = ScaleDomain.Of(0.5, table.Rows.Count + 0.5), Nice = false },
                    Axis = new Axis
                    {
                        Grid = false,
                        TickMinStep = 1,
                        Format = "d",
                    },
                },
            },
            Layer =
            [
                new Layer
                {
                    Data = heads,
                    Mark = new Mark
                    {
                        Type = "rule",
                        Color = new(FigureTheme.Muted),
                        Opacity = 0.4,
                        StrokeDash = [2, 3],
                    },
                    Encoding = new Encoding { X = Channel.Number("border") },
                },
                new Layer
                {
                    Data = heads,
                    Mark = new Mark
                    {
                        Type = "text",
                        Color = new(FigureTheme.Muted),
                        Baseline = "bottom",
                        Dy = -6,
                    },
                    Encoding = new Encoding
                    {
                        X = Channel.Number("middle"),
                        Y = new Channel { Value = new("0") },
                        Text = Channel.Name("label"),
                    },
                },
                new Layer
                {
                    Mark = new Mark
                    {
                        Type = "line",
                        Interpolate = "step-after",
                        Color = new(FigureTheme.Muted),
                        StrokeWidth = 1.5,
                    },
                    Encoding = new Encoding { Y = Values("incumbent"), Detail = Channel.Name("restart") },
                },
                new Layer
                {
                    Mark = new Mark
                    {
                        Type = "point",
                        Size = 64,
                        StrokeWidth = 1.6,
                        Opacity = 1,
                    },
                    Encoding = Marks(),
                },
            ],
        };

    private static Channel Values(string field) =>
        Channel.Number(field, "value in the model") with
        {
            Scale = new Scale { Zero = false, Padding = 12 },
        };

    private static Encoding Marks()
    {
        Channel player = Channel.Name("player", "proposed by") with
        {
            Scale = new Scale { Domain = ScaleDomain.Of([Dispatcher, Agents]) },
            Legend = new Legend { Offset = 26 },
        };
        return new Encoding
        {
            Y = Values("value"),
            Shape = player with { Scale = player.Scale! with { Range = ["circle", "diamond"] } },
            Stroke = player,
            Fill = player with { Condition = new Condition($"datum.fate !== '{Accepted}'", new(FigureTheme.Paper)) },
            Tooltip =
            [
                new("restart", Channel.Nominal, "restart"),
                new("player", Channel.Nominal, "proposed by"),
                new("oracle", Channel.Nominal, "oracle"),
                new("value", Channel.Quantitative, "value", ".2f"),
                new("gain", Channel.Quantitative, "judged gain", ".3f"),
                new("fate", Channel.Nominal, "fate"),
                new("verdict", Channel.Nominal, "verdict"),
            ],
        };
    }
}
