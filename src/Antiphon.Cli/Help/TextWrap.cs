namespace Antiphon.Cli.Help;

/// <summary>Breaks text at spaces.</summary>
internal static class TextWrap
{
    /// <summary>The text in lines of at most the given width; a longer word gets a line of its own and is never cut.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
