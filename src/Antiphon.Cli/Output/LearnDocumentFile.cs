using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>
/// learn.json in the folder of a learned run: stored before the policy is measured, and completed afterwards, if need be by another
/// process.
/// </summary>
internal static class LearnDocumentFile
{
    /// <summary>Stores a document.</summary>
    public static void Save(RunPaths paths, LearnDocument document) => AtomicFile.WriteText(In(paths), JsonOutput.Text(document) + "\n");

    /// <summary>
    /// Adds the measurements to what an earlier process stored; leaves a document that has them, or none, or is not one, as it is.
    /// </summary>
    public static void Finish(RunPaths paths, RunRecord record)
    {
        if (Stored(In(paths)) is not { } stored || stored["runFolder"] is not null || record.Outcome is not { } outcome)
        {
            return;
        }

        stored["value"] = Node(outcome.Value);
        stored["valueErrorBound"] = Node(outcome.ValueErrorBound);
        stored["deployed"] = Node(DeployedDocument.From(outcome.Deployed));
        stored["globalGain"] = Node(outcome.GlobalGain);
        stored["runFolder"] = paths.Folder;
        AtomicFile.WriteText(In(paths), JsonOutput.Text(stored) + "\n");
    }

    private static string In(RunPaths paths) => paths.In("learn.json");

    private static JsonNode? Node<T>(T value) => JsonNode.Parse(JsonOutput.Text(value));

    private static JsonObject? Stored(string path)
    {
        try
        {
            if (
                !Disk.Current.IsFile(path)
                || JsonNode.Parse(Disk.Current.ReadText(path)) is not JsonObject document
                || !document.ContainsKey("runFolder")
            )
            {
                return null;
            }

            // A text that is half of a surrogate pair is found where it is written.
            _ = JsonOutput.Text(document);
            return document;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or InvalidOperationException)
        {
            // Not JSON, a field twice, or a name or a text that is half of a surrogate pair.
            return null;
        }
    }
}
