using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Cli.Input;

/// <summary>Policies that the user names: a baseline, or one of a run folder or a policy file.</summary>
internal static class PolicyArgument
{
    /// <summary>The local policy of a name: a baseline such as "uniform" or "follow", or that of a run or a policy file.</summary>
    /// <param name="name">What the user wrote.</param>
    /// <param name="option">Where, for messages.</param>
    /// <param name="game">The game, with its number of agents.</param>
    /// <param name="surroundings">Where paths start from.</param>
    /// <exception cref="InvalidInputException">There is neither, or the pair is of another game.</exception>
    public static LocalPolicy Local(string name, string option, CooperativeGame game, Surroundings surroundings)
    {
        IReadOnlyList<NamedLocalPolicy> baselines = BaselinePolicies.Local(game);
        if (baselines.FirstOrDefault(baseline => baseline.Name == name) is NamedLocalPolicy known)
        {
            return known.Policy;
        }

        return Named(name, option, [.. baselines.Select(baseline => baseline.Name)], game, surroundings).Local;
    }

    /// <summary>The pair of a run folder or a policy file that an option names.</summary>
    /// <param name="name">What the user wrote.</param>
    /// <param name="option">Where, for messages.</param>
    /// <param name="words">What else the option understands, for messages.</param>
    /// <param name="game">The game, with its number of agents.</param>
    /// <param name="surroundings">Where paths start from.</param>
    /// <exception cref="InvalidInputException">There is neither, or the pair is of another game.</exception>
    public static JointPolicy Named(
        string name,
        string option,
        IReadOnlyList<string> words,
        CooperativeGame game,
        Surroundings surroundings
    ) =>
        Disk.Current.Exists(surroundings.FullPath(name))
            ? Pair(name, game, surroundings).Pair
            : throw new InvalidInputException(
                $"{option} is '{name}'; expected {string.Concat(words.Select(word => $"{word}, "))}a run folder or a policy file"
                    + (words.Count == 0 ? "; there is neither" : Suggestion.Phrase(name, words))
            );

    /// <summary>A pair for a game that differs from the pair's own in its number of agents at most.</summary>
    /// <param name="name">A run folder or a policy file.</param>
    /// <param name="game">The game.</param>
    /// <param name="surroundings">Where paths start from.</param>
    /// <returns>The pair, with the game that it was made for.</returns>
    /// <exception cref="InvalidInputException">There is no such pair, there is no policy yet, or its game is another.</exception>
    public static FinitePair Pair(string name, CooperativeGame game, Surroundings surroundings)
    {
        FinitePair found = PairSource.Of(name, null, surroundings).Finite(game);
        Violation[] others = [.. PolicyNames.Others(found.Game, game)];
        if (found.Game.WithAgents(game.Agents).Hash != game.Hash || others.Length > 0)
        {
            throw new InvalidInputException(
                $"{name} is of {Output.Figures.Printable(found.Game.Name)}, a different game from "
                    + $"{Output.Figures.Printable(game.Name)}{string.Concat(others.Select(Words))}; use the game that it was trained for"
            );
        }

        found.Pair.RequireFit(game);
        return found;
    }

    private static string Words(Violation other) => $"; {other.Place} {other.Found}, expected {other.Expected}";
}
