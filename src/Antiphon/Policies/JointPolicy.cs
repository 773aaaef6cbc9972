using Antiphon.Games;

namespace Antiphon.Policies;

/// <summary>What both sides do: a strategy pair (pi_g, pi_l).</summary>
/// <param name="Global">pi_g, of the global agent.</param>
/// <param name="Local">pi_l, shared by all local agents.</param>
public sealed record JointPolicy(GlobalPolicy Global, LocalPolicy Local)
{
    /// <summary>Whether another pair acts alike everywhere, to the bit. Pairs with a global policy that is no table are the same only when
    /// they share it.</summary>
    /// <param name="other">The other pair.</param>
    public bool SameAs(JointPolicy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return SameGlobal(other.Global) && SameLocal(other.Local);
    }

    /// <summary>Refuses a game that these policies cannot be played in: other numbers of states or actions, or fewer agents than are
    /// observed.</summary>
    /// <param name="game">The game.</param>
    /// <exception cref="InvalidPolicyException">The policies do not fit; every reason is listed.</exception>
    public void RequireFit(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        var violations = new List<Violation>();
        Compare("localPolicy local states", Local.LocalStates, game.LocalStates);
        Compare("localPolicy global states", Local.GlobalStates, game.GlobalStates);
        Compare("localPolicy actions", Local.LocalActions, game.LocalActions);
        Compare("globalPolicy actions", Global.GlobalActions, game.GlobalActions);
        if (Global.Table is { } table)
        {
            Compare("globalPolicy global states", table.GlobalStates, game.GlobalStates);
            Compare(
                game.Sampling is LossySampling ? "globalPolicy places of an observation" : "globalPolicy local states",
                table.Lattice.States,
                game.Sampling.Places(game.LocalStates)
            );
            if (game.Sampling is not LossySampling && table.Lattice.States == game.LocalStates)
            {
                CompareTypes(table);
            }
        }

        if (Global.Subsample > game.Agents)
        {
            violations.Add(
                new Violation(
                    "subsample",
                    $"is {Global.Subsample}",
                    $"at most the number of agents, {game.Agents}",
                    "observe fewer agents"
                )
            );
        }

        if (violations.Count > 0)
        {
            throw new InvalidPolicyException($"the policy for game '{game.Name}'", violations);
        }

        void CompareTypes(TabularGlobalPolicy table)
        {
            IEnumerable<string> found = table.Lattice.Blocks.Select(block => $"{block.Agents} in {block.States} states");
            IEnumerable<string> expected =
                game.Types.Count > table.Subsample
                    ? []
                    : game.Types.Zip(game.Types.Split(table.Subsample), (type, agents) => $"{agents} in {type.States} states");
            if (!found.SequenceEqual(expected, StringComparer.Ordinal))
            {
                violations.Add(
                    new Violation(
                        "globalPolicy",
                        $"counts {string.Join(" and ", found)}",
                        $"{string.Join(" and ", expected)}, k = {table.Subsample} split over the game's types",
                        "use the policy with the game it was made for"
                    )
                );
            }
        }

        void Compare(string place, int found, int expected)
        {
            if (found != expected)
            {
                violations.Add(
                    new Violation(place, $"number {found}", $"{expected}, as in the game", "use the policy with the game it was made for")
                );
            }
        }
    }

    private bool SameLocal(LocalPolicy other) =>
        Local.LocalStates == other.LocalStates
        && Local.GlobalStates == other.GlobalStates
        && Local.Probabilities.SequenceEqual(other.Probabilities);

    private bool SameGlobal(GlobalPolicy other)
    {
        if (Global.Table is not { } mine || other.Table is not { } theirs || Global.GetType() != other.GetType())
        {
            return ReferenceEquals(Global, other);
        }

        if (Global is RememberingPolicy memory && !memory.SameAs((RememberingPolicy)other))
        {
            return false;
        }

        bool same =
            mine.GlobalStates == theirs.GlobalStates && mine.Lattice.Size == theirs.Lattice.Size && mine.Subsample == theirs.Subsample;
        for (int globalState = 0; same && globalState < mine.GlobalStates; globalState++)
        {
            same = mine.Actions(globalState).SequenceEqual(theirs.Actions(globalState));
        }

        return same;
    }
}
