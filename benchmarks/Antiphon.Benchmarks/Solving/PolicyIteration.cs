using Antiphon.Planning;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Solving;

/// <summary>
/// Two solvers that follow one policy for a while between greedy steps. Each greedy step is a sweep of the optimality operator, whose
/// bounds decide when to stop.
/// </summary>
internal static class PolicyIteration
{
    // How far the inner solver first brings down the residual, and where asking for more ends.
    private const double FirstReduction = 0.1;
    private const double LastReduction = 1e-10;
    private const double Stricter = 0.1;
    private const int Restart = 10;

    /// <summary>Modified policy iteration (Puterman and Shin 1978): T, then T_pi of its greedy policy some times over.</summary>
    /// <param name="surrogate">What to solve.</param>
    /// <param name="accuracy">The error to prove.</param>
    /// <param name="between">Sweeps of T_pi after each of T.</param>
    public static Solution Modified(Surrogate surrogate, double accuracy, int between)
    {
        (FunctionBuffer values, FunctionBuffer image) = (new FunctionBuffer(surrogate.Length), new FunctionBuffer(surrogate.Length));
        while (true)
        {
            SpanBound bound = surrogate.Improve(values, image).Checked("modified policy iteration");
            if (bound.Error <= accuracy)
            {
                return Solution.Of(surrogate, image, bound);
            }

            for (int sweep = 0; sweep < between; sweep++)
            {
                (values, image) = (image, values);
                surrogate.Follow(values, image, rewards: true);
            }

            (values, image) = (image, values);
        }
    }

    /// <summary>
    /// Policy iteration whose evaluations GMRES(10) solves as far as pays: from V with greedy policy pi, (I - gamma P_pi) d = T V - V
    /// modulo constants, then V + d. The residual is brought down tenfold, and ten times further after a greedy step whose bound did not
    /// fall: in the end policies are evaluated exactly, so that the whole converges.
    /// </summary>
    /// <param name="surrogate">What to solve.</param>
    /// <param name="accuracy">The error to prove.</param>
    public static Solution WithGmres(Surrogate surrogate, double accuracy)
    {
        (FunctionBuffer values, FunctionBuffer image, FunctionBuffer residual) = (
            new FunctionBuffer(surrogate.Length),
            new FunctionBuffer(surrogate.Length),
            new FunctionBuffer(surrogate.Length)
        );
        var inner = new Gmres(surrogate.Length, Restart);
        (double reduction, double lastError) = (FirstReduction, double.PositiveInfinity);
        while (true)
        {
            SpanBound bound = surrogate.Improve(values, image).Checked("policy iteration");
            if (bound.Error <= accuracy)
            {
                return Solution.Of(surrogate, image, bound);
            }

            reduction = bound.Error < lastError ? reduction : Math.Max(LastReduction, reduction * Stricter);
            lastError = bound.Error;
            for (int place = 0; place < residual.Length; place++)
            {
                residual.Span[place] = image.Span[place] - values.Span[place];
            }

            Center(residual);
            inner.AddSolution(EvaluationOf(surrogate, image), residual, values, reduction);
        }
    }

    // x -> (I - gamma P_pi) x, its mean removed. P_pi 1 = 1: constants go to constants, so that the operator modulo constants is well
    // defined.
    private static Action<FunctionBuffer, FunctionBuffer> EvaluationOf(Surrogate surrogate, FunctionBuffer image) =>
        (point, result) =>
        {
            surrogate.Follow(point, image, rewards: false);
            for (int place = 0; place < result.Length; place++)
            {
                result.Span[place] = point.Span[place] - image.Span[place];
            }

            Center(result);
        };

    private static void Center(FunctionBuffer function)
    {
        double sum = 0.0;
        foreach (double value in function.Span)
        {
            sum += value;
        }

        double mean = sum / function.Length;
        foreach (ref double value in function.Span)
        {
            value -= mean;
        }
    }
}
