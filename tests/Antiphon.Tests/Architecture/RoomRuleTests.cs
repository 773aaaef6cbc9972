using System.Text.RegularExpressions;

namespace Antiphon.Tests.Architecture;

/// <summary>Dependencies inside the library point one way: a room uses only itself and the rooms above it.</summary>
public partial class RoomRuleTests
{
    private static readonly string[] Rooms =
    [
        "Files",
        "Numerics",
        "Games",
        "Populations",
        "Policies",
        "Simulation",
        "Planning",
        "Evaluation",
        "Equilibrium",
        "Learning",
        "Theory",
        "Runs",
    ];

    private static readonly string[] BannedFolders = ["Utils", "Utilities", "Common", "Helpers", "Misc", "Shared"];

    [Fact]
    public void Every_folder_of_the_library_is_a_known_room()
    {
        IEnumerable<string> unknown = RepositoryRoot
            .LibrarySources()
            .Select(RoomOf)
            .OfType<string>()
            .Except(Rooms, StringComparer.Ordinal)
            .Distinct(StringComparer.Ordinal);
        Assert.Empty(unknown);
    }

    [Fact]
    public void No_room_reaches_into_a_room_below_it()
    {
        IEnumerable<string> violations = RepositoryRoot
            .LibrarySources()
            .SelectMany(file => RoomsUsed(file).Select(used => (file, used)))
            .Where(pair => RoomOf(pair.file) is { } room && Array.IndexOf(Rooms, pair.used) > Array.IndexOf(Rooms, room))
            .Select(pair => $"{Path.GetRelativePath(RepositoryRoot.Path, pair.file)} uses {pair.used}");
        Assert.Empty(violations);
    }

    [Fact]
    public void Files_at_the_root_of_the_library_use_no_room()
    {
        IEnumerable<string> violations = RepositoryRoot
            .LibrarySources()
            .Where(file => RoomOf(file) is null)
            .SelectMany(file => RoomsUsed(file).Select(used => $"{Path.GetFileName(file)} uses {used}"));
        Assert.Empty(violations);
    }

    [Fact]
    public void Every_file_declares_the_namespace_of_its_room()
    {
        IEnumerable<string> violations = RepositoryRoot
            .LibrarySources()
            .Select(file => (file, declared: NamespaceLine().Match(File.ReadAllText(file)).Groups["name"].Value))
            .Where(pair => pair.declared.Length > 0 && pair.declared != (RoomOf(pair.file) is { } room ? "Antiphon." + room : "Antiphon"))
            .Select(pair => $"{Path.GetRelativePath(RepositoryRoot.Path, pair.file)} declares {pair.declared}");
        Assert.Empty(violations);
    }

    [Fact]
    public void The_library_does_not_know_the_programs_built_on_it()
    {
        IEnumerable<string> references = typeof(AntiphonVersion).Assembly.GetReferencedAssemblies().Select(name => name.Name!);
        Assert.DoesNotContain(references, name => name.StartsWith("antiphon", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void No_folder_is_a_drawer_for_everything()
    {
        IEnumerable<string> folders = new[] { "src", "tests", "benchmarks", "examples" }
            .Select(name => Path.Combine(RepositoryRoot.Path, name))
            .Where(Directory.Exists)
            .SelectMany(top => Directory.EnumerateDirectories(top, "*", SearchOption.AllDirectories))
            .Where(folder => BannedFolders.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase))
            .Where(folder => !RepositoryRoot.HasFolder(folder, "bin") && !RepositoryRoot.HasFolder(folder, "obj"));
        Assert.Empty(folders);
    }

    /// <summary>The first folder below src/Antiphon, or null for a file that lies at the root.</summary>
    private static string? RoomOf(string file)
    {
        string[] parts = Path.GetRelativePath(Path.Combine(RepositoryRoot.Path, "src", "Antiphon"), file)
            .Split(Path.DirectorySeparatorChar);
        return parts.Length > 1 ? parts[0] : null;
    }

    /// <summary>Rooms named by using directives or by qualified names in code; comments may name any room.</summary>
    private static IEnumerable<string> RoomsUsed(string file)
    {
        string code = NamespaceLine().Replace(Comment().Replace(File.ReadAllText(file), ""), "");
        return QualifiedRoom()
            .Matches(code)
            .Concat(PartlyQualifiedRoom.Matches(code))
            .Select(match => match.Groups["room"].Value)
            .Where(room => Rooms.Contains(room, StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>Inside namespace Antiphon.X the name Y.Type also reaches room Y, with no using directive at all.</summary>
    private static Regex PartlyQualifiedRoom { get; } =
        new(
            $@"(?<![\w.])(?<room>{string.Join('|', Rooms)})\.(?:{string.Join('|', TypesInRooms())})\b",
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
