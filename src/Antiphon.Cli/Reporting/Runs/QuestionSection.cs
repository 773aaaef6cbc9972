using System.Text.Json;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>What was asked: the game, and every option as resolved.</summary>
internal static class QuestionSection
{
    /// <summary>Says it.</summary>
    public static ReportSection Of(CooperativeGame game, StoredRun run) => Of(game, run.Record, Options(run));

    private static ReportSection Of(CooperativeGame game, RunRecord record, DataTable options) => new(
        "What was asked",
        [
            new Facts(
            [
                new Fact("Game", Figures.Printable(game.Name), $"hash {game.Hash[..12]}"),
                new Fact("Dispatcher", $"{Figures.Count(game.GlobalStates, "state")}, {Figures.Count(game.GlobalActions, "action")}"),
                new Fact("Agents", Figures.Count(record.Agents), $"each with {Figures.Count(game.LocalStates, "state")} and {Figures.Count(game.LocalActions, "action")}"),
                new Fact("Seen at each step", Figures.Count(record.Options.Subsample), "k, drawn afresh without replacement"),
                new Fact("Discount", $"{game.Discount}"),
                new Fact("Restarts", Figures.Count(record.Options.Restarts), $"seed {record.Options.Seed}"),
                new Fact("Judge", record.Outcome is { Judge: var judge } ? Figures.Printable(judge) : "not known before training ends"),
            ]),
            new TableBlock("Every option, as resolved", options, IsFolded: true),
        ]);

    private static DataTable Options(StoredRun run)
    {
        // From the file, so that an option added later is shown at once.
        using var record = JsonDocument.Parse(File.ReadAllText(run.Paths.Record));
        JsonElement options = record.RootElement.GetProperty("options");
        return new DataTable(
            [new DataColumn("option", "Option, as in run.json"), new DataColumn("value", "Value")],
            [.. options.EnumerateObject().Select(option => (IReadOnlyList<Cell>)[option.Name, option.Value.ValueKind == JsonValueKind.Null ? "automatic" : option.Value.ToString()])]);
    }
}
