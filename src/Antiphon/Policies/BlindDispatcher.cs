using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>The law of dispatchers that act on the global state alone.</summary>
internal static class BlindDispatcher
{
    /// <summary>pi_g(a_g | s_g), index order [s_g][a_g], of a policy that ignores what it observes; null for any other.</summary>
    internal static double[]? Law(GlobalPolicy policy, int globalStates, CountLattice observations)
    {
        if (!policy.IsBlind)
        {
            return null;
        }

        double[] law = new double[globalStates * policy.GlobalActions];
        int[] any = new int[observations.States];
        observations.WriteFirst(any);
        for (int globalState = 0; globalState < globalStates; globalState++)
        {
            policy.RequireActionLaw().Write(globalState, any, law.AsSpan(globalState * policy.GlobalActions, policy.GlobalActions));
        }

        return law;
    }
}
