using System.Text.RegularExpressions;

namespace Antiphon.Tests.Architecture;

/// <summary>
/// Counts what is in sources by their text, so that any commit can be counted without being built: types, public types (in public types
/// only), public and protected members of public types (one for each declaration with an access keyword; members of interfaces and
/// enumerations, and the parameters of records, have none and are not counted), and statements. A statement is a semicolon that is not of
/// a using directive, a namespace, an accessor or the head of a for, or the head of an if, for, foreach, while, switch, using, lock,
/// fixed, try or do.
/// </summary>
/// <param name="Types">Types.</param>
/// <param name="PublicTypes">Types that are public.</param>
/// <param name="PublicMembers">Members that are public.</param>
/// <param name="Statements">Statements.</param>
internal sealed partial record SourceCount(int Types, int PublicTypes, int PublicMembers, int Statements)
{
    /// <summary>The counts of a folder's C# files, without bin and obj.</summary>
    /// <param name="folder">The folder.</param>
    public static SourceCount OfFolder(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Select(file => Of(File.ReadAllText(file)))
            .Aggregate(new SourceCount(0, 0, 0, 0), (sum, each) => sum + each);

    /// <summary>The counts of one source.</summary>
    /// <param name="source">C# code.</param>
    public static SourceCount Of(string source)
    {
        string code = CommentOrText().Replace(source, match => match.Value[0] == '/' ? " " : "0");
        int heads = Head().Count(code) - (2 * ForHead().Count(code));
        return Declarations(code) with { Statements = code.Count(';'.Equals) - NoStatement().Count(code) + heads };
    }

    /// <summary>Adds up.</summary>
    public static SourceCount operator +(SourceCount left, SourceCount right) =>
        new(
            left.Types + right.Types,
            left.PublicTypes + right.PublicTypes,
            left.PublicMembers + right.PublicMembers,
            left.Statements + right.Statements
        );

    private static SourceCount Declarations(string code)
    {
        (int types, int publicTypes, int members) = (0, 0, 0);
        Stack<bool> visible = new([true]);
        bool? declared = null;
        foreach (Match match in Token().Matches(code))
        {
            switch (match.Value)
            {
                case "{":
                    visible.Push(declared ?? visible.Peek());
                    declared = null;
                    break;
                case "}":
                    visible.Pop();
                    break;
                case ";":
                    declared = null;
                    break;
                case var _ when match.Groups["type"].Success:
                    types++;
                    declared = visible.Peek() && match.Value.Contains("public", StringComparison.Ordinal);
                    publicTypes += declared.Value ? 1 : 0;
                    break;
                default:
                    members += visible.Peek() ? 1 : 0;
                    break;
            }
        }

        return new SourceCount(types, publicTypes, members, 0);
    }

    // Comments, raw strings, verbatim strings, strings with or without holes (one level of strings inside a hole), characters.
    [GeneratedRegex(
        """"
            //[^\n]* | /\*.*?\*/ | \$*(?<quotes>"{3,}).*?\k<quotes>
            | (?:\$@|@\$|@)"(?:[^"]|"")*" | \$"(?:\\.|\{\{|\{(?:[^"{}]|"(?:\\.|[^"\\])*"|\{[^{}]*\})*\}|[^"\\{])*" | "(?:\\.|[^"\\])*"
            | '(?:\\[^']+|\\'|[^'\\])'
            """",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        10000
    )]
    private static partial Regex CommentOrText();

    [GeneratedRegex(
        @"^[ \t]*(?:global[ ])?using[ ](?!var\b)[\w.=<>,\[\]?()\s]+?;|^[ \t]*namespace[ ][\w.]+;|\b(?:get|set|init|add|remove)\s*;",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10000
    )]
    private static partial Regex NoStatement();

    [GeneratedRegex(
        @"\b(?:if|for|foreach|while|lock|fixed)\s*\(|\busing\s*\(|\bswitch\s*\(|\b(?:try|do)\s*\{",
        RegexOptions.ExplicitCapture,
        10000
    )]
    private static partial Regex Head();

    [GeneratedRegex(@"\bfor\s*\(", RegexOptions.ExplicitCapture, 10000)]
    private static partial Regex ForHead();

    // A type with its modifiers, a member's access keyword, or a bracket. A generic constraint "where T : class, new()" declares none.
    [GeneratedRegex(
        @"(?<type>(?:\b(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe|new)\s+)*"
            + @"(?:(?<![:,(]\s*)\b(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?)\s+(?=\w)(?!where\b)|\bdelegate\s+(?=\w)))"
            + @"|\b(?:public|protected)\b(?!\s+internal)(?!\s+(?:get|set|init)\b)|[{};]",
        RegexOptions.ExplicitCapture,
        10000
    )]
    private static partial Regex Token();
}
