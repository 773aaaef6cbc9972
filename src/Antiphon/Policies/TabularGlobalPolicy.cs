using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>A deterministic global policy: a_g = table[s_g][rank(c)].</summary>
public sealed class TabularGlobalPolicy : GlobalPolicy
{
    private readonly ushort[] actions;

    /// <summary>Checks a table and builds the policy; the table is copied.</summary>
    /// <param name="globalStates">G, at least 1.</param>
    /// <param name="globalActions">A, from 1 to 65,536.</param>
    /// <param name="lattice">The count vectors of the k agents that are observed; k is at least 1.</param>
    /// <param name="actions">The actions, index order [s_g][rank], length G times the size of the lattice, each in [0, A).</param>
    /// <exception cref="InvalidPolicyException">The length is wrong or an action does not exist; every such place is named.</exception>
    public TabularGlobalPolicy(int globalStates, int globalActions, CountLattice lattice, ReadOnlySpan<int> actions)
        : base((lattice ?? throw new ArgumentNullException(nameof(lattice))).Agents, globalActions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(globalStates, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(globalActions, GameLimits.Names);
        GlobalStates = globalStates;
        Lattice = lattice;
        List<Violation> violations = Check(globalStates, globalActions, lattice.Size, actions);
        if (violations.Count > 0)
        {
            throw new InvalidPolicyException("the global policy", violations);
        }

        this.actions = new ushort[actions.Length];
        for (int i = 0; i < actions.Length; i++)
        {
            this.actions[i] = (ushort)actions[i];
        }
    }

    // The table is taken over, not copied: at a million count vectors a copy is worth saving.
    private TabularGlobalPolicy(int globalStates, int globalActions, CountLattice lattice, ushort[] actions)
        : base(lattice.Agents, globalActions) => (GlobalStates, Lattice, this.actions) = (globalStates, lattice, actions);

    /// <summary>G, the number of global states.</summary>
    public int GlobalStates { get; }

    /// <summary>The count vectors of k agents, in the order of the table.</summary>
    public CountLattice Lattice { get; }

    internal override TabularGlobalPolicy Table => this;

    /// <summary>Bytes of a table.</summary>
    internal static double Bytes(int globalStates, double observations) => globalStates * observations * sizeof(ushort);

    /// <summary>Builds the policy that a function describes.</summary>
    /// <param name="globalStates">G, at least 1.</param>
    /// <param name="globalActions">A, from 1 to 65,536.</param>
    /// <param name="lattice">The count vectors of the k agents that are observed.</param>
    /// <param name="actionOf">a_g as a function of (s_g, rank).</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidPolicyException">The function names an action that does not exist.</exception>
    /// <exception cref="InvalidInputException">The table would have more entries than an array can.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TabularGlobalPolicy FromFunction(
        int globalStates,
        int globalActions,
        CountLattice lattice,
        Func<int, int, int> actionOf,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(lattice);
        ArgumentNullException.ThrowIfNull(actionOf);
        ArgumentOutOfRangeException.ThrowIfLessThan(globalStates, 1);
        if ((long)globalStates * lattice.Size > Array.MaxLength)
        {
            throw new InvalidInputException(
                $"A table of {globalStates} x {lattice.Size:N0} actions is too large; observe fewer than {lattice.Agents} agents."
            );
        }

        int[] table = new int[globalStates * lattice.Size];
        for (int i = 0; i < table.Length; i++)
        {
            cancellation.ThrowIfRequested(i);
            table[i] = actionOf(i / lattice.Size, i % lattice.Size);
        }

        return new TabularGlobalPolicy(globalStates, globalActions, lattice, table);
    }

    /// <summary>The policy of a table that is known to be sound; the table is taken over.</summary>
    internal static TabularGlobalPolicy Adopt(CooperativeGame game, CountLattice lattice, ushort[] actions) =>
        new(game.GlobalStates, game.GlobalActions, lattice, actions);

    /// <summary>The actions in one global state, by rank.</summary>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    public ReadOnlySpan<ushort> Actions(int globalState)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(globalState);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(globalState, GlobalStates);
        return actions.AsSpan(globalState * Lattice.Size, Lattice.Size);
    }

    /// <summary>a_g = table[s_g][rank].</summary>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="rank">Rank of the count vector that was seen.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    public int Action(int globalState, int rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, Lattice.Size);
        return Actions(globalState)[rank];
    }

    /// <inheritdoc/>
    public override void ActionLaw(int globalState, int rank, Span<double> probabilities)
    {
        probabilities[..GlobalActions].Clear();
        probabilities[Action(globalState, rank)] = 1;
    }

    /// <inheritdoc/>
    public override int Choose(int globalState, int rank, RandomStream stream) => Action(globalState, rank);

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
}
