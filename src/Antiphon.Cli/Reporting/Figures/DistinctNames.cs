namespace Antiphon.Cli.Reporting;

/// <summary>Names for the places of an axis, which must differ: a game may call two states alike.</summary>
internal static class DistinctNames
{
    /// <summary>The names; those that occur twice get their number.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> names)
    {
        HashSet<string> repeated =
        [
            .. names.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key),
        ];
        return [.. names.Select((name, index) => repeated.Contains(name) ? $"{name} ({index})" : name)];
    }
}
