namespace Antiphon.Benchmarks.Measuring;

/// <summary>What was built in the clone that this program belongs to.</summary>
internal static class ThisClone
{
    /// <summary>The path of the release build of the command.</summary>
    /// <exception cref="InvalidInputException">It was not built.</exception>
    public static string Command()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is { } parent && !File.Exists(Path.Combine(folder.FullName, "Antiphon.slnx")))
        {
            folder = parent;
        }

        string command = Path.Combine(folder.FullName, "src", "Antiphon.Cli", "bin", "Release", "net10.0", "Antiphon.Cli.dll");
        return File.Exists(command)
            ? command
            : throw new InvalidInputException($"There is no {command}; run `dotnet build -c Release` first.");
    }
}
