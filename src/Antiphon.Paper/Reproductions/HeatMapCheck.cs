namespace Antiphon.Paper;

/// <summary>Whether a stored heat map can be drawn: its choices and modes are zones that it has fractions of.</summary>
internal static class HeatMapCheck
{
    /// <summary>Checks the heat map of a row, if it has one.</summary>
    /// <exception cref="InvalidInputException">Lengths differ, or an entry is no zone; file and field are named.</exception>
    public static void Require(string path, object row)
    {
        switch (row)
        {
            case ReproductionRow { HeatMap: { } map }:
                Require(path, map.Fractions, map.Choice, map.Mode);
                break;
            case ContinuousReproductionRow { HeatMap: { } map }:
                Require(path, map.Fractions, map.Choice, map.Mode);
                break;
        }
    }

    private static void Require(
        string path,
        IReadOnlyList<IReadOnlyList<double>> fractions,
        IReadOnlyList<int> choice,
        IReadOnlyList<int> mode
    )
    {
        int zones = fractions.Count == 0 ? 0 : fractions[0].Count;
        RequireZones(path, "choice", choice, fractions.Count, zones);
        RequireZones(path, "mode", mode, fractions.Count, zones);
        if (fractions.Any(step => step.Count != zones))
        {
            throw new InvalidInputException(
                $"{path}: heatMap.fractions has steps with different numbers of zones; expected {zones} in each; delete the file, and "
                    + "its row is recomputed"
            );
        }
    }

    private static void RequireZones(string path, string field, IReadOnlyList<int> entries, int steps, int zones)
    {
        if (entries.Count != steps || entries.Any(zone => zone < 0 || zone >= zones))
        {
            throw new InvalidInputException(
                $"{path}: heatMap.{field} is not a list of {steps} zones from 0 to {zones - 1}; delete the file, and its row is "
                    + "recomputed"
            );
        }
    }
}
