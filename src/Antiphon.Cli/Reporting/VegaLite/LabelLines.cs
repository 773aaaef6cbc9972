using System.Text;
using System.Text.Encodings.Web;

namespace Antiphon.Cli.Reporting;

/// <summary>Names on several lines, so that an axis shows them whole on a telephone.</summary>
internal static class LabelLines
{
    /// <summary>A Vega expression that gives the lines of a name.</summary>
    /// <param name="names">All names.</param>
    /// <param name="longest">Letters of a line; a longer word stays whole.</param>
    /// <param name="name">The expression that gives the name.</param>
    public static string Named(IReadOnlyList<string> names, int longest, string name) =>
        $"{{{string.Join(",", names.Select(each => $"{Quoted(each)}:{Lines(each, longest)}"))}}}[{name}]";

    /// <summary>A Vega expression that gives the lines of a name.</summary>
    /// <param name="names">All names.</param>
    /// <param name="longest">Letters of a line; a longer word stays whole.</param>
    /// <param name="number">The expression that gives the number of the name among all.</param>
    public static string Numbered(IReadOnlyList<string> names, int longest, string number) =>
        $"[{string.Join(",", names.Select(each => Lines(each, longest)))}][{number}]";

    /// <summary>The lines of a name, broken between words.</summary>
    public static IReadOnlyList<string> Of(string name, int longest)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (string word in name.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > longest)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        lines.Add(line.ToString());
        return lines;
    }

    private static string Lines(string name, int longest) => $"[{string.Join(",", Of(name, longest).Select(Quoted))}]";

    private static string Quoted(string text) => $"\"{JavaScriptEncoder.Default.Encode(text)}\"";
}
