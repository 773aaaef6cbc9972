using System.Runtime.CompilerServices;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>Cells (s_g, F) whose action should change, with what each change promises to first order.</summary>
internal sealed class CellSwitches
{
    private readonly List<Switch> switches = [];
    private bool sorted;

    /// <summary>
    /// Bytes of the list when half of the cells are to be switched, which is more than a turn was seen to ask for, and of the table that
    /// applies them.
    /// </summary>
    /// <param name="cells">Cells (s_g, F) of the policy.</param>
    internal static double Bytes(double cells) => cells * ((Unsafe.SizeOf<Switch>() / 2.0) + sizeof(int));

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

    /// <summary>How many of the most promising cells it takes for the given share of the gap; at least 1.</summary>
    internal int Needed(double share)
    {
        Sort();
        double covered = 0.0;
        for (int count = 0; count < switches.Count; count++)
        {
            covered += switches[count].Promise;
            if (covered >= share * Gap)
            {
                return count + 1;
            }
        }

        return switches.Count;
    }

    /// <summary>The policy with the most promising cells switched.</summary>
    internal TabularGlobalPolicy Apply(TabularGlobalPolicy policy, int count)
    {
        Sort();
        CountLattice lattice = policy.Lattice;
        int states = policy.GlobalStates;
        int[] actions = new int[states * lattice.Size];
        for (int globalState = 0; globalState < states; globalState++)
        {
            for (int rank = 0; rank < lattice.Size; rank++)
            {
                actions[(globalState * lattice.Size) + rank] = policy.Action(globalState, rank);
            }
        }

        foreach (Switch change in switches.Take(count))
        {
            actions[(change.GlobalState * lattice.Size) + change.Rank] = change.Action;
        }

        return new TabularGlobalPolicy(states, policy.GlobalActions, lattice, actions);
    }

    private void Sort()
    {
        if (!sorted)
        {
            switches.Sort(ByPromise);
            sorted = true;
        }
    }

    // Largest promise first; ties in the order of cells, so that the result does not depend on the sort.
    private static int ByPromise(Switch one, Switch other)
    {
        int byPromise = other.Promise.CompareTo(one.Promise);
        int byState = byPromise != 0 ? byPromise : one.GlobalState.CompareTo(other.GlobalState);
        return byState != 0 ? byState : one.Rank.CompareTo(other.Rank);
    }

    private readonly record struct Switch(double Promise, int GlobalState, int Rank, int Action);
}
