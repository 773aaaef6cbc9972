using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Cli.Input;

/// <summary>Policies that the user names: a baseline, or the one of a run folder.</summary>
internal static class PolicyArgument
{
    /// <summary>The local policy of a name: a baseline such as "uniform" or "follow", or that of a run.</summary>
    /// <param name="name">What the user wrote.</param>
    /// <param name="option">Where, for messages.</param>
    /// <param name="game">The game, with its number of agents.</param>
    /// <param name="surroundings">Where paths start from.</param>
    /// <exception cref="InvalidInputException">There is neither, or the run is of another game.</exception>
    public static LocalPolicy Local(string name, string option, CooperativeGame game, Surroundings surroundings)
    {
        IReadOnlyList<NamedLocalPolicy> baselines = BaselinePolicies.Local(game);
        if (baselines.FirstOrDefault(baseline => baseline.Name == name) is NamedLocalPolicy known)
        {
            return known.Policy;
        }

        string[] names = [.. baselines.Select(baseline => baseline.Name)];
        return Stored(name, game, surroundings)?.Local
            ?? throw new InvalidInputException(
                $"{option} is '{name}'; expected {string.Join(", ", names)}, a run folder or a policy file{Suggestion.Phrase(name, names)}"
            );
    }

    /// <summary>The pair of a run folder or a policy file.</summary>
    /// <param name="name">What the user wrote.</param>
    /// <param name="option">Where, for messages.</param>
    /// <param name="game">The game, with its number of agents.</param>
    /// <param name="surroundings">Where paths start from.</param>
    /// <exception cref="InvalidInputException">There is neither, or it is of another game.</exception>
    public static JointPolicy Pair(string name, string option, CooperativeGame game, Surroundings surroundings) =>
        Stored(name, game, surroundings)
        ?? throw new InvalidInputException($"{option} is '{name}'; expected a run folder or a policy file; there is neither");

    // Null where there is neither a folder nor a file of that name.
    private static JointPolicy? Stored(string name, CooperativeGame game, Surroundings surroundings)
    {
        string path = surroundings.FullPath(name);
        if (Directory.Exists(path))
        {
            return OfRun(name, game, surroundings);
        }

        if (!File.Exists(path))
        {
            return null;
        }

        JointPolicy pair = PolicyFile.Load(path, game);
        pair.RequireFit(game);
        return pair;
    }

    /// <summary>The pair of a run, for a game that differs from the run's in its number of agents at most.</summary>
    /// <exception cref="InvalidInputException">There is no such run, it has no policy yet, or its game is another.</exception>
    public static JointPolicy OfRun(string folder, CooperativeGame game, Surroundings surroundings)
    {
        StoredRun run = Registered.OpenFinite(surroundings.FullPath(folder));
        CooperativeGame trained = run.LoadGame();
        if (trained.WithAgents(game.Agents).Hash != game.Hash)
        {
            throw new InvalidInputException(
                $"{folder} is a run of {Output.Figures.Printable(trained.Name)}, a different game from "
                    + $"{Output.Figures.Printable(game.Name)}; use the game that it was trained for"
            );
        }

        JointPolicy policy = run.LoadPolicy(trained);
        policy.RequireFit(game);
        return policy;
    }
}
