using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>
/// Search in the manner of HSVI (Smith and Simmons 2005). It walks from a start by the action of the largest upper bound and the next
/// global state of the largest weighted gap. The walk ends where the gap is small enough; the bounds are backed up on the way back.
/// </summary>
internal sealed class AlphaSearch
{
    // A walk ends where the gap is below this share of its start's gap, discounted.
    private const double TargetShare = 0.5;
    private const int MostSteps = 1_000;

    private readonly DispatcherProblem problem;
    private readonly PlanVectors plan;
    private readonly FlowPoints flow;
    private readonly double improvement;
    private readonly double[] values;
    private readonly double[] vector;
    private readonly int[] following;
    private readonly List<(int Point, int State)> walk = [];

    internal AlphaSearch(PlanVectors plan, UpperBounds upper, double improvement)
    {
        (problem, this.plan, this.improvement) = (plan.Problem, plan, improvement);
        flow = new FlowPoints(plan, upper);
        values = new double[problem.GlobalStates];
        following = new int[problem.GlobalStates];
        vector = new double[problem.Width];
    }

    /// <summary>Backups so far.</summary>
    internal long Backups { get; private set; }

    internal FlowPoints Flow => flow;

    /// <summary>Upper minus lower bound.</summary>
    internal double Gap(int point, int state) => flow.Upper(point, state) - flow.Lower(point, state);

    /// <summary>One walk and its backups.</summary>
    /// <param name="point">Where it starts.</param>
    /// <param name="state">s_g there.</param>
    /// <param name="tolerance">The gap that is small enough.</param>
    internal void Walk(int point, int state, double tolerance)
    {
        walk.Clear();
        double target = Math.Max(tolerance, TargetShare * Gap(point, state));
        while (walk.Count < MostSteps)
        {
            walk.Add((point, state));
            int next = flow.Next(point, state);
            int action = UpperAction(state, next, out _);
            target /= problem.Discount;
            (int chosen, double excess) = (-1, 0.0);
            ReadOnlySpan<int> nexts = problem.Successors(state, action);
            ReadOnlySpan<double> masses = problem.Probabilities(state, action);
            for (int place = 0; place < nexts.Length; place++)
            {
                double weighted = masses[place] * (Gap(next, nexts[place]) - target);
                (chosen, excess) = weighted > excess ? (nexts[place], weighted) : (chosen, excess);
            }

            if (chosen < 0)
            {
                break;
            }

            (point, state) = (next, chosen);
        }

        for (int step = walk.Count - 1; step >= 0; step--)
        {
            Backup(walk[step].Point, walk[step].State);
        }
    }

    private int UpperAction(int state, int next, out double value)
    {
        foreach (int after in problem.Reachable(state))
        {
            values[after] = flow.Upper(next, after);
        }

        return BestAction(state, out value);
    }

    private int BestAction(int state, out double value)
    {
        (int best, value) = (0, double.NegativeInfinity);
        for (int action = 0; action < problem.GlobalActions; action++)
        {
            double other = problem.ActionValue(state, action, values);
            (best, value) = other > value ? (action, other) : (best, value);
        }

        return best;
    }

    private void Backup(int point, int state)
    {
        Backups++;
        int next = flow.Next(point, state);
        double local = VectorRows.Dot(problem.LocalReward(state), flow.Population(point));
        UpperAction(state, next, out double bound);
        if (bound + local < flow.Upper(point, state) - improvement)
        {
            flow.SetUpper(point, state, bound + local);
        }

        foreach (int after in problem.Reachable(state))
        {
            values[after] = flow.Lower(next, after);
        }

        int action = BestAction(state, out double value);
        if (value + local > flow.Lower(point, state) + improvement)
        {
            foreach (int after in problem.Reachable(state))
            {
                following[after] = flow.At(next, after).LowerIndex;
            }

            plan.Write(state, action, following, vector);
            plan.Add(state, action, following, vector);
        }
    }
}
