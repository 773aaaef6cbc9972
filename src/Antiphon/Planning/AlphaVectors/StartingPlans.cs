using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>
/// The plans that alpha vectors start from: the same action in every step, holding the global state, the best blind plan found by ascent
/// from the best of these, and plans found earlier.
/// </summary>
internal static class StartingPlans
{
    // Of the spread of values; blind plans are compared at this accuracy, the vectors are proved in any case.
    private const double RelativeAccuracy = 1e-7;
    private const double VectorAccuracy = 1e-11;

    /// <summary>Makes and values them.</summary>
    /// <returns>The vectors, each at most the backup of its successors, and the best blind plan, a_g by s_g.</returns>
    internal static (PlanVectors Plan, ImmutableArray<int> Blind) Create(
        CooperativeGame game,
        LocalPolicy local,
        DispatcherProblem problem,
        AlphaVectors? earlier,
        CancellationToken cancellation
    )
    {
        var plan = new PlanVectors(problem);
        var climb = new BlindClimb(game, new BlindPairOptions { RelativeAccuracy = RelativeAccuracy });
        int[] best = [];
        double value = double.NegativeInfinity;
        foreach (int[] actions in BlindAnswer.Simple(game))
        {
            BlindSolution solution = climb.RunDispatcher(actions, local, improve: false, cancellation);
            Add(plan, actions, solution.Vectors);
            (best, value) = solution.Value > value ? (actions, solution.Value) : (best, value);
        }

        best = [.. best];
        Add(plan, best, climb.RunDispatcher(best, local, improve: true, cancellation).Vectors);
        if (earlier is not null)
        {
            Add(plan, earlier);
        }

        ControllerEvaluation.Solve(plan, VectorAccuracy, cancellation);
        return (plan, [.. best]);
    }

    // One node for each global state, which follow each other.
    private static void Add(PlanVectors plan, int[] actions, double[] vectors)
    {
        int states = plan.Problem.LocalStates;
        int[] following = [.. Enumerable.Range(0, actions.Length).Select(plan.Count)];
        for (int state = 0; state < actions.Length; state++)
        {
            plan.Add(state, actions[state], following, vectors.AsSpan(state * states, states));
        }
    }

    private static void Add(PlanVectors plan, AlphaVectors earlier)
    {
        int[] offsets = [.. Enumerable.Range(0, earlier.GlobalStates).Select(plan.Count)];
        for (int state = 0; state < offsets.Length; state++)
        {
            for (int vector = 0; vector < earlier.CountAt(state); vector++)
            {
                int[] following = [.. offsets.Select((offset, next) => offset + earlier.Successor(state, vector, next))];
                plan.Add(state, earlier.Action(state, vector), following, earlier.Vector(state, vector));
            }
        }
    }
}
