using System.Xml.Linq;

namespace Antiphon.Tests.Architecture;

/// <summary>Dependencies point one way: a room of the library uses only itself and the rooms above it, and so do the assemblies.</summary>
public class RoomRuleTests
{
    private static readonly string[] BannedFolders = ["Utils", "Utilities", "Common", "Helpers", "Misc", "Shared"];

    private static readonly string[] Platform = ["System.", "netstandard", "mscorlib"];

    [Fact]
    public void Every_folder_of_the_library_is_a_known_room()
    {
        IEnumerable<string> unknown = RepositoryRoot
            .Sources("Antiphon")
            .Select(Rooms.Of)
            .OfType<string>()
            .Except(Rooms.InOrder, StringComparer.Ordinal)
            .Distinct(StringComparer.Ordinal);
        Assert.Empty(unknown);
    }

    [Fact]
    public void No_room_reaches_into_a_room_below_it()
    {
        List<string> order = [.. Rooms.InOrder];
        IEnumerable<string> violations = RepositoryRoot
            .Sources("Antiphon")
            .SelectMany(file => Rooms.UsedBy(file).Select(used => (file, used)))
            .Where(pair => Rooms.Of(pair.file) is { } room && order.IndexOf(pair.used) > order.IndexOf(room))
            .Select(pair => $"{Path.GetRelativePath(RepositoryRoot.Path, pair.file)} uses {pair.used}");
        Assert.Empty(violations);
    }

    [Fact]
    public void Files_at_the_root_of_the_library_use_no_room()
    {
        IEnumerable<string> violations = RepositoryRoot
            .Sources("Antiphon")
            .Where(file => Rooms.Of(file) is null)
            .SelectMany(file => Rooms.UsedBy(file).Select(used => $"{Path.GetFileName(file)} uses {used}"));
        Assert.Empty(violations);
    }

    [Fact]
    public void Every_file_declares_the_namespace_of_its_room()
    {
        IEnumerable<string> violations = RepositoryRoot
            .Sources("Antiphon")
            .Select(file => (file, expected: Rooms.Of(file) is { } room ? "Antiphon." + room : "Antiphon"))
            .Concat(
                new[] { "Antiphon.Learning", "Antiphon.Paper", "Antiphon.Server", "Antiphon.Cluster" }.SelectMany(assembly =>
                    RepositoryRoot.Sources(assembly).Select(file => (file, expected: assembly))
                )
            )
            .Select(pair => (pair.file, pair.expected, declared: Rooms.NamespaceOf(pair.file)))
            .Where(each => each.declared.Length > 0 && each.declared != each.expected)
            .Select(each => $"{Path.GetRelativePath(RepositoryRoot.Path, each.file)} declares {each.declared}");
        Assert.Empty(violations);
    }

    [Fact]
    public void Every_folder_of_src_is_a_known_assembly()
    {
        IEnumerable<string> found = Directory.EnumerateDirectories(Path.Combine(RepositoryRoot.Path, "src")).Select(Path.GetFileName)!;
        Assert.Equal(Rooms.Assemblies.Keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_assembly_uses_only_those_above_it()
    {
        foreach ((string assembly, string[] allowed) in Rooms.Assemblies)
        {
            var project = XDocument.Load(Path.Combine(RepositoryRoot.Path, "src", assembly, assembly + ".csproj"));
            IEnumerable<string> used = project
                .Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
            Assert.Equal(allowed.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void The_library_has_no_dependency_but_the_platform()
    {
        IEnumerable<string> references = typeof(AntiphonVersion).Assembly.GetReferencedAssemblies().Select(name => name.Name!);
        Assert.DoesNotContain(references, name => !Platform.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        string project = Path.Combine(RepositoryRoot.Path, "src", "Antiphon", "Antiphon.csproj");
        Assert.Empty(XDocument.Load(project).Descendants("PackageReference"));
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
}
