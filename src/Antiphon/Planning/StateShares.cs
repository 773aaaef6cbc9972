namespace Antiphon.Planning;

/// <summary>Shares of the steps and of the agents.</summary>
/// <param name="Global">The share of the steps that are spent in each global state; length G, sum 1.</param>
/// <param name="Local">The mean fraction of the agents in each local state; length S, sum 1.</param>
internal sealed record StateShares(IReadOnlyList<double> Global, IReadOnlyList<double> Local)
{
    /// <summary>Half the sum of the absolute differences, of the side on which it is larger.</summary>
    internal double Distance(StateShares other) => Math.Max(Distance(Global, other.Global), Distance(Local, other.Local));

    /// <summary>Adds a measure on (s_g, h), times a weight, to sums by global state and by local state.</summary>
    /// <param name="pair">The pair at work, whose population model has the nodes h.</param>
    /// <param name="measure">m[h * stride + s_g].</param>
    /// <param name="weight">The weight.</param>
    /// <param name="global">Sums of mass; length G.</param>
    /// <param name="local">Sums of mass times the fraction of agents; length S.</param>
    internal static void Add(PairDynamics pair, ReadOnlySpan<double> measure, double weight, double[] global, double[] local)
    {
        int stride = pair.Model.Stride;
        for (int node = 0; node < pair.Model.Nodes; node++)
        {
            double mass = 0;
            for (int state = 0; state < global.Length; state++)
            {
                double share = weight * measure[(node * stride) + state];
                global[state] += share;
                mass += share;
            }

            for (int state = 0; state < local.Length; state++)
            {
                local[state] += mass * pair.Fractions[(node * local.Length) + state];
            }
        }
    }

    private static double Distance(IReadOnlyList<double> mine, IReadOnlyList<double> theirs) =>
        mine.Zip(theirs, (one, other) => Math.Abs(one - other)).Sum() / 2;
}
