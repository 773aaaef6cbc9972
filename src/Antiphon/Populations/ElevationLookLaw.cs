namespace Antiphon.Populations;

/// <summary>
/// Looks at an exact population: a function of k agents is raised to n agents one at a time,
/// f_{j+1}(c) = sum_x (c_x / (j+1)) f_j(c - e_x), which is the exact average over uniform k-subsets (the hypergeometric law).
/// </summary>
internal sealed class ElevationLookLaw : LookLaw
{
    private readonly CountLattice[] levels;

    internal ElevationLookLaw(CountLattice looks, CountLattice population)
    {
        if (looks.Agents > population.Agents)
        {
            throw new InvalidInputException($"k = {looks.Agents:N0} agents are looked at, but there are only n = {population.Agents:N0}; lower k or raise n");
        }

        levels = new CountLattice[population.Agents - looks.Agents + 1];
        for (var level = 0; level < levels.Length; level++)
        {
            levels[level] = level == 0 ? looks : level == levels.Length - 1 ? population : new CountLattice(looks.States, looks.Agents + level);
        }
    }

    public override CountLattice Looks => levels[0];

    internal override void Expect(FunctionBuffer function, FunctionBuffer atNodes, int stride)
    {
        var current = Level(function, 0, stride);
        for (var level = 1; level < levels.Length; level++)
        {
            var raised = new double[(long)levels[level].Size * stride];
            Raise(levels[level - 1], levels[level], current, raised, stride);
            current = raised;
        }

        current.CopyTo(atNodes.Span);
    }

    internal override void Adjoint(FunctionBuffer atNodes, FunctionBuffer function, int stride)
    {
        var current = Level(atNodes, levels.Length - 1, stride);
        for (var level = levels.Length - 1; level >= 1; level--)
        {
            var lowered = new double[(long)levels[level - 1].Size * stride];
            Lower(levels[level - 1], levels[level], lowered, current, stride);
            current = lowered;
        }

        current.CopyTo(function.Span);
    }

    private double[] Level(FunctionBuffer buffer, int level, int stride) => buffer.Span[..(levels[level].Size * stride)].ToArray();

    private static void Raise(CountLattice few, CountLattice many, double[] function, double[] raised, int stride)
    {
        foreach (var (rank, smaller, weight) in Neighbours(few, many))
        {
            var source = function.AsSpan(smaller * stride, stride);
            var target = raised.AsSpan(rank * stride, stride);
            for (var channel = 0; channel < stride; channel++)
            {
                target[channel] += weight * source[channel];
            }
        }
    }

    private static void Lower(CountLattice few, CountLattice many, double[] lowered, double[] measure, int stride)
    {
        foreach (var (rank, smaller, weight) in Neighbours(few, many))
        {
            var source = measure.AsSpan(rank * stride, stride);
            var target = lowered.AsSpan(smaller * stride, stride);
            for (var channel = 0; channel < stride; channel++)
            {
                target[channel] += weight * source[channel];
            }
        }
    }

    /// <summary>All (c, c - e_x) with the probability c_x / (j+1) that x is the state of the agent left out, in order of rank.</summary>
    private static IEnumerable<(int Rank, int Smaller, double Weight)> Neighbours(CountLattice few, CountLattice many)
    {
        var counts = new int[many.States];
        counts[^1] = many.Agents;
        var rank = 0;
        do
        {
            for (var state = 0; state < counts.Length; state++)
            {
                if (counts[state] > 0)
                {
                    var weight = (double)counts[state] / many.Agents;
                    counts[state]--;
                    yield return (rank, few.Rank(counts), weight);
                    counts[state]++;
                }
            }

            rank++;
        }
        while (many.MoveNext(counts));
    }
}
