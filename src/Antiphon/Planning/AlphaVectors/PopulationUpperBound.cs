using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>
/// Upper bounds of the full-information value for n agents beside a fixed local policy, whatever the dispatcher observes: &lt;c/n, U&gt;
/// with U the value of one observed agent, and E V_m(s, F) with F a part of m agents drawn at random, m &lt;= n. Safe for use by several
/// threads.
/// </summary>
public sealed class PopulationUpperBound
{
    private readonly DispatcherProblem problem;
    private readonly double[][] corners;
    private readonly PairBound? pair;
    private readonly SubpopulationBound? part;

    internal PopulationUpperBound(DispatcherProblem problem, double[][] corners, PairBound? pair, SubpopulationBound? part) =>
        (this.problem, this.corners, this.pair, this.part) = (problem, corners, pair, part);

    /// <summary>The largest m whose value is used.</summary>
    public int Subpopulation => part?.Agents ?? (pair is null ? 1 : 2);

    /// <summary>Bounds of the limit, which know these and the fast informed bound.</summary>
    internal UpperBounds InLimit(double[][] informed) => new(problem, informed, pair, part);

    /// <summary>The bound at one count vector.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="counts">c, the number of agents in each local state; length S, at least one agent.</param>
    /// <exception cref="ArgumentException">There is no agent, or the length is wrong.</exception>
    public double At(int globalState, ReadOnlySpan<long> counts)
    {
        if (counts.Length != problem.LocalStates)
        {
            throw new ArgumentException($"there are {counts.Length} counts; expected {problem.LocalStates}", nameof(counts));
        }

        double agents = 0;
        double[] fractions = new double[problem.Width];
        foreach (long count in counts)
        {
            agents += count;
        }

        if (!(agents > 0))
        {
            throw new ArgumentException("there is no agent; expected at least one", nameof(counts));
        }

        for (int state = 0; state < counts.Length; state++)
        {
            fractions[state] = counts[state] / agents;
        }

        double bound = VectorRows.Dot(corners[globalState], fractions);
        if (pair is not null && agents >= 2)
        {
            bound = Math.Min(bound, pair.At(globalState, fractions, agents));
        }

        if (part is not null && agents >= part.Agents)
        {
            double[] bounds = new double[problem.GlobalStates];
            part.At(counts, bounds);
            bound = Math.Min(bound, bounds[globalState]);
        }

        return bound;
    }
}
