using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>
/// How far the optimal values of an estimated model are from the true ones when every law is within its radius. With T the true and T^ the
/// estimated Bellman operator, ||Q^ - Q*|| &lt;= ||(T^ - T) Q^|| / (1-gamma); and (T^ - T) Q^ changes one law at a time, s_g' first, then
/// one agent after the other. A law that is off by tv in total variation moves an expectation by tv times the span of what is averaged: V^
/// over s_g', or V^ over the next state of one agent among k.
/// </summary>
internal static class ModelErrorBound
{
    public static double Of(CooperativeGame game, CountLattice lattice, IReadOnlyList<LogModelRow> rows, GLearnResult plan)
    {
        (double agent, double global) = Spans(lattice, plan.Values);
        double error = 0.0;
        for (int state = 0; state < game.GlobalStates; state++)
        {
            double Distance(string side) =>
                rows.Where(row => row.Side == side && row.GlobalState == state).Max(row => Math.Min(1, row.Radius / 2));
            error = Math.Max(error, (Distance("global") * global) + (Distance("local") * lattice.Agents * agent));
        }

        // The planned values are off by the plan's error, and spans of them by twice that.
        double slack = 2 * plan.ErrorBound * (1 + lattice.Agents);
        return (game.Discount * (error + slack) / (1 - game.Discount)) + plan.ErrorBound;
    }

    /// <summary>Largest difference of V(s_g, .) when one agent is moved, and of V(., c).</summary>
    private static (double Agent, double Global) Spans(CountLattice lattice, IReadOnlyList<double[]> values)
    {
        int[] counts = new int[lattice.States];
        (double agent, double global) = (0.0, 0.0);
        for (int rank = 0; rank < lattice.Size; rank++)
        {
            lattice.Unrank(rank, counts);
            global = Math.Max(global, values.Max(row => row[rank]) - values.Min(row => row[rank]));
            for (int from = 0; from < counts.Length; from++)
            {
                for (int to = 0; counts[from] > 0 && to < counts.Length; to++)
                {
                    counts[from]--;
                    counts[to]++;
                    int other = lattice.Rank(counts);
                    counts[to]--;
                    counts[from]++;
                    foreach (double[] row in values)
                    {
                        agent = Math.Max(agent, row[rank] - row[other]);
                    }
                }
            }
        }

        return (agent, global);
    }
}
