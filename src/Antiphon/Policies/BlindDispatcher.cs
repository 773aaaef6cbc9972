namespace Antiphon.Policies;

/// <summary>Tells the dispatchers that act on the global state alone.</summary>
internal static class BlindDispatcher
{
    /// <summary>Whether a table has one action for each global state, whatever is observed.</summary>
    internal static bool Ignores(TabularGlobalPolicy table)
    {
        for (int globalState = 0; globalState < table.GlobalStates; globalState++)
        {
            ReadOnlySpan<ushort> actions = table.Actions(globalState);
            if (actions.ContainsAnyExcept(actions[0]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>pi_g(a_g | s_g), index order [s_g][a_g], of a policy that ignores what it observes; null for any other.</summary>
    internal static double[]? Law(GlobalPolicy policy, int globalStates)
    {
        if (policy is not UniformGlobalPolicy && !(policy is TabularGlobalPolicy table && Ignores(table)))
        {
            return null;
        }

        double[] law = new double[globalStates * policy.GlobalActions];
        for (int globalState = 0; globalState < globalStates; globalState++)
        {
            policy.ActionLaw(globalState, 0, law.AsSpan(globalState * policy.GlobalActions, policy.GlobalActions));
        }

        return law;
    }
}
