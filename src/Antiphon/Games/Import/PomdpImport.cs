namespace Antiphon.Games;

/// <summary>
/// Makes a game of a decision problem in Cassandra's format of MDPs and POMDPs. Its state becomes the local state, which each agent
/// observes of itself; its actions become the local actions. There is one global state and one global action, which earns nothing.
/// </summary>
internal static class PomdpImport
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const long LargestFile = 100_000_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its name without extension becomes the name of the game.</param>
    /// <param name="agents">n, from 1 to 10^12.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="GameValidationException">Something is wrong or not supported; every fault is listed with its line.</exception>
    /// <exception cref="InvalidInputException">The file cannot be read, or is too large.</exception>
    public static ImportedGame Load(string path, long agents, CancellationToken cancellation)
    {
        if (Disk.Current.IsFile(path) && Disk.Current.LengthOf(path) is > LargestFile and var length)
        {
            throw new InvalidInputException(
                $"'{path}' has {length:N0} bytes; expected at most {LargestFile:N0}; import a smaller problem."
            );
        }

        return Parse(InputFile.ReadText(path), path, NameOf(path), agents, cancellation);
    }

    private static Violation NotFlat(string text) =>
        new(
            "the file",
            text.Contains("<pomdpx", StringComparison.OrdinalIgnoreCase) ? "is XML in the format PomdpX" : "is XML",
            "Cassandra's format of MDPs and POMDPs, a text whose first section is discount:",
            "PomdpX describes a state by several variables, which is not supported; write the problem with one list of states"
        );

    // A file's name may be no name of a game.
    private static string NameOf(string path)
    {
        string printable = string.Concat(Path.GetFileNameWithoutExtension(path).Where(letter => !char.IsControl(letter))).Trim();
        return printable.Length == 0 ? "imported" : printable[..Math.Min(printable.Length, GameLimits.NameLength)];
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <param name="name">The name of the game.</param>
    /// <param name="agents">n, from 1 to 10^12.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="GameValidationException">Something is wrong or not supported; every fault is listed with its line.</exception>
    public static ImportedGame Parse(string text, string source, string name, long agents, CancellationToken cancellation)
    {
        text = text.TrimStart('\uFEFF');
        if (text.AsSpan().TrimStart().StartsWith('<'))
        {
            throw new GameValidationException(source, [NotFlat(text)]);
        }

        var reader = new PomdpReader(text, cancellation);
        return reader.Read(name, agents) is { } definition
            ? new ImportedGame(CooperativeGame.Create(definition), reader.Observations, [.. reader.Lost()])
            : throw new GameValidationException(source, reader.Violations);
    }
}
