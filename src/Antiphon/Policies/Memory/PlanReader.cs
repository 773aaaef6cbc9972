using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>Reads a plan at a belief. A workspace.</summary>
/// <param name="plan">The plan.</param>
/// <param name="reading">How.</param>
/// <param name="filter">Whose beliefs.</param>
internal sealed class PlanReader(EstimatePlan plan, PlanReading reading, PopulationFilter filter)
{
    // Interpolated values that differ by rounding only count as equal.
    private const double Tie = 1e-12;

    private readonly KuhnInterpolation interpolation = new(plan.Table.Lattice);
    private readonly int[] counts = new int[plan.Table.Lattice.States];
    private readonly int[] vertices = new int[plan.Table.Lattice.States];
    private readonly double[] weights = new double[plan.Table.Lattice.States];
    private readonly double[] point = new double[plan.Table.Lattice.States];
    private readonly double[] covariance = new double[plan.Table.Lattice.States * plan.Table.Lattice.States];
    private readonly double[] values = new double[plan.Table.GlobalActions];

    /// <summary>The plan's action.</summary>
    public int Action(int globalState, PopulationBelief belief)
    {
        if (reading == PlanReading.Nearest)
        {
            EstimatePlan.Round(belief.Fractions, plan.Table.Subsample, counts);
            return plan.Table.Action(globalState, plan.Table.Lattice.Rank(counts));
        }

        Array.Clear(values);
        if (reading == PlanReading.Interpolated || counts.Length == 1)
        {
            AddValues(globalState, belief.Fractions);
        }
        else
        {
            AddSigmaPoints(globalState, belief);
        }

        int best = 0;
        for (int action = 1; action < values.Length; action++)
        {
            best = values[action] > values[best] + (Tie * Math.Abs(values[best])) ? action : best;
        }

        return best;
    }

    // The 2 (S - 1) points m +- sqrt(S - 1) L_j have the mean and covariance of the belief (Julier and Uhlmann 2004); those outside the
    // simplex go to its nearest point.
    private void AddSigmaPoints(int globalState, PopulationBelief belief)
    {
        int states = counts.Length;
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
                AddValues(globalState, point);
            }
        }
    }

    // Without values each vertex around the point votes for its action, by its weight.
    private void AddValues(int globalState, ReadOnlySpan<double> fractions)
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
