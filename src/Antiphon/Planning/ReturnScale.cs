using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Planning;

/// <summary>
/// How far apart the returns of sensible pairs can be in a game: the unit of default accuracies and thresholds. It is the larger of two numbers.
/// One is what a controller that chooses both actions for a single agent, alone with the global state, earns more than the best pair whose global
/// action never changes: the controller's return bounds that of every pair at every n, because rewards are means over agents (V_n(s, c) is at most
/// the mean over agents of U(s, x)). The other is the range of the controller's values U among the states that it visits itself.
/// </summary>
/// <remarks>
/// The range of all reward entries is no such unit: a penalty that every sensible policy avoids would count, and make every real gain look small.
/// </remarks>
internal static class ReturnScale
{
    // The scale only has to be right to a few per cent.
    private const double Accuracy = 0.01;

    // Returns that differ by less than this share of their size cannot be told apart in double precision.
    private const double SmallestShare = 1e-10;

    private const int SweepsPerCheck = 16;
    private const double LargestWork = 3e9;

    /// <summary>The scale of a game, positive, in units of the return.</summary>
    /// <param name="game">The game.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    internal static double Of(CooperativeGame game, CancellationToken cancellation = default)
    {
        var problem = new SingleAgentProblem(game);
        var start = problem.StartLaw();
        var (best, range) = Solve(problem, start, action: null, cancellation);
        var plain = double.NegativeInfinity;
        for (var action = 0; action < game.GlobalActions; action++)
        {
            plain = Math.Max(plain, Solve(problem, start, action, cancellation).Value);
        }

        var scale = Math.Max(Math.Max(best - plain, range), SmallestShare * Math.Abs(best));
        return scale > 0 ? scale : 1;
    }

    // Value iteration until the scale itself is accurate, or rounding or the work allowed has the last word.
    private static (double Value, double Range) Solve(SingleAgentProblem problem, double[] start, int? action, CancellationToken cancellation)
    {
        var most = Math.Max(SweepsPerCheck, LargestWork / problem.OperationsPerSweep);
        for (var sweep = 1; ; sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            var bound = problem.Sweep(action).Checked("the scale of returns");
            if (sweep % SweepsPerCheck != 0)
            {
                continue;
            }

            var (value, range) = (Expected(problem, start) + bound.Correction, problem.RangeVisited(start));
            if (bound.Error <= Accuracy * range || bound.Error <= SpanBound.RoundingFloor(problem.Values, problem.Discount) || sweep >= most)
            {
                return (value, range);
            }
        }
    }

    private static double Expected(SingleAgentProblem problem, double[] start)
    {
        var sum = default(NeumaierSum);
        for (var state = 0; state < start.Length; state++)
        {
            sum.Add(start[state] == 0 ? 0 : start[state] * problem.Values[state]);
        }

        return sum.Value;
    }
}
