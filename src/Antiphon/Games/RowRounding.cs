namespace Antiphon.Games;

/// <summary>Notes the rows of a file that are off by rounding, and rescales them where that is asked for.</summary>
internal sealed class RowRounding
{
    /// <summary>How far off rounding may leave a row: what six digits leave of two hundred probabilities.</summary>
    public const double Reach = 1e-4;

    private readonly List<RoundedRow> rows = [];
    private readonly HashSet<string> places = new(StringComparer.Ordinal);

    /// <summary>Whether such rows are rescaled; otherwise they are only noted.</summary>
    public bool Rescales { get; init; }

    /// <summary>The rows noted so far, in the order in which they were read.</summary>
    public IReadOnlyList<RoundedRow> Rows => rows;

    /// <summary>A row as it was read, or rescaled: 0 in place of what is below zero, and divided by its sum.</summary>
    public double[] Read(string place, double[] row)
    {
        double sum = ProbabilityRow.Sum(row);
        if (Math.Abs(sum - 1) <= ProbabilityRow.Tolerance && Array.TrueForAll(row, value => value >= -ProbabilityRow.Crumb))
        {
            return row;
        }

        double belowZero = row.Sum(value => Math.Min(value, 0));
        if (!(Math.Abs(sum - 1) <= Reach && belowZero >= -Reach))
        {
            return row;
        }

        // A part that all phases of a clock share is read once for each.
        if (places.Add(place))
        {
            rows.Add(new RoundedRow(place, sum, belowZero));
        }

        if (!Rescales)
        {
            return row;
        }

        double[] rescaled = [.. row];
        ProbabilityRow.Normalize(rescaled);
        return rescaled;
    }

    /// <summary>The same for the shares of types.</summary>
    public AgentTypeDefinition[] Shares(AgentTypeDefinition[] types) =>
        types.All(type => type is { Share: > 0 })
            ? [.. types.Zip(Read("types", [.. types.Select(type => type.Share)]), (type, share) => type with { Share = share })]
            : types;

    /// <summary>A violation of the file; the remedy of one that is due to rounding says so.</summary>
    public Violation Explained(Violation violation) =>
        places.Contains(violation.Place) || places.Contains(RowOf(violation.Place))
            ? violation with
            {
                Remedy = $"{violation.Remedy}; this is rounding, so rescaling the rows of the file fixes it",
            }
            : violation;

    // The row of an entry: "initial.global" for "initial.global[2]".
    private static string RowOf(string place) => place.EndsWith(']') ? place[..place.LastIndexOf('[')] : place;
}
