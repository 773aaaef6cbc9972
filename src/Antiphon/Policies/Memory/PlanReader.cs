using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>Reads a plan at a belief. A workspace.</summary>
/// <param name="reading">How.</param>
/// <param name="filter">Whose beliefs.</param>
/// <param name="actions">A.</param>
internal abstract class PlanReader(PlanReading reading, PopulationFilter filter, int actions)
{
    // Values that differ by rounding only count as equal.
    private const double Tie = 1e-12;

    private readonly double[] point = new double[filter.LocalStates];
    private readonly double[] values = new double[actions];
    private readonly double[] covariance = reading == PlanReading.Expected ? new double[filter.LocalStates * filter.LocalStates] : [];

    /// <summary>The plan's action.</summary>
    internal virtual int Action(int globalState, PopulationBelief belief)
    {
        Weigh(globalState, belief);
        int best = 0;
        for (int action = 1; action < values.Length; action++)
        {
            best = values[action] > values[best] + (Tie * Math.Abs(values[best])) ? action : best;
        }

        return best;
    }

    /// <summary>What the plan says that each action is worth at a belief; empty where it knows actions only.</summary>
    internal virtual double[] Values(int globalState, PopulationBelief belief)
    {
        double points = Weigh(globalState, belief);
        return [.. values.Select(value => value / points)];
    }

    // The sum of the values at so many points.
    private int Weigh(int globalState, PopulationBelief belief)
    {
        Array.Clear(values);
        if (reading == PlanReading.Expected && point.Length > 1)
        {
            AddSigmaPoints(globalState, belief);
            return 2 * (point.Length - 1);
        }

        AddValues(globalState, belief.Fractions, values);
        return 1;
    }

    /// <summary>Adds the values of all actions at a population.</summary>
    private protected abstract void AddValues(int globalState, ReadOnlySpan<double> fractions, Span<double> values);

    // The 2 (S - 1) points m +- sqrt(S - 1) L_j have the mean and covariance of the belief (Julier and Uhlmann 2004); those outside the
    // simplex go to its nearest point.
    private void AddSigmaPoints(int globalState, PopulationBelief belief)
    {
        int states = point.Length;
        double scale = Math.Sqrt(states - 1);
        filter.Covariance(belief, covariance);
        BeliefAlgebra.Factor(covariance, states, states - 1);
        for (int column = 0; column < states - 1; column++)
        {
            for (int sign = -1; sign <= 1; sign += 2)
            {
                double moved = 0.0;
                for (int state = 0; state < states - 1; state++)
                {
                    double step = state < column ? 0 : sign * scale * covariance[(state * states) + column];
                    point[state] = belief.Fractions[state] + step;
                    moved += step;
                }

                point[states - 1] = belief.Fractions[states - 1] - moved;
                BeliefAlgebra.ProjectOntoSimplex(point);
                AddValues(globalState, point, values);
            }
        }
    }
}

/// <summary>Reads a table of count vectors.</summary>
/// <param name="plan">The plan.</param>
/// <param name="reading">How.</param>
/// <param name="filter">Whose beliefs.</param>
internal sealed class TablePlanReader(EstimatePlan plan, PlanReading reading, PopulationFilter filter)
    : PlanReader(reading, filter, plan.Table.GlobalActions)
{
    private readonly PlanReading reading = reading;
    private readonly KuhnInterpolation interpolation = new(plan.Table.Lattice);
    private readonly int[] counts = new int[plan.Table.Lattice.States];
    private readonly int[] vertices = new int[plan.Table.Lattice.States];
    private readonly double[] weights = new double[plan.Table.Lattice.States];

    /// <inheritdoc/>
    internal override int Action(int globalState, PopulationBelief belief)
    {
        if (reading != PlanReading.Nearest)
        {
            return base.Action(globalState, belief);
        }

        return plan.Table.Action(globalState, NearestRank(belief));
    }

    /// <inheritdoc/>
    internal override double[] Values(int globalState, PopulationBelief belief)
    {
        if (plan.ActionValues is not { } known)
        {
            return [];
        }

        int actions = plan.Table.GlobalActions;
        return reading == PlanReading.Nearest
            ? known[globalState].AsSpan().Slice(NearestRank(belief) * actions, actions).ToArray()
            : base.Values(globalState, belief);
    }

    private int NearestRank(PopulationBelief belief)
    {
        EstimatePlan.Round(belief.Fractions, plan.Table.Subsample, counts);
        return plan.Table.Lattice.Rank(counts);
    }

    // Without values each vertex around the point votes for its action, by its weight.
    private protected override void AddValues(int globalState, ReadOnlySpan<double> fractions, Span<double> values)
    {
        interpolation.Locate(fractions, vertices, weights);
        for (int vertex = 0; vertex < vertices.Length; vertex++)
        {
            if (plan.ActionValues is { } known)
            {
                BeliefAlgebra.AddScaled(
                    known[globalState].AsSpan().Slice(vertices[vertex] * values.Length, values.Length),
                    weights[vertex],
                    values
                );
            }
            else
            {
                values[plan.Table.Action(globalState, vertices[vertex])] += weights[vertex];
            }
        }
    }
}

/// <summary>Reads alpha vectors: Q(s, m, a) at the mean m of the belief, or its sum over sigma points.</summary>
/// <param name="plan">Gamma.</param>
/// <param name="reading">How; nothing is interpolated, so that only <see cref="PlanReading.Expected"/> is not at the mean.</param>
/// <param name="filter">Whose beliefs.</param>
internal sealed class VectorPlanReader(AlphaVectors plan, PlanReading reading, PopulationFilter filter)
    : PlanReader(reading, filter, plan.GlobalActions)
{
    private readonly double[] one = new double[plan.GlobalActions];

    private protected override void AddValues(int globalState, ReadOnlySpan<double> fractions, Span<double> values)
    {
        plan.ActionValues(globalState, fractions, one);
        BeliefAlgebra.AddScaled(one, 1, values);
    }
}
