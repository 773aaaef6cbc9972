using System.Text.Json.Nodes;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Runs;
using Antiphon.Server;

namespace Antiphon.Cli.Watch;

/// <summary>What a page says of a run or a sweep.</summary>
internal static class Described
{
    // Each cell of a sweep has its own.
    private static readonly string[] OfCells = ["subsample", "seed"];

    /// <summary>A training.</summary>
    /// <param name="record">The run.</param>
    /// <param name="words">The words for runs of its kind.</param>
    /// <param name="folder">Its folder as the user would type it.</param>
    public static WorkDescription Training<TOptions>(RunRecord<TOptions> record, RunWords<TOptions> words, string folder)
        where TOptions : TrainingOptions =>
        new("training", Figures.Printable(record.Game), TrainReport.Question(record, words), folder, [.. Options(record.Options)]);

    /// <summary>A sweep.</summary>
    /// <param name="record">The sweep.</param>
    /// <param name="folder">Its folder as the user would type it.</param>
    public static WorkDescription Sweep<TOptions>(SweepRecord<TOptions> record, string folder)
        where TOptions : TrainingOptions =>
        new(
            "sweep",
            Figures.Printable(record.Game),
            SweepReport.Question(record),
            folder,
            [.. Options(record.Options.Training).Where(option => !OfCells.Contains(option.Key, StringComparer.Ordinal))]
        );

    private static IEnumerable<KeyValuePair<string, string>> Options<TOptions>(TOptions options) =>
        JsonOutput.Node(options).AsObject().Select(field => KeyValuePair.Create(field.Key, Text(field.Value)));

    private static string Text(JsonNode? value) =>
        value is null ? "none"
        : value is JsonValue single && single.TryGetValue(out string? text) ? text
        : value.ToJsonString();
}
