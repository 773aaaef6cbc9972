using System.Globalization;
using System.Text.RegularExpressions;

namespace Antiphon.Tests.Docs;

/// <summary>A figure that the docs name, where it stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Page">The page.</param>
/// <param name="Start">Where the number begins in the page's text.</param>
/// <param name="Number">The number as written.</param>
internal sealed record DocsFigure(string Name, string Page, int Start, string Number)
{
    /// <summary>Digits after the point.</summary>
    public int Decimals =>
        Number.Contains('.', StringComparison.Ordinal) ? Number.Length - 1 - Number.IndexOf('.', StringComparison.Ordinal) : 0;

    private decimal Value => decimal.Parse(Number, NumberStyles.Number, CultureInfo.InvariantCulture);

    /// <summary>This figure as another place writes it, with as many decimals.</summary>
    public string RoundedAs(DocsFigure other)
    {
        string format = $"{(other.Number.Contains(',', StringComparison.Ordinal) ? "N" : "F")}{other.Decimals}";
        return other.Value == Value
            ? other.Number
            : Math.Round(Value, other.Decimals, MidpointRounding.AwayFromZero).ToString(format, CultureInfo.InvariantCulture);
    }
}

/// <summary>
/// The same quantity is quoted with the same figure: numbers after &lt;!-- figure NAME --&gt;, and what a pattern finds after &lt;!--
/// figure NAME: PATTERN --&gt;.
/// </summary>
internal static partial class DocsFigures
{
    /// <summary>All named figures of a page.</summary>
    /// <exception cref="FormatException">No number follows a mark, or the pattern finds none.</exception>
    public static IEnumerable<DocsFigure> Of(string page, string text)
    {
        foreach (Match mark in Mark().Matches(text))
        {
            int after = mark.Index + mark.Length;
            string pattern = mark.Groups["pattern"].Success ? mark.Groups["pattern"].Value : @"\G\**(-?[\d,]*\d(?:\.\d+)?)";
            Match found = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1)).Match(text, after);
            yield return found.Success
                ? new DocsFigure(mark.Groups["name"].Value, page, found.Groups[1].Index, found.Groups[1].Value)
                : throw new FormatException($"{page}: '{mark.Value}' finds no number");
        }
    }

    /// <summary>
    /// Every figure that is not the one of its name with the most decimals (the first of these), rounded; with what it should be.
    /// </summary>
    public static IEnumerable<(DocsFigure Figure, DocsFigure Source, string Expected)> Faults(IEnumerable<DocsFigure> all)
    {
        foreach (IGrouping<string, DocsFigure> same in all.GroupBy(figure => figure.Name, StringComparer.Ordinal))
        {
            DocsFigure source = same.MaxBy(figure => figure.Decimals)!;
            foreach (DocsFigure figure in same)
            {
                string expected = source.RoundedAs(figure);
                if (expected != figure.Number)
                {
                    yield return (figure, source, expected);
                }
            }
        }
    }

    [GeneratedRegex("<!-- figure (?<name>[^:>]+?)(: (?<pattern>.+?))? -->", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mark();
}
