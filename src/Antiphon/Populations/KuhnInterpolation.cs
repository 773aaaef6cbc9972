namespace Antiphon.Populations;

/// <summary>
/// Piecewise-linear interpolation on the lattice of resolution R by Kuhn (Freudenthal) simplices. In cumulative coordinates
/// y_i = R (mu_0 + .. + mu_{i-1}), i = 1..S-1, the point lies between floor(y) and the vertices reached by raising coordinates in descending
/// order of their fractional parts (ties: the higher index first). Weights are positive, sum to 1, and are exact for affine functions.
/// </summary>
/// <param name="lattice">Count vectors of R.</param>
internal sealed class KuhnInterpolation(CountLattice lattice)
{
    // A coordinate this close to a whole number is taken as whole: rounding in mu M must not choose another simplex.
    private const double Whole = 1e-10;

    private readonly int dimensions = lattice.States - 1;
    private readonly int resolution = lattice.Agents;
    private readonly int[] cumulative = new int[lattice.States + 1];
    private readonly double[] fractional = new double[lattice.States];
    private readonly int[] order = new int[Math.Max(0, lattice.States - 1)];
    private readonly int[] counts = new int[lattice.States];

    /// <summary>Finds the S vertices around a point.</summary>
    /// <param name="fractions">mu, length S, sum 1.</param>
    /// <param name="vertices">Receives S ranks; those of weight 0 repeat a valid rank.</param>
    /// <param name="weights">Receives S weights.</param>
    internal void Locate(ReadOnlySpan<double> fractions, Span<int> vertices, Span<double> weights)
    {
        Start(fractions);
        vertices[0] = Rank();
        weights[0] = dimensions == 0 ? 1 : 1 - fractional[order[0]];
        for (var step = 0; step < dimensions; step++)
        {
            var coordinate = order[step];
            var weight = fractional[coordinate] - (step + 1 < dimensions ? fractional[order[step + 1]] : 0);
            if (fractional[coordinate] > 0)
            {
                cumulative[coordinate]++;
                vertices[step + 1] = Rank();
                weights[step + 1] = weight;
            }
            else
            {
                vertices[step + 1] = vertices[step];
                weights[step + 1] = 0;
            }
        }
    }

    /// <summary>
    /// Finds, for each cumulative coordinate i = 1..S-1, two nodes whose difference of values is dV/dy_i on the simplex of the point.
    /// On a face of the lattice the difference is taken towards the inside.
    /// </summary>
    /// <param name="fractions">mu, length S, sum 1.</param>
    /// <param name="above">Receives S-1 ranks at y + e_i.</param>
    /// <param name="below">Receives S-1 ranks at y.</param>
    internal void Differences(ReadOnlySpan<double> fractions, Span<int> above, Span<int> below)
    {
        Start(fractions);
        var current = Rank();
        var blockedFrom = dimensions + 1;
        for (var step = 0; step < dimensions; step++)
        {
            var coordinate = order[step];
            if (cumulative[coordinate] == cumulative[coordinate + 1])
            {
                // Only coordinates that already stand at R are blocked: a tail i, i+1, .., S-1.
                blockedFrom = Math.Min(blockedFrom, coordinate);
                continue;
            }

            below[coordinate - 1] = current;
            cumulative[coordinate]++;
            current = Rank();
            above[coordinate - 1] = current;
        }

        if (blockedFrom > dimensions)
        {
            return;
        }

        Start(fractions);
        current = Rank();
        for (var coordinate = blockedFrom; coordinate <= dimensions; coordinate++)
        {
            above[coordinate - 1] = current;
            cumulative[coordinate]--;
            current = Rank();
            below[coordinate - 1] = current;
        }
    }

    private void Start(ReadOnlySpan<double> fractions)
    {
        cumulative[0] = 0;
        cumulative[dimensions + 1] = resolution;
        var sum = 0.0;
        var scaled = 0.0;
        for (var coordinate = 1; coordinate <= dimensions; coordinate++)
        {
            sum += fractions[coordinate - 1];
            // Never below the coordinate before: within one cell the higher index then has the higher fraction, so vertices stay inside.
            scaled = Math.Clamp(sum * resolution, scaled, resolution);
            var nearest = Math.Round(scaled);
            var whole = Math.Abs(scaled - nearest) <= Whole ? nearest : Math.Floor(scaled);
            cumulative[coordinate] = (int)whole;
            fractional[coordinate] = Math.Abs(scaled - nearest) <= Whole ? 0 : scaled - whole;
            order[coordinate - 1] = coordinate;
        }

        SortByFractionThenHigherIndex();
    }

    // Insertion sort: S - 1 entries, no allocation.
    private void SortByFractionThenHigherIndex()
    {
        for (var next = 1; next < dimensions; next++)
        {
            var coordinate = order[next];
            var place = next;
            while (place > 0 && ComesFirst(coordinate, order[place - 1]))
            {
                order[place] = order[place - 1];
                place--;
            }

            order[place] = coordinate;
        }
    }

    private bool ComesFirst(int coordinate, int other) =>
        fractional[coordinate] > fractional[other] || (fractional[coordinate] == fractional[other] && coordinate > other);

    private int Rank()
    {
        for (var state = 0; state <= dimensions; state++)
        {
            counts[state] = cumulative[state + 1] - cumulative[state];
        }

        return lattice.Rank(counts);
    }
}
