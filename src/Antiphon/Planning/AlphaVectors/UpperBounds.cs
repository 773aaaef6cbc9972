using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>
/// Upper bounds of the limit's value at populations: the fast informed bound, the value of two agents, and between points whose value is
/// bounded better, by convexity. Where mu = phi b + nu with nu >= 0, V(mu) is at most phi v_b plus a bound of nu; as large a phi as fits
/// makes the sawtooth of a linear bound, and <c>(nu V_2 nu)/(1 - phi)</c> the one of two agents. Values at points are stored, their gaps
/// are not.
/// </summary>
internal sealed class UpperBounds
{
    // Nearer to a point than this, the quotient by 1 - phi is all rounding.
    private const double NearPoint = 1e-6;

    private readonly DispatcherProblem problem;
    private readonly double[][] informed;
    private readonly double[][] corners;
    private readonly PairBound? pair;
    private readonly SubpopulationBound? part;
    private readonly Points[] points;
    private readonly double[] parts;

    internal UpperBounds(DispatcherProblem problem, double[][] informed, PairBound? pair, SubpopulationBound? part)
    {
        (this.problem, this.informed, this.pair, this.part) = (problem, informed, pair, part);
        parts = new double[problem.GlobalStates];
        Array.Fill(parts, double.PositiveInfinity);
        corners = new double[problem.GlobalStates][];
        points = new Points[problem.GlobalStates];
        for (int state = 0; state < problem.GlobalStates; state++)
        {
            corners[state] = (double[])informed[state * problem.GlobalActions].Clone();
            points[state] = new Points(problem.LocalStates);
            for (int action = 1; action < problem.GlobalActions; action++)
            {
                VectorRows.Maximize(informed[(state * problem.GlobalActions) + action], corners[state]);
            }
        }
    }

    /// <summary>How many changes of points a global state has seen.</summary>
    internal int Changes(int state) => points[state].Changes.Count;

    /// <summary>Bounds by the value of a part of the population, in every global state.</summary>
    internal ReadOnlySpan<double> OfPart(ReadOnlySpan<double> fractions)
    {
        part?.InLimit(fractions, parts);
        return parts;
    }

    /// <summary>The bound without points, and what the sawtooth needs at this population.</summary>
    internal (double Bound, double Linear, double Quadratic) Base(int state, ReadOnlySpan<double> fractions, Span<double> scratch)
    {
        double best = double.NegativeInfinity;
        for (int action = 0; action < problem.GlobalActions; action++)
        {
            best = Math.Max(best, VectorRows.Dot(informed[(state * problem.GlobalActions) + action], fractions));
        }

        double quadratic = pair is null ? double.PositiveInfinity : pair.Apply(state, fractions, scratch);
        return (Math.Min(best, quadratic), VectorRows.Dot(corners[state], fractions), quadratic);
    }

    /// <summary>The least bound by points that changed since.</summary>
    internal double BetweenPoints(int state, ReadOnlySpan<double> fractions, int since, double linear, double quadratic)
    {
        Points own = points[state];
        double best = double.PositiveInfinity;
        for (int change = since; change < own.Changes.Count; change++)
        {
            int point = own.Changes[change];
            if (own.LastChange[point] != change)
            {
                continue;
            }

            double share = Math.Min(1, VectorRows.LeastProduct(fractions, own.Inverses[point]));
            if (share <= 0)
            {
                continue;
            }

            best = Math.Min(best, linear + (share * (own.Values[point] - own.Linear[point])));
            if (pair is not null && share < 1 - NearPoint)
            {
                double rest =
                    quadratic - (2 * share * VectorRows.Dot(own.Products![point], fractions)) + (share * share * own.Quadratic[point]);
                best = Math.Min(best, (share * own.Values[point]) + (rest / (1 - share)));
            }
        }

        return best;
    }

    /// <summary>Adds a point, or lowers the value of one.</summary>
    /// <param name="state">s_g.</param>
    /// <param name="point">Its number; -1 for a new one.</param>
    /// <param name="fractions">b.</param>
    /// <param name="value">An upper bound of V(s, b).</param>
    /// <param name="scratch">As long as a padded vector.</param>
    /// <returns>Its number.</returns>
    internal int Set(int state, int point, ReadOnlySpan<double> fractions, double value, Span<double> scratch)
    {
        Points own = points[state];
        if (point < 0)
        {
            point = own.Values.Count;
            own.Values.Add(value);
            own.Linear.Add(VectorRows.Dot(corners[state], fractions));
            own.LastChange.Add(0);
            if (pair is not null)
            {
                own.Quadratic.Add(pair.Apply(state, fractions, scratch));
                (own.Products ??= new VectorRows(problem.LocalStates)).Add(scratch);
            }

            for (int place = 0; place < scratch.Length; place++)
            {
                scratch[place] = 1 / fractions[place];
            }

            own.Inverses.Add(scratch);
        }

        own.Values[point] = value;
        own.LastChange[point] = own.Changes.Count;
        own.Changes.Add(point);
        return point;
    }

    private sealed class Points(int localStates)
    {
        public VectorRows Inverses { get; } = new(localStates);

        public VectorRows? Products { get; set; }

        public List<double> Values { get; } = [];

        public List<double> Linear { get; } = [];

        public List<double> Quadratic { get; } = [];

        public List<int> Changes { get; } = [];

        public List<int> LastChange { get; } = [];
    }
}
