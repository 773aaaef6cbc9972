using System.Text.Json;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>What was asked: the game, and every option as resolved.</summary>
internal static class QuestionSection
{
    /// <summary>Says it of a run in a finite game.</summary>
    public static ReportSection Of(CooperativeGame game, StoredRun run) =>
        Of(
            [
                .. Game(game, run.Record.Agents),
                new Fact(
                    "Observed in each step",
                    Figures.Count(run.Record.Options.Subsample),
                    "k, drawn anew in each step without replacement"
                ),
                new Fact("Restarts", Figures.Count(run.Record.Options.Starts)),
                new Fact(
                    "Judge",
                    run.Record.Outcome is { Judge: var judge } ? Figures.Printable(judge) : "not known before training ends"
                ),
            ],
            run.Paths
        );

    /// <summary>Says it of any run.</summary>
    public static ReportSection Of(IEnumerable<Fact> facts, RunPaths run) =>
        new(
            "Configuration",
            [new Facts([.. facts]), new TableBlock("Every option, as resolved", Options(run.Record, "options"), IsFolded: true)]
        );

    /// <summary>The game in a few lines.</summary>
    public static IEnumerable<Fact> Game(CooperativeGame game, long agents) =>
        [
            new Fact("Game", Figures.Printable(game.Name), $"discount {game.Discount}"),
            new Fact("Dispatcher", $"{Figures.Count(game.GlobalStates, "state")}, {Figures.Count(game.GlobalActions, "action")}"),
            new Fact(
                "Agents",
                Figures.Count(agents),
                $"each with {Figures.Count(game.LocalStates, "state")} and {Figures.Count(game.LocalActions, "action")}"
            ),
        ];

    /// <summary>A game with continuous states in a few lines.</summary>
    public static IEnumerable<Fact> Game(ContinuousGame game) =>
        [
            new Fact("Game", Figures.Printable(game.Name), $"discount {game.Discount}"),
            new Fact(
                "Dispatcher",
                $"{Figures.Count(game.GlobalActions.Count, "action")}",
                $"a state of {Figures.Count(game.GlobalStates.Dimension, "coordinate")}; observes "
                    + $"{Figures.Count(game.Features.Size, "number")} computed from the sampled agents"
            ),
            new Fact(
                "Agents",
                Figures.Count(game.Agents),
                $"each with a state of {Figures.Count(game.LocalStates.Dimension, "coordinate")} and "
                    + $"{Figures.Count(game.LocalActions.Count, "action")}"
            ),
        ];

    /// <summary>Options from a record that was read before: from the file, so that an option added later is shown at once.</summary>
    /// <param name="file">The record.</param>
    /// <param name="place">The fields that lead to the options.</param>
    public static DataTable Options(string file, params IEnumerable<string> place)
    {
        using var record = JsonDocument.Parse(Disk.Current.ReadText(file));
        JsonElement options = place.Aggregate(record.RootElement, (element, field) => element.GetProperty(field));
        return new DataTable(
            [new DataColumn("option", $"Option, as in {Path.GetFileName(file)}"), new DataColumn("value", "Value")],
            [
                .. options
                    .EnumerateObject()
                    .Select(option =>
                        (IReadOnlyList<Cell>)
                            [option.Name, option.Value.ValueKind == JsonValueKind.Null ? "automatic" : option.Value.ToString()]
                    ),
            ]
        );
    }
}
