using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>Where a linearized value points among local policies, and the way there.</summary>
internal static class LocalDirection
{
    // Rounding of large sums must not pull a cell off an action that is as good.
    private const double Negligible = 1e-12;

    /// <summary>
    /// The policy that maximizes the linearized value, deterministic where the gradient has a preference, and how much that promises over
    /// the incumbent.
    /// </summary>
    /// <param name="incumbent">Where one stands.</param>
    /// <param name="gradient">[s_l][s_g][a_l], up to a constant per cell.</param>
    /// <param name="allowed">Which actions are allowed.</param>
    internal static (double[] Vertex, double Promised) Prefer(LocalPolicy incumbent, ReadOnlySpan<double> gradient, AllowedActions allowed)
    {
        double[] vertex = new double[gradient.Length];
        int actions = incumbent.LocalActions;
        double promised = 0.0;
        for (int cell = 0; cell < gradient.Length; cell += actions)
        {
            ReadOnlySpan<double> row = incumbent.Probabilities.Slice(cell, actions);
            (int best, double mean) = (0, 0.0);
            for (int action = 0; action < actions; action++)
            {
                best = gradient[cell + action] > gradient[cell + best] ? action : best;
                mean += row[action] * gradient[cell + action];
            }

            double gain = gradient[cell + best] - mean;
            if (gain > Negligible * Math.Abs(gradient[cell + best]))
            {
                vertex[cell + allowed.LocalCell(cell / actions).Played(best)] = 1;
                promised += gain;
            }
            else
            {
                row.CopyTo(vertex.AsSpan(cell));
            }
        }

        return (vertex, promised);
    }

    /// <summary>That share of the way from the incumbent to a vertex.</summary>
    internal static LocalPolicy Mix(LocalPolicy incumbent, double[] vertex, double share)
    {
        double[] mixed = new double[vertex.Length];
        for (int place = 0; place < mixed.Length; place++)
        {
            mixed[place] = ((1 - share) * incumbent.Probabilities[place]) + (share * vertex[place]);
        }

        return LocalPolicy.Create(incumbent.LocalStates, incumbent.GlobalStates, incumbent.LocalActions, mixed);
    }
}
