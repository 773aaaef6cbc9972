using Antiphon.Games;

namespace Antiphon.Cli.Output;

/// <summary>Game files that a verb writes for its user.</summary>
internal static class WrittenGame
{
    /// <summary>Writes a game file that must not exist yet; gives its absolute path.</summary>
    /// <param name="game">The game.</param>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="surroundings">Where the program runs.</param>
    /// <exception cref="InvalidInputException">The file exists, or cannot be written.</exception>
    public static string Save(CooperativeGame game, string file, Surroundings surroundings)
    {
        string path = surroundings.FullPath(file);
        if (Disk.Current.Exists(path))
        {
            throw new InvalidInputException($"{file} already exists; nothing was overwritten; choose another name");
        }

        GameFile.Save(game, path);
        return path;
    }
}
