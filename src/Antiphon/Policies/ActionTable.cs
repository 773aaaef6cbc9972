using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>Checks and makes the tables of <see cref="TabularGlobalPolicy"/>.</summary>
internal static class ActionTable
{
    /// <summary>Everything that is wrong with a table.</summary>
    internal static List<Violation> Check(int globalStates, int globalActions, int size, ReadOnlySpan<int> actions)
    {
        var violations = new List<Violation>();
        if (actions.Length != (long)globalStates * size)
        {
            violations.Add(
                new Violation(
                    "globalPolicy",
                    $"has {actions.Length} entries",
                    $"{globalStates} x {size}",
                    "give one action per global state and count vector"
                )
            );
            return violations;
        }

        for (int i = 0; i < actions.Length; i++)
        {
            if (actions[i] < 0 || actions[i] >= globalActions)
            {
                violations.Add(
                    new Violation(
                        $"globalPolicy[{i / size}][{i % size}]",
                        $"is {actions[i]}",
                        $"an action from 0 to {globalActions - 1}",
                        "replace it"
                    )
                );
            }
        }

        return violations;
    }

    /// <summary>The table that a policy is or acts like; null where it draws its actions or has no action law.</summary>
    internal static TabularGlobalPolicy? Find(
        GlobalPolicy policy,
        CooperativeGame game,
        CountLattice observations,
        CancellationToken cancellation
    )
    {
        if (policy.Table is { } known)
        {
            return known;
        }

        if (policy.ActionLaw is not { } law)
        {
            return null;
        }

        int[] found = new int[checked(game.GlobalStates * observations.Size)];
        double[] probabilities = new double[policy.GlobalActions];
        int[] counts = new int[observations.States];
        observations.WriteFirst(counts);
        for (int rank = 0; rank < observations.Size; rank++)
        {
            cancellation.ThrowIfRequested(rank);
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                law.Write(globalState, counts, probabilities);
                int action = Array.IndexOf(probabilities, 1);
                if (action < 0)
                {
                    return null;
                }

                found[(globalState * observations.Size) + rank] = action;
            }

            observations.MoveNext(counts);
        }

        return new TabularGlobalPolicy(game.GlobalStates, policy.GlobalActions, observations, found);
    }
}
