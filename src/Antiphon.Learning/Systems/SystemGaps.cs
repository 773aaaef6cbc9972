using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>What a log must contain to identify the declared game.</summary>
internal static class SystemGaps
{
    /// <summary>Refuses a log that cannot identify the game.</summary>
    /// <exception cref="InvalidInputException">It cannot; every gap is listed.</exception>
    internal static void Require(CooperativeGame game, SystemTables tables, string path)
    {
        string[] gaps = [.. Global(game, tables).Concat(Local(game, tables))];
        if (gaps.Length > 0)
        {
            throw new InvalidInputException(
                $"{path} cannot identify game '{game.Name}': {string.Join("; ", gaps)}; log more episodes, explore more, or declare less"
            );
        }
    }

    private static IEnumerable<string> Global(CooperativeGame game, SystemTables tables)
    {
        for (int action = 0; action < game.GlobalActions; action++)
        {
            if (!Enumerable.Range(0, game.GlobalStates).Any(state => Draws(state, action) > 0))
            {
                yield return $"the global action '{game.GlobalActionNames[action]}' is never taken";
            }
        }

        for (int state = 0; state < game.GlobalStates; state++)
        {
            if (!Enumerable.Range(0, game.GlobalActions).Any(action => Draws(state, action) > 0))
            {
                yield return $"no move starts in the global state '{game.GlobalStateNames[state]}'";
            }
        }

        int Draws(int state, int action) => tables.Moves[(state * game.GlobalActions) + action].Draws;
    }

    private static IEnumerable<string> Local(CooperativeGame game, SystemTables tables)
    {
        for (int state = 0; state < game.LocalStates; state++)
        {
            int[] tried = [.. Enumerable.Range(0, game.LocalActions).Where(action => IsTried(state, action))];
            if (tried.Length == 0)
            {
                yield return $"no move of a tracked agent starts in the local state '{game.LocalStateNames[state]}'";
                continue;
            }

            foreach (int action in Enumerable.Range(0, game.LocalActions).Except(tried))
            {
                yield return $"no tracked agent takes the action '{game.LocalActionNames[action]}' in the local state "
                    + $"'{game.LocalStateNames[state]}'";
            }
        }

        bool IsTried(int state, int action) =>
            Enumerable
                .Range(0, game.GlobalStates)
                .Any(globalState =>
                    tables.Local.AsSpan(tables.Row(state, globalState, action) * game.LocalStates, game.LocalStates).ContainsAnyExcept(0L)
                );
    }
}
