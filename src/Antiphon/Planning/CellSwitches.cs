using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>Cells (s_g, F) whose action should change, with what each change promises to first order.</summary>
internal sealed class CellSwitches
{
    private readonly List<Switch> switches = [];
    private bool sorted;

    /// <summary>The sum of all promises: the first-order gap.</summary>
    internal double Gap { get; private set; }

    internal void Consider(int globalState, int rank, int action, double promise)
    {
        if (promise > 0)
        {
            switches.Add(new Switch(promise, globalState, rank, action));
            Gap += promise;
        }
    }

    /// <summary>The policy with the most promising cells switched, as many as it takes for the given share of the gap.</summary>
    internal TabularGlobalPolicy Apply(TabularGlobalPolicy policy, double share)
    {
        if (!sorted)
        {
            switches.Sort(ByPromise);
            sorted = true;
        }

        var lattice = policy.Lattice;
        var states = policy.GlobalStates;
        var actions = new int[states * lattice.Size];
        for (var globalState = 0; globalState < states; globalState++)
        {
            for (var rank = 0; rank < lattice.Size; rank++)
            {
                actions[(globalState * lattice.Size) + rank] = policy.Action(globalState, rank);
            }
        }

        var covered = 0.0;
        foreach (var change in switches)
        {
            actions[(change.GlobalState * lattice.Size) + change.Rank] = change.Action;
            covered += change.Promise;
            if (covered >= share * Gap)
            {
                break;
            }
        }

        return new TabularGlobalPolicy(states, policy.GlobalActions, lattice, actions);
    }

    // Largest promise first; ties in the order of cells, so that the result does not depend on the sort.
    private static int ByPromise(Switch one, Switch other)
    {
        var byPromise = other.Promise.CompareTo(one.Promise);
        var byState = byPromise != 0 ? byPromise : one.GlobalState.CompareTo(other.GlobalState);
        return byState != 0 ? byState : one.Rank.CompareTo(other.Rank);
    }

    private readonly record struct Switch(double Promise, int GlobalState, int Rank, int Action);
}
