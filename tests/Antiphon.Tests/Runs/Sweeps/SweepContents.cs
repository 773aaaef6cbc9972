using System.Text.RegularExpressions;

namespace Antiphon.Tests.Runs.Sweeps;

/// <summary>
/// A sweep folder without what may differ between equal sweeps: origin, seconds, bytes, and checksums and order of the journal's lines.
/// </summary>
internal static partial class SweepContents
{
    public static IReadOnlyDictionary<string, string> Of(string folder) =>
        TemporaryFolder.Contents(folder).ToDictionary(file => file.Key, file => Plain(file.Key, file.Value), StringComparer.Ordinal);

    /// <summary>Two sweeps have the same files with the same contents.</summary>
    public static void AssertEqual(string expected, string found)
    {
        IReadOnlyDictionary<string, string> left = Of(expected);
        IReadOnlyDictionary<string, string> right = Of(found);
        Assert.Equal(left.Keys.Order(StringComparer.Ordinal), right.Keys.Order(StringComparer.Ordinal));
        Assert.All(left.Keys, file => Assert.Equal(left[file], right[file]));
    }

    public static string Journal(string text) =>
        string.Join('\n', Sum().Replace(Cost().Replace(text, "COST"), "SUM").Split('\n').Order(StringComparer.Ordinal));

    private static string Plain(string name, string text) =>
        name switch
        {
            "journal.jsonl" => Journal(text),
            "cells.csv" => Without(text, "trainingSeconds", "evaluationSeconds", "peakWorkingSetBytes", "allocatedBytes"),
            "summary.csv" => Without(text, "secondsMean"),
            _ => text,
        };

    // No cell of these tests holds a comma, but for failures, which stand last.
    private static string Without(string table, params string[] columns)
    {
        string[] names = table.Split('\n')[0].Split(',');
        HashSet<int> left = [.. columns.Select(column => Array.IndexOf(names, column))];
        Assert.DoesNotContain(-1, left);
        return string.Join(
            '\n',
            table.Split('\n').Select(line => string.Join(',', line.Split(',').Where((_, column) => !left.Contains(column))))
        );
    }

    [GeneratedRegex("\"cost\":\\{[^}]*\\}", RegexOptions.None, 1000)]
    private static partial Regex Cost();

    [GeneratedRegex("\"sha256\":\"[0-9a-f]{64}\"", RegexOptions.None, 1000)]
    private static partial Regex Sum();
}
