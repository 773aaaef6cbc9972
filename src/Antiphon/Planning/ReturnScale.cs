using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Planning;

/// <summary>
/// How far apart the returns of sensible pairs can be in a game: the unit of default accuracies and thresholds. A controller that chooses
/// both actions for a single agent, alone with the global state, earns U; that bounds every pair at every n, because rewards are means
/// over agents (V_n(s, c) is at most the mean over agents of U(s, x)). The scale is what it earns more than the better of two restricted
/// ones: one whose global action never changes, and one whose local action never does.
/// </summary>
/// <remarks>
/// The range of all reward entries is no such unit: a penalty that every sensible policy avoids would count, and make every real gain look
/// small. Costs that no policy can avoid cancel in a difference of returns. Where a restricted controller cannot avoid a penalty, its
/// difference is out of proportion: it exceeds 2 R / (1 - gamma), where R is the range of the controller's values among the states that it
/// visits. Such a difference is left out. If both are left out, or nothing can be gained, the scale is R.
/// </remarks>
internal static class ReturnScale
{
    // The scale only has to be right to a few per cent.
    private const double Accuracy = 0.01;

    // Returns that differ by less than this share of their size cannot be distinguished in double precision.
    private const double SmallestShare = 1e-10;

    private const int SweepsPerCheck = 16;
    private const double LargestWork = 3e9;

    /// <summary>The scale of a game, positive, in units of the return.</summary>
    /// <param name="game">The game.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    internal static double Of(CooperativeGame game, CancellationToken cancellation = default)
    {
        // What depends on the population is at its largest near some breakpoint: the scale only has to be of the right order.
        if (game.Couplings is not null)
        {
            return Enumerable
                .Range(0, game.Aggregates.Max(aggregate => aggregate.Breakpoints.Count))
                .Max(breakpoint => Of(game.AtBreakpoint(breakpoint), cancellation));
        }

        var problem = new SingleAgentProblem(game);
        double[] start = problem.InitialLaw();
        (double best, double range) = Solve(problem, start, null, null, cancellation);
        double Lead(IEnumerable<(int? Global, int? Local)> restrictions)
        {
            double lead = best - restrictions.Max(only => Solve(problem, start, only.Global, only.Local, cancellation).Value);
            return range == 0 || lead <= 2 * range / (1 - game.Discount) ? lead : 0;
        }

        double steady = Lead(Enumerable.Range(0, game.GlobalActions).Select(action => ((int?)action, (int?)null)));
        double plain = Lead(Enumerable.Range(0, game.LocalActions).Select(action => ((int?)null, (int?)action)));
        double smallest = SmallestShare * Math.Abs(best);
        double scale = Math.Max(steady, plain) > smallest ? Math.Max(steady, plain) : Math.Max(range, smallest);
        return scale > 0 ? scale : 1;
    }

    // Value iteration until the scale itself is accurate, or rounding or the work allowed has the last word.
    private static (double Value, double Range) Solve(
        SingleAgentProblem problem,
        double[] start,
        int? action,
        int? localAction,
        CancellationToken cancellation
    )
    {
        double most = Math.Max(SweepsPerCheck, LargestWork / problem.OperationsPerSweep);
        for (int sweep = 1; ; sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            SpanBound bound = problem.Sweep(action, localAction).Checked("the scale of returns");
            if (sweep % SweepsPerCheck != 0)
            {
                continue;
            }

            (double value, double range) = (Expected(problem, start) + bound.Correction, problem.RangeVisited(start));
            if (
                bound.Error <= Accuracy * range
                || bound.Error <= SpanBound.RoundingFloor(problem.Values, problem.Discount)
                || sweep >= most
            )
            {
                return (value, range);
            }
        }
    }

    private static double Expected(SingleAgentProblem problem, double[] start)
    {
        var sum = default(NeumaierSum);
        for (int state = 0; state < start.Length; state++)
        {
            sum.Add(start[state] == 0 ? 0 : start[state] * problem.Values[state]);
        }

        return sum.Value;
    }
}
