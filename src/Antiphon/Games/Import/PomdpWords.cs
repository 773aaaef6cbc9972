using System.Globalization;

namespace Antiphon.Games;

/// <summary>
/// The words of a file in Cassandra's format, one after the other: what blanks, line ends and colons separate. Text after # is left out; a
/// colon is a word of its own.
/// </summary>
internal sealed class PomdpWords
{
    /// <summary>The words with which a section begins, each followed by a colon.</summary>
    public const string Sections = "discount, values, states, actions, observations, start, T, O or R";

    private static readonly HashSet<string> SectionWords = new(
        ["discount", "values", "states", "actions", "observations", "start", "T", "O", "R"],
        StringComparer.Ordinal
    );

    private readonly string text;
    private readonly CancellationToken cancellation;
    private (string Word, int Line, int End) next;

    /// <summary>Starts before the first word.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="cancellation">Stops reading, between rows.</param>
    public PomdpWords(string text, CancellationToken cancellation)
    {
        this.text = text;
        this.cancellation = cancellation;
        next = Read(0, 1);
    }

    /// <summary>The next word; empty at the end of the file.</summary>
    public string Next => next.Word;

    /// <summary>The line of the next word, counted from 1.</summary>
    public int Line => next.Line;

    /// <summary>Whether the file ends here or a section begins.</summary>
    public bool AtSection => IsSection(next);

    /// <summary>Whether one word of this section is left.</summary>
    public bool IsLastOfSection => IsSection(Read(next.End, Line));

    /// <summary>Passes the next word.</summary>
    public string Take()
    {
        string word = Next;
        next = Read(next.End, Line);
        return word;
    }

    /// <summary>Passes a word if it is there.</summary>
    public bool Took(string word)
    {
        bool isThere = Next == word;
        if (isThere)
        {
            Take();
        }

        return isThere;
    }

    /// <summary>Passes all words of this section that are left.</summary>
    public void SkipToSection()
    {
        while (!AtSection)
        {
            Take();
        }
    }

    /// <summary>Passes the colon that must come now.</summary>
    public void Colon(string before)
    {
        if (!Took(":"))
        {
            throw Unexpected($"a colon after {before}", "add it");
        }
    }

    /// <summary>Passes numbers, one for each place of a row.</summary>
    /// <param name="row">The numbers.</param>
    /// <param name="forms">What else could stand in their place, as the end of a sentence.</param>
    public void Numbers(Span<double> row, string forms)
    {
        cancellation.ThrowIfCancellationRequested();
        for (int i = 0; i < row.Length; i++)
        {
            if (
                !double.TryParse(Next, NumberStyles.Float, CultureInfo.InvariantCulture, out row[i])
                || !(Math.Abs(row[i]) <= GameLimits.Reward)
            )
            {
                string place = row.Length == 1 ? "a number" : $"number {i + 1} of {row.Length}";
                throw Unexpected($"{place}{(i == 0 ? forms : "")}", "correct it, or complete the row");
            }

            Take();
        }
    }

    /// <summary>Passes one number.</summary>
    public double Number()
    {
        double number = 0;
        Numbers(new Span<double>(ref number), "");
        return number;
    }

    /// <summary>What is wrong with the next word.</summary>
    public GameValidationException Unexpected(string expected, string remedy) =>
        Fault(Line, Next.Length == 0 ? "is the end of the file" : $"contains '{Shown(Next)}'", expected, remedy);

    /// <summary>A fault of a line.</summary>
    public static GameValidationException Fault(int line, string found, string expected, string remedy) =>
        new("the file", [new Violation($"line {line}", found, expected, remedy)]);

    /// <summary>A word for a message.</summary>
    public static string Shown(string word)
    {
        string printable = string.Concat(word.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));
        return printable.Length > 40 ? printable[..40] + ".." : printable;
    }

    private bool IsSection((string Word, int Line, int End) at) =>
        at.Word.Length == 0 || (SectionWords.Contains(at.Word) && Read(at.End, at.Line).Word is ":" or "include" or "exclude");

    private (string Word, int Line, int End) Read(int place, int line)
    {
        bool isRemark = false;
        for (; place < text.Length && (isRemark || char.IsWhiteSpace(text[place]) || text[place] == '#'); place++)
        {
            isRemark = (isRemark || text[place] == '#') && text[place] != '\n';
            line += text[place] == '\n' ? 1 : 0;
        }

        int end = place;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not (':' or '#'))
        {
            end++;
        }

        end += end == place && place < text.Length ? 1 : 0;
        return (text[place..end], line, end);
    }
}
