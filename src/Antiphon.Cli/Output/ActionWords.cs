namespace Antiphon.Cli.Output;

/// <summary>Actions and their shares in a cell of a table.</summary>
internal static class ActionWords
{
    private const int MostActions = 4;
    private const int MostNames = 6;

    /// <summary>"wait", or "left (60%), wait (40%)".</summary>
    public static string Of(IReadOnlyList<ActionShare> actions) =>
        actions is [{ Share: > 1 - 1e-9 } only, ..]
            ? only.Action
            : string.Join(", ", actions.Take(MostActions).Select(each => $"{each.Action} ({Percent(each.Share)})"))
                + (actions.Count > MostActions ? $" and {Figures.Count(actions.Count - MostActions, "other")}" : "");

    /// <summary>"wait" where that is certain, else "wait (60%)".</summary>
    public static string Of(ShownMode mode) => Of([new ActionShare(mode.Action, mode.Share)]);

    /// <summary>Names in a row, the first few of many.</summary>
    public static string Names(IReadOnlyList<string> names) =>
        names.Count <= MostNames
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(MostNames - 1))} and {Figures.Count(names.Count - MostNames + 1, "other")}";

    /// <summary>A share in percent. Only what is certain is 100%, and only what is impossible 0%.</summary>
    public static string Percent(double share) =>
        share switch
        {
            > 0 and < 0.0005 => "<0.1%",
            > 0.9995 and < 1 => ">99.9%",
            _ => $"{100 * share:0.#}%",
        };
}
