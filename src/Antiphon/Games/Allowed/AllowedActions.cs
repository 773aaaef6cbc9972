namespace Antiphon.Games;

/// <summary>
/// Which actions are allowed where. A forbidden action behaves as the first allowed one: its row and reward, as the game has them, are
/// those of that action, so that whatever is maximised over all actions is maximised over the allowed ones. Immutable.
/// </summary>
public sealed class AllowedActions
{
    private readonly int globalStates;
    private readonly int localStates;
    private readonly ActionSet everyGlobal;
    private readonly ActionSet everyLocal;

    // Null where a side may do everything everywhere.
    private readonly ActionSet[]? global;
    private readonly ActionSet[]? local;

    internal AllowedActions(GameDefinition definition)
    {
        globalStates = definition.GlobalStateNames.Length;
        localStates = definition.LocalStateNames.Length;
        everyGlobal = Every(definition.GlobalActionNames.Length);
        everyLocal = Every(definition.LocalActionNames.Length);
        global = Sets(definition.AllowedGlobalActions, everyGlobal);
        local = Sets(definition.AllowedLocalActions?.SelectMany(states => states), everyLocal);
    }

    /// <summary>Whether any action is forbidden anywhere.</summary>
    public bool IsRestricted => global is not null || local is not null;

    /// <summary>The global actions that are allowed in a global state.</summary>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such state.</exception>
    public ActionSet Global(int globalState)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)globalState, (uint)globalStates, nameof(globalState));
        return global is null ? everyGlobal : global[globalState];
    }

    /// <summary>The local actions that are allowed to an agent.</summary>
    /// <param name="localState">s_l in [0, S).</param>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such state.</exception>
    public ActionSet Local(int localState, int globalState)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)localState, (uint)localStates, nameof(localState));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)globalState, (uint)globalStates, nameof(globalState));
        return LocalCell((localState * globalStates) + globalState);
    }

    /// <summary>The local actions that are allowed in a cell [s_l][s_g].</summary>
    internal ActionSet LocalCell(int cell) => local is null ? everyLocal : local[cell];

    /// <summary>How many pairs (s_g, a_g) are forbidden.</summary>
    internal long ForbiddenGlobal => Forbidden(global, everyGlobal);

    /// <summary>How many triples (s_l, s_g, a_l) are forbidden.</summary>
    internal long ForbiddenLocal => Forbidden(local, everyLocal);

    /// <summary>The sets by s_g; null where every action is allowed.</summary>
    internal IReadOnlyList<ActionSet>? GlobalSets => global;

    /// <summary>The sets by [s_l][s_g]; null where every action is allowed.</summary>
    internal IReadOnlyList<ActionSet>? LocalSets => local;

    /// <summary>Whether the same actions are allowed everywhere, in games of the same sizes.</summary>
    internal bool SameAs(AllowedActions other) => Same(global, other.global) && Same(local, other.local);

    private static ActionSet Every(int actions) => new(actions, Enumerable.Range(0, actions));

    private static long Forbidden(ActionSet[]? sets, ActionSet every) => sets?.Sum(set => (long)every.Count - set.Count) ?? 0;

    private static bool Same(ActionSet[]? sets, ActionSet[]? others) =>
        sets is null
            ? others is null
            : others is not null && sets.Zip(others).All(pair => pair.First == pair.Second || pair.First.SequenceEqual(pair.Second));

    // Most of a game's many cells allow one of a few sets.
    private static ActionSet[]? Sets(IEnumerable<int[]?>? lists, ActionSet every)
    {
        if (lists is null)
        {
            return null;
        }

        var known = new Dictionary<string, ActionSet>(StringComparer.Ordinal);
        ActionSet[] sets = [.. lists.Select(Set)];
        return Array.TrueForAll(sets, set => set.IsEvery) ? null : sets;

        ActionSet Set(int[]? list)
        {
            if (list is null)
            {
                return every;
            }

            string key = string.Join(' ', list.Order());
            return known.TryGetValue(key, out ActionSet? set) ? set : known[key] = new ActionSet(every.Count, list);
        }
    }
}
