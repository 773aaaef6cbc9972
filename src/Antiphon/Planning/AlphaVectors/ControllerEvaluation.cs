using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>
/// The values of a finite controller: vectors that satisfy alpha = T alpha for its actions and successors, or, where sweeps stop earlier,
/// alpha &lt;= T alpha, which is enough for a lower bound.
/// </summary>
internal static class ControllerEvaluation
{
    private const int MostSweeps = 10_000;

    // Each sum of a backup rounds by a few units in the last place.
    private const double Rounding = 1e-14;

    /// <summary>Solves by Gauss-Seidel sweeps in the order of the nodes, so that a node after its successors is exact after one.</summary>
    /// <param name="plan">Its vectors are the guess, and become the answer.</param>
    /// <param name="relativeAccuracy">Largest change of the last sweep as a share of the largest value.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    internal static void Solve(PlanVectors plan, double relativeAccuracy, CancellationToken cancellation)
    {
        double[] image = new double[plan.Problem.Width];
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            (double change, double largest) = (0.0, 0.0);
            ForEach(plan, image, (vector, written) =>
            {
                for (int place = 0; place < vector.Length; place++)
                {
                    change = Math.Max(change, Math.Abs(written[place] - vector[place]));
                    largest = Math.Max(largest, Math.Abs(written[place]));
                }

                written.CopyTo(vector);
            });
            if (change <= relativeAccuracy * largest)
            {
                break;
            }
        }

        Lower(plan);
    }

    /// <summary>Subtracts the least constant from all vectors that makes alpha &lt;= T alpha certain.</summary>
    internal static void Lower(PlanVectors plan)
    {
        double[] image = new double[plan.Problem.Width];
        (double excess, double largest) = (0.0, 0.0);
        ForEach(plan, image, (vector, written) =>
        {
            for (int place = 0; place < plan.Problem.LocalStates; place++)
            {
                excess = Math.Max(excess, vector[place] - written[place]);
                largest = Math.Max(largest, Math.Abs(written[place]));
            }
        });
        double constant = (excess + (Rounding * largest)) / (1 - plan.Problem.Discount);
        for (int state = 0; state < plan.Problem.GlobalStates; state++)
        {
            for (int index = 0; index < plan.Count(state); index++)
            {
                foreach (ref double entry in plan.Vector(state, index)[..plan.Problem.LocalStates])
                {
                    entry -= constant;
                }
            }
        }
    }

    private static void ForEach(PlanVectors plan, double[] image, NodeVisitor visit)
    {
        int most = Enumerable.Range(0, plan.Problem.GlobalStates).Max(plan.Count);
        for (int index = 0; index < most; index++)
        {
            for (int state = 0; state < plan.Problem.GlobalStates; state++)
            {
                if (index < plan.Count(state))
                {
                    plan.Write(state, plan.Action(state, index), plan.Following(state, index), image);
                    visit(plan.Vector(state, index), image);
                }
            }
        }
    }

    private delegate void NodeVisitor(Span<double> vector, ReadOnlySpan<double> written);
}
