namespace Antiphon.Tests.Architecture;

/// <summary>Finds the sources from the place where the tests run.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    /// <summary>The sources of an assembly.</summary>
    /// <param name="assembly">Its name, which is that of its folder below src.</param>
    public static IEnumerable<string> Sources(string assembly) =>
        Directory
            .EnumerateFiles(System.IO.Path.Combine(Path, "src", assembly), "*.cs", SearchOption.AllDirectories)
            .Where(file => !HasFolder(file, "bin") && !HasFolder(file, "obj"))
            .Order(StringComparer.Ordinal);

    public static bool HasFolder(string file, string name) =>
        System.IO.Path.GetRelativePath(Path, file).Split(System.IO.Path.DirectorySeparatorChar).Contains(name, StringComparer.Ordinal);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Antiphon.slnx")))
            {
                return folder.FullName;
            }
        }
        throw new DirectoryNotFoundException(
            "The tests must run inside the repository: no Antiphon.slnx above " + AppContext.BaseDirectory
        );
    }
}
