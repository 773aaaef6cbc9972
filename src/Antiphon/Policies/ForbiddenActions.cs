using Antiphon.Games;

namespace Antiphon.Policies;

/// <summary>
/// Policies and the actions that a game forbids. What a search finds may name a forbidden action, for that behaves as the first allowed
/// one; it leaves the search as what it plays. A policy of a user must name allowed actions only.
/// </summary>
internal static class ForbiddenActions
{
    private const string Remedy = "choose among the allowed actions";

    /// <summary>The same policy with the probabilities of forbidden actions at what these play; itself where it takes none.</summary>
    internal static LocalPolicy Played(LocalPolicy policy, CooperativeGame game)
    {
        if (!Of(policy, game).Any())
        {
            return policy;
        }

        double[] table = new double[policy.Probabilities.Length];
        for (int place = 0; place < table.Length; place++)
        {
            (int cell, int action) = (place / policy.LocalActions, place % policy.LocalActions);
            int played = game.Allowed.LocalCell(cell).Played(action);
            table[(cell * policy.LocalActions) + played] += policy.Probabilities[place];
        }

        return LocalPolicy.Create(policy.LocalStates, policy.GlobalStates, policy.LocalActions, table);
    }

    /// <summary>A violation for each forbidden action to which a policy of the game's sizes gives a probability.</summary>
    internal static IEnumerable<Violation> Of(LocalPolicy policy, CooperativeGame game)
    {
        for (int place = 0; game.Allowed.LocalSets is not null && place < policy.Probabilities.Length; place++)
        {
            (int cell, int action) = (place / policy.LocalActions, place % policy.LocalActions);
            if (policy.Probabilities[place] > 0 && !game.Allowed.LocalCell(cell).Contains(action))
            {
                (int local, int state) = (cell / game.GlobalStates, cell % game.GlobalStates);
                yield return new Violation(
                    $"localPolicy[{local}][{state}][{action}]",
                    $"is {policy.Probabilities[place]:R}: {game.LocalActionNames[action]} is forbidden in {game.LocalStateNames[local]}, "
                        + game.GlobalStateNames[state],
                    $"0; allowed: {Names(game.Allowed.Local(local, state), game.LocalActionNames)}",
                    Remedy
                );
            }
        }
    }

    /// <summary>A violation for each global state and forbidden action that a policy of the game's sizes takes there.</summary>
    /// <param name="game">The game.</param>
    /// <param name="taken">The actions that it takes, by global state, each as often as one likes.</param>
    internal static IEnumerable<Violation> Of(CooperativeGame game, Func<int, IEnumerable<int>> taken)
    {
        for (int state = 0; game.Allowed.GlobalSets is not null && state < game.GlobalStates; state++)
        {
            ActionSet allowed = game.Allowed.Global(state);
            foreach (int action in taken(state).Where(action => !allowed.Contains(action)).Distinct())
            {
                yield return Of(game, state, action);
            }
        }
    }

    /// <summary>Refuses a law of global actions that gives a forbidden one a probability.</summary>
    /// <exception cref="InvalidPolicyException">It does.</exception>
    internal static void Require(CooperativeGame game, int state, ReadOnlySpan<double> law)
    {
        for (int action = 0; game.Allowed.GlobalSets is not null && action < law.Length; action++)
        {
            if (law[action] > 0 && !game.Allowed.Global(state).Contains(action))
            {
                throw Refusal(game, state, action);
            }
        }
    }

    /// <summary>Refuses a local policy that gives a forbidden action a probability.</summary>
    /// <exception cref="InvalidPolicyException">It does; every place is named.</exception>
    internal static void Require(CooperativeGame game, LocalPolicy policy)
    {
        Violation[] violations = [.. Of(policy, game)];
        if (violations.Length > 0)
        {
            throw new InvalidPolicyException($"the policy for game '{game.Name}'", violations);
        }
    }

    /// <summary>What ends a run in which a dispatcher takes a forbidden action.</summary>
    internal static InvalidPolicyException Refusal(CooperativeGame game, int state, int action) =>
        new($"the policy for game '{game.Name}'", [Of(game, state, action)]);

    private static Violation Of(CooperativeGame game, int state, int action) =>
        new(
            $"globalPolicy[{state}]",
            $"takes {game.GlobalActionNames.ElementAtOrDefault(action) ?? $"{action}"}, forbidden in {game.GlobalStateNames[state]}",
            $"an allowed action: {Names(game.Allowed.Global(state), game.GlobalActionNames)}",
            Remedy
        );

    private static string Names(ActionSet allowed, IReadOnlyList<string> names) =>
        string.Join(", ", allowed.Select(action => names[action]));
}
