using System.Text;

namespace Antiphon.Tests.Runs;

/// <summary>The cells of a comma-separated table that this program wrote (RFC 4180 quoting, line feeds).</summary>
internal static class CsvRows
{
    /// <summary>Reads a table.</summary>
    /// <param name="text">The table.</param>
    /// <returns>Its rows in order, the names of the columns first.</returns>
    public static IReadOnlyList<string[]> Read(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var cell = new StringBuilder();
        bool isQuoted = false;
        for (int place = 0; place < text.Length; place++)
        {
            char letter = text[place];
            if (isQuoted && letter == '"' && place + 1 < text.Length && text[place + 1] == '"')
            {
                cell.Append(letter);
                place++;
            }
            else if (letter == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (isQuoted || letter is not (',' or '\n'))
            {
                cell.Append(letter);
            }
            else
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (letter == '\n')
                {
                    rows.Add([.. row]);
                    row.Clear();
                }
            }
        }

        return rows;
    }
}
