namespace Antiphon.Games;

/// <summary>Checks the names in a game: present, short, printable, unique within their list.</summary>
internal sealed class NameCheck(ICollection<Violation> violations)
{
    /// <summary>Checks a list of names; gives their number, or null when the list is missing.</summary>
    public int? List(string place, string[]? names)
    {
        if (names is null)
        {
            violations.Add(new Violation(place, "is missing", "a count or a list of names", "add it"));
            return null;
        }

        if (names.Length is 0 or > GameLimits.Names)
        {
            violations.Add(
                new Violation(place, $"has {names.Length} names", $"from 1 to {GameLimits.Names}", "a game needs at least one of each")
            );
            return null;
        }

        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            Single($"{place}[{i}]", names[i]);
            if (names[i] is { } name && !first.TryAdd(name, i))
            {
                violations.Add(
                    new Violation(
                        $"{place}[{i}]",
                        $"is '{Shown(name)}', as is {place}[{first[name]}]",
                        "a name of its own",
                        "rename one of them"
                    )
                );
            }
        }

        return names.Length;
    }

    /// <summary>Checks one name.</summary>
    public void Single(string place, string? name)
    {
        if (name is null)
        {
            violations.Add(new Violation(place, "is missing", "a name", "add it"));
        }
        else if (string.IsNullOrWhiteSpace(name))
        {
            violations.Add(new Violation(place, "is empty", "a name", "write one"));
        }
        else if (name.Length > GameLimits.NameLength)
        {
            violations.Add(new Violation(place, $"has {name.Length} characters", $"at most {GameLimits.NameLength}", "shorten it"));
        }
        else if (name.Any(char.IsControl) || HasLoneSurrogate(name))
        {
            // Names are printed on terminals and written to files: neither escape sequences nor text that UTF-8 cannot hold.
            violations.Add(
                new Violation(place, "contains a control character or half of a surrogate pair", "printable text", "remove it")
            );
        }
    }

    /// <summary>Checks that a name can stand before a '/' and another name; says whether it can.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="name">The name.</param>
    /// <param name="joined">The form of such names, as a sentence.</param>
    public bool Prefix(string place, string? name, string joined)
    {
        bool fits = name?.Contains('/', StringComparison.Ordinal) != true;
        if (!fits)
        {
            violations.Add(new Violation(place, "contains a '/'", "a name without it", $"choose another: {joined}"));
        }

        return fits;
    }

    private static bool HasLoneSurrogate(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogate(name[i]) && !(char.IsSurrogatePair(name, i) && ++i > 0))
            {
                return true;
            }
        }

        return false;
    }

    private static string Shown(string name)
    {
        string printable = string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return printable.Length > 40 ? printable[..40] + ".." : printable;
    }
}
