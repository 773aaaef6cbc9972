using Antiphon.Equilibrium;

namespace Antiphon.Cli.Verbs;

/// <summary>The name of a run folder or a sweep folder when the user gives none.</summary>
internal static class RunName
{
    private const int LongestGame = 60;

    /// <summary>GAME-kK-seedS.</summary>
    public static string Of<TOptions>(string game, TOptions options)
        where TOptions : TrainingOptions =>
        $"{Safe(game)}-k{options.Subsample}{(options is AlternationOptions { Memory: not null } ? "-memory" : "")}-seed{options.Seed}";

    /// <summary>GAME-sweep-seedS.</summary>
    public static string OfSweep(string game, ulong seed) => $"{Safe(game)}-sweep-seed{seed}";

    /// <summary>The game's name; what a file system might not take becomes a hyphen.</summary>
    public static string Safe(string game)
    {
        string safe = string.Concat(
                game.Take(LongestGame).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-')
            )
            .Trim('-');
        return safe.Length == 0 ? "game" : safe;
    }
}
