namespace Antiphon.Games;

/// <summary>
/// A game as its author writes it down: plain arrays, not checked yet. <see cref="CooperativeGame.Create"/> checks all of it and builds
/// the game. The sizes G, S, A and B are the numbers of names: global states s_g, local states s_l, global actions a_g, local actions a_l.
/// </summary>
public sealed record GameDefinition
{
    /// <summary>A short name, for example "fleet".</summary>
    public required string Name { get; init; }

    /// <summary>gamma, the discount per step, in [0, 1).</summary>
    public required double Discount { get; init; }

    /// <summary>n, the number of local agents, from 1 to 10^12.</summary>
    public required long Agents { get; init; }

    /// <summary>One name per global state s_g.</summary>
    public required string[] GlobalStateNames { get; init; }

    /// <summary>One name per local state s_l; empty when <see cref="Types"/> are given, which then have these tables themselves.</summary>
    public required string[] LocalStateNames { get; init; }

    /// <summary>One name per global action a_g.</summary>
    public required string[] GlobalActionNames { get; init; }

    /// <summary>One name per local action a_l.</summary>
    public required string[] LocalActionNames { get; init; }

    /// <summary>P_g(s_g' | s_g, a_g), index order [s_g][a_g][s_g'].</summary>
    public required double[][][] GlobalTransition { get; init; }

    /// <summary>P_l(s_l' | s_l, s_g, a_l), index order [s_l][s_g][a_l][s_l']; empty when <see cref="Types"/> are given.</summary>
    public required double[][][][] LocalTransition { get; init; }

    /// <summary>
    /// P_g by rows, index order [s_g][a_g], in place of <see cref="GlobalTransition"/>, which then is empty; null otherwise.
    /// </summary>
    public TransitionRow[][]? GlobalRows { get; init; }

    /// <summary>
    /// P_l by rows, index order [s_l][s_g][a_l], in place of <see cref="LocalTransition"/>, which then is empty; null otherwise. Parts
    /// that are equal may be one object.
    /// </summary>
    public TransitionRow[][][]? LocalRows { get; init; }

    /// <summary>r_g(s_g, a_g), index order [s_g][a_g]; means where rewards are random.</summary>
    public required double[][] GlobalReward { get; init; }

    /// <summary>
    /// r_l(s_l, s_g, a_l), index order [s_l][s_g][a_l]; means where rewards are random, and empty when <see cref="Types"/> are given.
    /// </summary>
    public required double[][][] LocalReward { get; init; }

    /// <summary>
    /// Global rewards that are not one number, in the shape of <see cref="GlobalReward"/>: random, whose entry there then is the mean, or
    /// coupled, whose entry there is not used; null where a reward is one number, or null as a whole.
    /// </summary>
    public RewardForm?[][]? GlobalRewardForms { get; init; }

    /// <summary>
    /// Local rewards that are not one number, in the shape of <see cref="LocalReward"/>, likewise. Not used when <see cref="Types"/> are
    /// given: each type has its own.
    /// </summary>
    public RewardForm?[][][]? LocalRewardForms { get; init; }

    /// <summary>
    /// The law of the states at time 0. When <see cref="Types"/> are given its local part is not used: each type has its own.
    /// </summary>
    public required InitialLaw Initial { get; init; }

    /// <summary>How states and actions relate to each other, if they do; null otherwise.</summary>
    public GameGeometry? Geometry { get; init; }

    /// <summary>
    /// The types of local agents, in place of the three local tables; null for a game whose agents are all alike. The game's local states
    /// then are those of the types in turn, named "type/state", and <see cref="Geometry"/> counts them so.
    /// </summary>
    public IReadOnlyList<AgentTypeDefinition>? Types { get; init; }

    /// <summary>Aggregates of the population, on which rows and rewards may depend; null where nothing does.</summary>
    public IReadOnlyList<Aggregate>? Aggregates { get; init; }

    /// <summary>
    /// The global actions that are allowed, index order [s_g], each a list without order; null in place of a list, or as a whole: every
    /// action. Entries of forbidden actions in the tables are not read; a forbidden action behaves as the first allowed one.
    /// </summary>
    public int[]?[]? AllowedGlobalActions { get; init; }

    /// <summary>
    /// The local actions that are allowed, index order [s_l][s_g], likewise. Not used when <see cref="Types"/> are given: each type has
    /// its own.
    /// </summary>
    public int[]?[][]? AllowedLocalActions { get; init; }

    /// <summary>A definition from functions, which are called once for each of their arguments, but not for forbidden actions.</summary>
    /// <param name="functions">Names, kernels and rewards.</param>
    public static GameDefinition From(GameFunctions functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        var coupled = new CoupledEntries(functions.Aggregates ?? []);
        int states = functions.GlobalStateNames.Length,
            actions = functions.GlobalActionNames.Length,
            localActions = functions.LocalActionNames.Length;
        int[]?[]? allowedGlobal = functions.AllowedGlobalActions is { } allowed ? Table(states, state => allowed(state)?.ToArray()) : null;
        int[]?[][]? allowedLocal = functions.AllowedLocalActions is { } own
            ? Table(functions.LocalStateNames.Length, local => Table(states, state => own(local, state)?.ToArray()))
            : null;
        return new GameDefinition
        {
            Name = functions.Name,
            Discount = functions.Discount,
            Agents = functions.Agents,
            GlobalStateNames = functions.GlobalStateNames,
            LocalStateNames = functions.LocalStateNames,
            GlobalActionNames = functions.GlobalActionNames,
            LocalActionNames = functions.LocalActionNames,
            GlobalTransition = [],
            GlobalRows = GlobalTable(
                (state, action) =>
                    coupled.Row(functions.CoupledGlobalTransition?.Invoke(state, action))
                    ?? TransitionRow.Of(functions.GlobalTransition(state, action))
            ),
            LocalTransition = [],
            LocalRows = LocalTable(
                (local, state, action) =>
                    coupled.Row(functions.CoupledLocalTransition?.Invoke(local, state, action))
                    ?? TransitionRow.Of(functions.LocalTransition(local, state, action))
            ),
            GlobalReward = GlobalTable(functions.GlobalReward),
            LocalReward = LocalTable(functions.LocalReward),
            AllowedGlobalActions = allowedGlobal,
            AllowedLocalActions = allowedLocal,
            GlobalRewardForms = functions.CoupledGlobalReward is { } global
                ? GlobalTable((state, action) => coupled.Reward(global(state, action)))
                : null,
            LocalRewardForms = functions.CoupledLocalReward is { } reward
                ? LocalTable((local, state, action) => coupled.Reward(reward(local, state, action)))
                : null,
            Aggregates = functions.Aggregates,
            Initial = functions.Initial,
            Geometry = functions.Geometry,
        };

        T[][] GlobalTable<T>(Func<int, int, T> entry) =>
            Table(states, state => Row(actions, allowedGlobal?[state], action => entry(state, action)));

        T[][][] LocalTable<T>(Func<int, int, int, T> entry) =>
            Table(functions.LocalStateNames.Length, local =>
                Table(states, state => Row(localActions, allowedLocal?[local][state], action => entry(local, state, action)))
            );
    }

    private static T[] Row<T>(int actions, int[]? allowed, Func<int, T> entry) =>
        Table(actions, action => allowed is null || allowed.Contains(action) ? entry(action) : default!);

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];
}
