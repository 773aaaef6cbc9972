using System.Text.RegularExpressions;

namespace Antiphon.Tests.Architecture;

/// <summary>The rooms of the library (the folders of src/Antiphon), and what their sources use.</summary>
internal static partial class Rooms
{
    /// <summary>From the top: a room uses only rooms before it.</summary>
    public static IReadOnlyList<string> InOrder { get; } =
    ["Files", "Numerics", "Games", "Populations", "Policies", "Simulation", "Planning", "Equilibrium", "Evaluation", "Runs"];

    /// <summary>The assemblies in src, each with those that it may use.</summary>
    public static IReadOnlyDictionary<string, string[]> Assemblies { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["Antiphon"] = [],
            ["Antiphon.Learning"] = ["Antiphon"],
            // The reproduction with continuous states trains networks.
            ["Antiphon.Paper"] = ["Antiphon", "Antiphon.Learning"],
            ["Antiphon.Server"] = ["Antiphon", "Antiphon.Learning", "Antiphon.Paper"],
            ["Antiphon.Cluster"] = ["Antiphon", "Antiphon.Server"],
            ["Antiphon.Cli"] = ["Antiphon", "Antiphon.Learning", "Antiphon.Paper", "Antiphon.Server", "Antiphon.Cluster"],
        };

    /// <summary>The first folder below src/Antiphon, or null for a file that lies at the root.</summary>
    public static string? Of(string file)
    {
        string[] parts = Path.GetRelativePath(Path.Combine(RepositoryRoot.Path, "src", "Antiphon"), file)
            .Split(Path.DirectorySeparatorChar);
        return parts.Length > 1 ? parts[0] : null;
    }

    /// <summary>Rooms named by using directives or by qualified names in code; comments may name any room.</summary>
    public static IEnumerable<string> UsedBy(string file)
    {
        string code = NamespaceLine().Replace(Comment().Replace(File.ReadAllText(file), ""), "");
        return QualifiedRoom()
            .Matches(code)
            .Concat(PartlyQualifiedRoom.Matches(code))
            .Select(match => match.Groups["room"].Value)
            .Where(room => InOrder.Contains(room, StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>The namespace that a file declares; empty where it declares none.</summary>
    public static string NamespaceOf(string file) => NamespaceLine().Match(File.ReadAllText(file)).Groups["name"].Value;

    /// <summary>Inside namespace Antiphon.X the name Y.Type also reaches room Y, with no using directive at all.</summary>
    private static Regex PartlyQualifiedRoom { get; } =
        new(
            $@"(?<![\w.])(?<room>{string.Join('|', InOrder)})\.(?:{string.Join('|', TypesInRooms())})\b",
            RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(5)
        );

    private static IEnumerable<string> TypesInRooms() =>
        typeof(AntiphonVersion)
            .Assembly.GetTypes()
            .Where(type => !type.IsNested && type.Namespace?.StartsWith("Antiphon.", StringComparison.Ordinal) == true)
            .Select(type => type.Name.Split('`')[0])
            .Where(name => char.IsLetter(name[0]));

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\s*namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"(?<![\w.])Antiphon\.(?<room>\w+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex QualifiedRoom();
}
