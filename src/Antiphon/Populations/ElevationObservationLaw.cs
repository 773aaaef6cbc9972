using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Observations of an exact population: a function of k agents is raised to n agents one at a time, f_{j+1}(c) = sum_x (c_x / (j+1)) f_j(c
/// - e_x), which is the exact average over uniform k-subsets (the hypergeometric law).
/// </summary>
internal sealed class ElevationObservationLaw : ObservationLaw
{
    private readonly CountLattice[] levels;
    private readonly CancellationToken cancellation;
    private double[] low = [];
    private double[] high = [];

    internal ElevationObservationLaw(CountLattice observations, CountLattice population, CancellationToken cancellation = default)
    {
        this.cancellation = cancellation;
        if (observations.Agents > population.Agents)
        {
            throw new InvalidInputException(
                $"k = {observations.Agents:N0}; expected at most n = {population.Agents:N0}, the number of agents; lower k or raise n"
            );
        }

        levels = new CountLattice[population.Agents - observations.Agents + 1];
        for (int level = 0; level < levels.Length; level++)
        {
            cancellation.ThrowIfCancellationRequested();
            levels[level] =
                level == 0 ? observations
                : level == levels.Length - 1 ? population
                : new CountLattice(observations.States, observations.Agents + level);
        }
    }

    public override CountLattice Observations => levels[0];

    /// <summary>Bytes of the lattices between k and n agents and of two functions on the largest.</summary>
    /// <param name="states">S.</param>
    /// <param name="few">k.</param>
    /// <param name="many">n.</param>
    /// <param name="stride">Doubles per node.</param>
    internal static double Bytes(int states, int few, long many, int stride)
    {
        double entries = ((many + 1.0) * (many + 2) / 2) - (few * (few + 1.0) / 2);
        return (entries * (states - 1) * sizeof(int)) + (2.0 * LatticeSize.CountVectors(states, many) * stride * sizeof(double));
    }

    internal override void Expect(FunctionBuffer function, FunctionBuffer atNodes, int stride)
    {
        double[] current = Scratch(ref low, stride);
        double[] raised = Scratch(ref high, stride);
        function.Span[..(levels[0].Size * stride)].CopyTo(current);
        for (int level = 1; level < levels.Length; level++)
        {
            Step(level, stride, current, raised, adjoint: false);
            (current, raised) = (raised, current);
        }

        current.AsSpan(0, levels[^1].Size * stride).CopyTo(atNodes.Span);
    }

    internal override void Adjoint(FunctionBuffer atNodes, FunctionBuffer function, int stride)
    {
        double[] current = Scratch(ref low, stride);
        double[] lowered = Scratch(ref high, stride);
        atNodes.Span[..(levels[^1].Size * stride)].CopyTo(current);
        for (int level = levels.Length - 1; level >= 1; level--)
        {
            Step(level, stride, lowered, current, adjoint: true);
            (current, lowered) = (lowered, current);
        }

        current.AsSpan(0, levels[0].Size * stride).CopyTo(function.Span);
    }

    // Kept from call to call; the largest level is the population's own.
    private double[] Scratch(ref double[] buffer, int stride)
    {
        if (buffer.Length < levels[^1].Size * stride)
        {
            buffer = new double[levels[^1].Size * stride];
        }

        return buffer;
    }

    /// <summary>
    /// Between j agents (few) and j + 1 (many): weight c_x / (j+1) couples c with c - e_x, the agent left out being in x.
    /// </summary>
    private void Step(int level, int stride, double[] few, double[] many, bool adjoint)
    {
        (CountLattice smaller, CountLattice larger) = (levels[level - 1], levels[level]);
        (adjoint ? few.AsSpan(0, smaller.Size * stride) : many.AsSpan(0, larger.Size * stride)).Clear();
        Span<int> counts = stackalloc int[larger.States];
        counts[^1] = larger.Agents;
        for (int rank = 0; rank < larger.Size; rank++)
        {
            cancellation.ThrowIfRequested(rank);
            Span<double> above = many.AsSpan(rank * stride, stride);
            for (int state = 0; state < counts.Length; state++)
            {
                if (counts[state] == 0)
                {
                    continue;
                }

                double weight = (double)counts[state] / larger.Agents;
                counts[state]--;
                Span<double> below = few.AsSpan(smaller.Rank(counts) * stride, stride);
                counts[state]++;
                if (adjoint)
                {
                    AddScaled(weight, above, below);
                }
                else
                {
                    AddScaled(weight, below, above);
                }
            }

            larger.MoveNext(counts);
        }
    }

    private static void AddScaled(double weight, ReadOnlySpan<double> source, Span<double> target)
    {
        for (int channel = 0; channel < target.Length; channel++)
        {
            target[channel] += weight * source[channel];
        }
    }
}
