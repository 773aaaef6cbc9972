namespace Antiphon.Server;

/// <summary>Where a file is once all links are followed, so that two names of one file are seen to be one.</summary>
internal static class RealPath
{
    /// <summary>The path of a file or folder without links.</summary>
    /// <param name="path">A path; what it names need not exist.</param>
    /// <exception cref="InvalidInputException">Its links lead in a circle, or may not be read.</exception>
    public static string Of(string path)
    {
        try
        {
            return Follow(Path.GetFullPath(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be found: {failure.Message}", failure);
        }
    }

    private static string Follow(string path)
    {
        if (Path.GetDirectoryName(path) is not string parent)
        {
            return path;
        }

        string real = Path.Combine(Follow(parent), Path.GetFileName(path));
        return Disk.Current.Target(real) is string target ? Follow(target) : real;
    }
}
