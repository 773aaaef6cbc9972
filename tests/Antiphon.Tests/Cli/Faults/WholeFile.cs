using System.IO.Compression;
using System.Text.Json;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli.Faults;

/// <summary>Whether a file is whole, as far as its kind shows it.</summary>
internal static class WholeFile
{
    /// <summary>What is wrong with a file; null when it is whole.</summary>
    public static string? Fault(string path)
    {
        try
        {
            switch (Path.GetExtension(path))
            {
                case ".json":
                    JsonDocument.Parse(File.ReadAllText(path)).Dispose();
                    return null;
                case ".jsonl":
                    string[] lines = File.ReadAllText(path).Split('\n');
                    bool isJournal = Path.GetFileName(path) == "journal.jsonl";
                    Array.ForEach(lines[..^1], line => JsonDocument.Parse(line).Dispose());
                    // A last line without an end is no line of a journal: its readers drop it.
                    return lines[^1].Length == 0 || isJournal ? null : "its last line has no end";
                case ".csv":
                    string text = File.ReadAllText(path);
                    return !text.EndsWith('\n') ? "its last line has no end"
                        : CsvRows.Read(text).DistinctBy(row => row.Length).Count() > 1 ? "its rows differ in length"
                        : null;
                case ".html":
                    return File.ReadAllText(path).TrimEnd().EndsWith("</html>", StringComparison.Ordinal) ? null : "it has no end";
                case ".npz":
                    ZipFile.OpenRead(path).Dispose();
                    return null;
                case ".witness":
                    using (FileStream witness = File.OpenRead(path))
                    {
                        // The header is a line; all that follows is deflated.
                        witness.Position = "antiphon-witness/1\n".Length;
                        using var inflated = new DeflateStream(witness, CompressionMode.Decompress);
                        inflated.CopyTo(Stream.Null);
                        return null;
                    }

                default:
                    return "its kind is not known";
            }
        }
        catch (Exception problem) when (problem is JsonException or InvalidDataException)
        {
            return problem.Message;
        }
    }
}
