using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>A deterministic global policy: a_g = table[s_g][rank(c)].</summary>
public sealed class TabularGlobalPolicy : GlobalPolicy, IGlobalActor, IActionLaw
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
        ArgumentOutOfRangeException.ThrowIfLessThan(lattice.Agents, 1, nameof(lattice));
        ArgumentOutOfRangeException.ThrowIfLessThan(globalStates, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(globalActions, GameLimits.Names);
        GlobalStates = globalStates;
        Lattice = lattice;
        List<Violation> violations = ActionTable.Check(globalStates, globalActions, lattice.Size, actions);
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

    /// <inheritdoc/>
    public override TabularGlobalPolicy Table => this;

    /// <inheritdoc/>
    internal override EstimatePlan Plan => new(this);

    /// <inheritdoc/>
    public override IActionLaw ActionLaw => this;

    /// <inheritdoc/>
    public override bool IsBlind
    {
        get
        {
            for (int globalState = 0; globalState < GlobalStates; globalState++)
            {
                ReadOnlySpan<ushort> row = Actions(globalState);
                if (row.ContainsAnyExcept(row[0]))
                {
                    return false;
                }
            }

            return true;
        }
    }

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

    /// <summary>
    /// The table of a policy whose action is a function of the global state and the observation: it acts alike, can be stored, and
    /// searches can start from it.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="game">A game that it fits.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">The policy has no action law, draws its actions, or has too many observations.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TabularGlobalPolicy Of(GlobalPolicy policy, CooperativeGame game, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(game);
        _ = policy.RequireActionLaw();
        return ActionTable.Find(policy, game, ObservationLattice.Of(game, policy.Subsample), cancellation)
            ?? throw new InvalidInputException(
                $"a global policy of type {policy.GetType().Name} draws its actions at random, so it has no table of actions"
            );
    }

    /// <summary>
    /// The policy of a table that is known to be sound, with forbidden actions replaced by what these play; the table is taken over.
    /// </summary>
    internal static TabularGlobalPolicy Adopt(CooperativeGame game, CountLattice lattice, ushort[] actions) =>
        new(game.GlobalStates, game.GlobalActions, lattice, Played(game, lattice, actions));

    /// <summary>The policy that always takes an action, or what that plays where it is forbidden.</summary>
    internal static TabularGlobalPolicy Constant(
        CooperativeGame game,
        CountLattice lattice,
        int action,
        CancellationToken cancellation = default
    ) =>
        FromFunction(
            game.GlobalStates,
            game.GlobalActions,
            lattice,
            (state, _) => game.Allowed.Global(state).Played(action),
            cancellation
        );

    /// <summary>The same table with forbidden actions replaced by what these play; itself where it names none.</summary>
    internal TabularGlobalPolicy PlayedIn(CooperativeGame game) =>
        game.Allowed.GlobalSets is null ? this : Adopt(game, Lattice, [.. actions]);

    private static ushort[] Played(CooperativeGame game, CountLattice lattice, ushort[] actions)
    {
        for (int place = 0; game.Allowed.GlobalSets is not null && place < actions.Length; place++)
        {
            actions[place] = (ushort)game.Allowed.Global(place / lattice.Size).Played(actions[place]);
        }

        return actions;
    }

    /// <summary>The actions in one global state, by rank.</summary>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    internal ReadOnlySpan<ushort> Actions(int globalState)
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
    public override IGlobalActor Start(DeployedWorld world, RandomStream episode) => this;

    int IGlobalActor.Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream) =>
        Action(globalState, Lattice.Rank(observation));

    void IActionLaw.Write(int globalState, ReadOnlySpan<int> observation, Span<double> probabilities)
    {
        probabilities[..GlobalActions].Clear();
        probabilities[Action(globalState, Lattice.Rank(observation))] = 1;
    }

    /// <inheritdoc/>
    public override bool SameAs(GlobalPolicy other)
    {
        if (other is not TabularGlobalPolicy table)
        {
            return false;
        }

        return GlobalStates == table.GlobalStates
            && Lattice.Size == table.Lattice.Size
            && Subsample == table.Subsample
            && actions.AsSpan().SequenceEqual(table.actions);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Violation> Validate(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        const string remedy = "use the policy with the game that it was made for";
        var violations = new List<Violation>();
        Compare("globalPolicy global states", GlobalStates, game.GlobalStates);
        Compare(
            game.Sampling is LossySampling ? "globalPolicy places of an observation" : "globalPolicy local states",
            Lattice.States,
            game.Sampling.Places(game.LocalStates)
        );
        if (game.Sampling is not LossySampling && Lattice.States == game.LocalStates && !Split(game).SequenceEqual(Lattice.Blocks))
        {
            violations.Add(
                new Violation(
                    "globalPolicy",
                    $"counts {Words(Lattice.Blocks)}",
                    $"{Words(Split(game))}, k = {Subsample} split over the game's types",
                    remedy
                )
            );
        }

        if (violations.Count == 0 && GlobalActions == game.GlobalActions)
        {
            violations.AddRange(ForbiddenActions.Of(game, state => Actions(state).ToArray().Select(action => (int)action)));
        }

        return violations;

        void Compare(string place, int found, int expected)
        {
            if (found != expected)
            {
                violations.Add(new Violation(place, $"number {found}", $"{expected}, as in the game", remedy));
            }
        }

        static string Words(IEnumerable<CountBlock> blocks) =>
            string.Join(" and ", blocks.Select(block => $"{block.Agents} in {block.States} states"));
    }

    // None where there are fewer agents than types.
    private ImmutableArray<CountBlock> Split(CooperativeGame game) => game.Types.Count > Subsample ? [] : CountBlock.Of(game, Subsample);
}
