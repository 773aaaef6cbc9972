namespace Antiphon.Games;

/// <summary>Judges what states and actions mean to each other.</summary>
internal sealed class GeometryCheck(Axis globalStates, Axis localStates, Axis globalActions)
{
    /// <summary>Adds what is wrong.</summary>
    public void Check(GameGeometry? geometry, ICollection<Violation> violations)
    {
        if (geometry?.Distance is { } distance)
        {
            new TableCheck<double>(violations, CheckDistances).Table(
                "geometry.distance",
                distance.Select(row => row?.ToArray()).ToArray(),
                localStates,
                globalStates
            );
        }

        if (geometry?.Target is { } target)
        {
            new TableCheck<double>(violations, (place, row, found) => CheckTargets(place, row, localStates.Size, found)).Table(
                "geometry.target",
                target.Select(state => (double)state).ToArray(),
                globalActions
            );
        }
    }

    private static void CheckDistances(string place, ReadOnlySpan<double> row, ICollection<Violation> violations)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (!(row[i] >= 0 && row[i] <= GameLimits.Reward))
            {
                violations.Add(new Violation($"{place}[{i}]", $"is {row[i]:R}", "a finite distance of at least 0", "replace it"));
            }
        }
    }

    private static void CheckTargets(string place, ReadOnlySpan<double> row, int? localStates, ICollection<Violation> violations)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (localStates is { } count && !(row[i] >= 0 && row[i] < count))
            {
                violations.Add(
                    new Violation(
                        $"{place}[{i}]",
                        $"is {row[i]:R}",
                        $"the index of a local state, from 0 to {count - 1}",
                        "count local states from 0"
                    )
                );
            }
        }
    }
}
