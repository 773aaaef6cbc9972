namespace Antiphon.Benchmarks.Measuring;

/// <summary>What was built in the clone that this program belongs to.</summary>
internal static class ThisClone
{
    /// <summary>The path of the release build of the command.</summary>
    public static string Command()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is { } parent && !File.Exists(Path.Combine(folder.FullName, "Antiphon.slnx")))
        {
            folder = parent;
        }

        return Path.Combine(folder.FullName, "src", "Antiphon.Cli", "bin", "Release", "net10.0", "Antiphon.Cli.dll");
    }
}
