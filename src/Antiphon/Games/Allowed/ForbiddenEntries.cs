namespace Antiphon.Games;

/// <summary>Tables whose entries of forbidden actions are replaced; a list of allowed actions that is null allows all of them.</summary>
internal static class ForbiddenEntries
{
    /// <summary>A row that is sound in every game.</summary>
    public static readonly TransitionRow AnyRow = new([0], [1.0]);

    /// <summary>
    /// A sound definition, folded and by rows, in which every entry of a forbidden action is that of the first allowed one; what was there
    /// is not read.
    /// </summary>
    public static GameDefinition Replaced(GameDefinition definition)
    {
        (int[]?[]? global, int[]?[][]? local) = (definition.AllowedGlobalActions, definition.AllowedLocalActions);
        return definition with
        {
            GlobalRows = Map(definition.GlobalRows, global, First),
            GlobalReward = Map(definition.GlobalReward, global, First)!,
            GlobalRewardForms = Map(definition.GlobalRewardForms, global, First),
            LocalRows = Map(definition.LocalRows, local, First),
            LocalReward = Map(definition.LocalReward, local, First)!,
            LocalRewardForms = Map(definition.LocalRewardForms, local, First),
        };
    }

    /// <summary>A global table whose entries of forbidden actions are one sound entry, whatever was there; for the validator.</summary>
    public static T[][]? Sound<T>(T[][]? table, int[]?[]? allowed, T entry) => Map(table, allowed, (_, _) => entry);

    /// <summary>The same of a local table.</summary>
    public static T[][][]? Sound<T>(T[][][]? table, int[]?[][]? allowed, T entry) => Map(table, allowed, (_, _) => entry);

    /// <summary>Lists that forbid nothing, in the shape of a table of local rewards.</summary>
    public static int[]?[][] None(double[][][] rewards) => [.. rewards.Select(states => new int[]?[states.Length])];

    private static T First<T>(T[] row, int[] allowed) => row[allowed.Min()];

    private static T[][][]? Map<T>(T[][][]? table, int[]?[][]? allowed, Func<T[], int[], T> instead) =>
        allowed is null ? table : SharedParts.Map(table, allowed, (part, lists) => Map(part, lists, instead));

    private static T[][]? Map<T>(T[][]? table, int[]?[]? allowed, Func<T[], int[], T> instead) =>
        allowed is null ? table : SharedParts.Map(table, allowed, (row, list) => Map(row, list, instead));

    private static T[]? Map<T>(T[]? row, int[]? allowed, Func<T[], int[], T> instead) =>
        allowed is null || row is null
            ? row
            : [.. row.Select((entry, action) => allowed.Contains(action) ? entry : instead(row, allowed))];
}
