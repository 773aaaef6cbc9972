using Antiphon.Planning;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Solving;

/// <summary>Repeats the optimality operator, plainly or between Anderson's mixing, until MacQueen's bounds prove the accuracy.</summary>
internal static class ValueIteration
{
    /// <summary>Solves a surrogate from 0.</summary>
    /// <param name="surrogate">What to solve.</param>
    /// <param name="accuracy">The error to prove.</param>
    /// <param name="depth">Earlier points that the mixing uses; 0: no mixing.</param>
    public static Solution Solve(Surrogate surrogate, double accuracy, int depth)
    {
        AndersonMixing? mixing =
            depth == 0
                ? null
                : new AndersonMixing(
                    surrogate.Nodes,
                    surrogate.Channels,
                    surrogate.Channels,
                    surrogate.Discount,
                    surrogate.Workers,
                    depth
                );
        (FunctionBuffer values, FunctionBuffer image) = (new FunctionBuffer(surrogate.Length), new FunctionBuffer(surrogate.Length));
        while (true)
        {
            SpanBound bound = surrogate.Improve(values, image).Checked("value iteration");
            if (bound.Error <= accuracy)
            {
                return Solution.Of(surrogate, image, bound);
            }

            mixing?.Next(values, image, bound);
            (values, image) = (image, values);
        }
    }
}
