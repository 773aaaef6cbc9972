namespace Antiphon.Populations;

/// <summary>
/// Piecewise-linear interpolation on the lattice of resolution R by Kuhn (Freudenthal) simplices. In cumulative coordinates y_i = R (mu_0
/// + .. + mu_{i-1}), i = 1..S-1, the point lies between floor(y) and the vertices reached by raising coordinates in descending order of
/// their fractional parts (ties: the higher index first). Weights are positive, sum to 1, and are exact for affine functions. On a product
/// of blocks each block has such coordinates of its own resolution, and all of them are sorted together.
/// </summary>
/// <param name="lattice">Count vectors of R.</param>
internal sealed class KuhnInterpolation(CountLattice lattice)
{
    // A coordinate this close to a whole number is taken as whole: rounding in mu M must not choose another simplex.
    private const double Whole = 1e-10;

    // Of a block of S_b states the cumulative coordinates 0, 1, .., S_b stand one after the other in `cumulative`; the inner ones, which
    // are free, are numbered over all
    // blocks. With one block a free coordinate stands at its own number plus 1.
    private readonly int[] place = Places(lattice);
    private readonly int[] cumulative = new int[lattice.States + lattice.Blocks.Length];
    private readonly double[] fractional = new double[lattice.States];
    private readonly int[] order = new int[lattice.States - lattice.Blocks.Length];
    private readonly int[] counts = new int[lattice.States];

    /// <summary>How many vertices a simplex has: one more than there are free coordinates, S for a single block.</summary>
    internal int Vertices => place.Length + 1;

    /// <summary>Finds the vertices around a point.</summary>
    /// <param name="fractions">mu, length S; each block's sum to 1.</param>
    /// <param name="vertices">Receives <see cref="Vertices"/> ranks; those of weight 0 repeat a valid rank.</param>
    /// <param name="weights">Receives as many weights.</param>
    internal void Locate(ReadOnlySpan<double> fractions, Span<int> vertices, Span<double> weights)
    {
        Start(fractions);
        vertices[0] = Rank();
        weights[0] = order.Length == 0 ? 1 : 1 - fractional[order[0]];
        for (int step = 0; step < order.Length; step++)
        {
            int coordinate = order[step];
            double weight = fractional[coordinate] - (step + 1 < order.Length ? fractional[order[step + 1]] : 0);
            if (fractional[coordinate] > 0)
            {
                cumulative[place[coordinate]]++;
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
    /// Finds, for each free cumulative coordinate, two nodes whose difference of values is dV/dy_i on the simplex of the point. On a face
    /// of the lattice the difference is taken towards the inside.
    /// </summary>
    /// <param name="fractions">mu, length S; each block's sum to 1.</param>
    /// <param name="above">Receives the ranks at y + e_i, for the free coordinates in their order.</param>
    /// <param name="below">Receives the ranks at y.</param>
    internal void Differences(ReadOnlySpan<double> fractions, Span<int> above, Span<int> below)
    {
        Start(fractions);
        int current = Rank();
        bool blocked = false;
        foreach (int coordinate in order)
        {
            int here = place[coordinate];
            if (cumulative[here] == cumulative[here + 1])
            {
                // Only coordinates that already stand at R are blocked: a tail of a block's.
                blocked = true;
                continue;
            }

            below[coordinate] = current;
            cumulative[here]++;
            current = Rank();
            above[coordinate] = current;
        }

        if (!blocked)
        {
            return;
        }

        Start(fractions);
        current = Rank();
        for (int coordinate = 0; coordinate < place.Length; coordinate++)
        {
            if (cumulative[place[coordinate]] == Resolution(coordinate))
            {
                above[coordinate] = current;
                cumulative[place[coordinate]]--;
                current = Rank();
                below[coordinate] = current;
            }
        }
    }

    private static int[] Places(CountLattice lattice) =>
        [.. lattice.Blocks.SelectMany((block, number) => Enumerable.Range(block.First + number + 1, block.States - 1))];

    // R of the block that a free coordinate belongs to: what stands behind its last.
    private int Resolution(int coordinate)
    {
        foreach (CountBlock block in lattice.Blocks)
        {
            coordinate -= block.States - 1;
            if (coordinate < 0)
            {
                return block.Agents;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(coordinate));
    }

    private void Start(ReadOnlySpan<double> fractions)
    {
        (int coordinate, int number) = (0, 0);
        foreach (CountBlock block in lattice.Blocks)
        {
            (int first, int resolution) = (block.First + number, block.Agents);
            cumulative[first] = 0;
            cumulative[first + block.States] = resolution;
            double sum = 0.0;
            double scaled = 0.0;
            for (int state = block.First; state < block.End - 1; state++, coordinate++)
            {
                sum += fractions[state];
                // Never below the coordinate before: within one cell the higher index then has the higher fraction, so vertices stay
                // inside.
                scaled = Math.Clamp(sum * resolution, scaled, resolution);
                double nearest = Math.Round(scaled);
                double whole = Math.Abs(scaled - nearest) <= Whole ? nearest : Math.Floor(scaled);
                cumulative[place[coordinate]] = (int)whole;
                fractional[coordinate] = Math.Abs(scaled - nearest) <= Whole ? 0 : scaled - whole;
                order[coordinate] = coordinate;
            }

            number++;
        }

        SortByFractionThenHigherIndex();
    }

    // Insertion sort: few entries, no allocation.
    private void SortByFractionThenHigherIndex()
    {
        for (int next = 1; next < order.Length; next++)
        {
            int coordinate = order[next];
            int slot = next;
            while (slot > 0 && ComesFirst(coordinate, order[slot - 1]))
            {
                order[slot] = order[slot - 1];
                slot--;
            }

            order[slot] = coordinate;
        }
    }

    private bool ComesFirst(int coordinate, int other) =>
        fractional[coordinate] > fractional[other] || (fractional[coordinate] == fractional[other] && coordinate > other);

    private int Rank()
    {
        int number = 0;
        foreach (CountBlock block in lattice.Blocks)
        {
            for (int state = block.First; state < block.End; state++)
            {
                counts[state] = cumulative[state + number + 1] - cumulative[state + number];
            }

            number++;
        }

        return lattice.Rank(counts);
    }
}
