using Antiphon.Equilibrium;
using Antiphon.Games;

namespace Antiphon.Cli.Verbs;

/// <summary>The name of a run folder when the user gives none.</summary>
internal static class RunName
{
    private const int LongestGame = 60;

    /// <summary>GAME-kK-seedS; what a file system might not take in the game's name becomes a hyphen.</summary>
    public static string Of(CooperativeGame game, AlternationOptions options)
    {
        string safe = string.Concat(game.Name.Take(LongestGame).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-')).Trim('-');
        return $"{(safe.Length == 0 ? "game" : safe)}-k{options.Subsample}-seed{options.Seed}";
    }
}
