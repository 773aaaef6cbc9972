using System.Globalization;

namespace Antiphon.Games;

/// <summary>The states, actions or observations of a file in Cassandra's format, which refers to them by name or index.</summary>
internal sealed class PomdpNames
{
    private readonly string kind;
    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);

    private PomdpNames(string kind, string[] all)
    {
        this.kind = kind;
        All = all;
        for (int i = 0; i < all.Length; i++)
        {
            indices.Add(all[i], i);
        }
    }

    /// <summary>The names in order.</summary>
    public string[] All { get; }

    /// <summary>How many there are.</summary>
    public int Count => All.Length;

    /// <summary>Reads a count or a list of names, up to the next section.</summary>
    /// <param name="words">Where they come.</param>
    /// <param name="kind">What they are, for example "state".</param>
    public static PomdpNames Read(PomdpWords words, string kind)
    {
        int line = words.Line;
        var names = new List<string>();
        while (!words.AtSection)
        {
            names.Add(words.Next != ":" ? words.Take() : throw Colon(words, kind, names));
            if (names.Count > GameLimits.Names)
            {
                throw PomdpWords.Fault(line, $"has more than {GameLimits.Names} {kind}s", $"from 1 to {GameLimits.Names}", "merge some");
            }
        }

        if (names is [var count] && count.All(char.IsAsciiDigit))
        {
            return
                int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && number is > 0 and <= GameLimits.Names
                ? new PomdpNames(kind, NameReader.DefaultNames(number))
                : throw PomdpWords.Fault(
                    line,
                    $"counts {PomdpWords.Shown(count)} {kind}s",
                    $"from 1 to {GameLimits.Names}",
                    "give a smaller or larger count"
                );
        }

        var violations = new List<Violation>();
        new NameCheck(violations).List($"line {line}: {kind}s", [.. names]);
        return violations.Count == 0 ? new PomdpNames(kind, [.. names]) : throw new GameValidationException("", violations);
    }

    // A section of another name, or a colon that is too much.
    private static GameValidationException Colon(PomdpWords words, string kind, List<string> names) =>
        PomdpWords.Fault(
            words.Line,
            $"contains '{PomdpWords.Shown(names.LastOrDefault() ?? "")}:'",
            $"names of {kind}s up to the next section ({PomdpWords.Sections})",
            "remove the colon, or the section, which is not supported"
        );

    /// <summary>Passes a name or an index.</summary>
    public int One(PomdpWords words) => Find(words, "");

    /// <summary>Passes a name or an index, or * for <see cref="PomdpTable.Every"/>.</summary>
    public int Select(PomdpWords words) => words.Took("*") ? PomdpTable.Every : Find(words, ", or *");

    private int Find(PomdpWords words, string orElse)
    {
        string word = words.Next;
        if (
            !indices.TryGetValue(word, out int index)
            && !(int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < Count)
        )
        {
            throw words.Unexpected(
                $"the name of {(kind is "action" or "observation" ? "an" : "a")} {kind} or its index, from 0 to {Count - 1}{orElse}",
                $"correct it, or add it to the list of {kind}s"
            );
        }

        words.Take();
        return index;
    }
}
