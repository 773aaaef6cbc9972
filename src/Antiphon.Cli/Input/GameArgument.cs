using System.CommandLine;
using Antiphon.Games;

namespace Antiphon.Cli.Input;

/// <summary>The argument GAME: the name of a built-in game, or the path of a game file.</summary>
internal static class GameArgument
{
    /// <summary>An argument that refuses a mistyped option, which the parser would otherwise take for a value.</summary>
    public static Argument<string?> Create(string name, string description, Command command)
    {
        var argument = new Argument<string?>(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens[0].Value.StartsWith('-'))
            {
                result.AddError(ParseErrors.UnknownOption(command, result.Tokens[0].Value));
            }
        });
        return argument;
    }

    /// <summary>Loads a built-in game or a file.</summary>
    /// <exception cref="InvalidInputException">There is neither, or the file is invalid.</exception>
    public static CooperativeGame Load(string game, Surroundings surroundings)
    {
        if (BuiltInGames.Find(game) is { } known)
        {
            return known.Create();
        }

        if (BuiltInContinuousGames.Find(game) is not null)
        {
            throw new InvalidInputException(
                $"'{game}' has continuous states, which this command does not support; use `antiphon train {game} --k K`, `antiphon "
                    + "sweep` or `antiphon reproduce continuous`, and on its runs `simulate`, `show`, `certify` and `report`"
            );
        }

        string path = surroundings.FullPath(game);
        if (Disk.Current.IsFile(path))
        {
            return GameFile.Load(path);
        }

        string[] names =
        [
            .. BuiltInGames.All.Select(builtIn => builtIn.Name),
            .. BuiltInContinuousGames.All.Select(builtIn => builtIn.Name),
        ];
        throw new InvalidInputException(
            $"there is no game '{game}': no file of that name, and the built-in games are "
                + $"{string.Join(", ", names)}{Suggestion.Phrase(game, names)}"
        );
    }
}
