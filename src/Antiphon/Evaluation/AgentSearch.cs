using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// Seeks a reactive deviation pi'(a | x, s_g) of one agent alone: from pi_l toward the vertex that the exact gradient prefers, the whole
/// way, else half, a quarter. Every policy tried is evaluated and offered.
/// </summary>
/// <param name="problem">The tagged agent's world.</param>
/// <param name="start">Start law over (s_g, x, c'), plain.</param>
/// <param name="occupancy">Discounted occupancy when nobody deviates, plain.</param>
/// <param name="steps">Most steps.</param>
/// <param name="accuracy">Of each evaluation.</param>
/// <param name="stage">Receives how far each evaluation is.</param>
internal sealed class AgentSearch(
    TaggedProblem problem,
    double[] start,
    double[] occupancy,
    int steps,
    double accuracy,
    StageProgress? stage = null
)
{
    private const int Halvings = 3;

    /// <summary>Start law over (s_g, x, c'), plain.</summary>
    internal double[] Start => start;

    /// <summary>Runs the search.</summary>
    /// <param name="reward">What the agent counts.</param>
    /// <param name="policy">pi_l.</param>
    /// <param name="values">What pi_l earns the agent, plain.</param>
    /// <param name="offer">Takes a deviation's values, their error and the policy; returns its expected gain over pi_l.</param>
    /// <param name="cancellation">Cancels.</param>
    internal void Run(
        TagReward reward,
        LocalPolicy policy,
        double[] values,
        Func<double[], double, LocalPolicy, double> offer,
        CancellationToken cancellation
    )
    {
        (LocalPolicy? incumbent, double gain, TaggedOccupancy? visits) = (policy, 0.0, (TaggedOccupancy?)null);
        FunctionBuffer[] current = Padded(occupancy);
        for (int step = 0; step < steps; step++)
        {
            Layout.Pad(problem.World, values, problem.Values);
            (double[] vertex, double promised) = Prefer(reward, incumbent, current);
            if (promised <= accuracy)
            {
                return;
            }

            bool improved = false;
            for ((int halving, double share) = (0, 1.0); halving < Halvings && !improved; halving++, share /= 2)
            {
                LocalPolicy candidate = LocalDirection.Mix(incumbent, vertex, share);
                double error = problem.Solve(reward, candidate, accuracy, cancellation, stage);
                double[] candidateValues = Layout.Plain(problem.World, problem.Values);
                double candidateGain = offer(candidateValues, error, candidate);
                if (candidateGain > gain + accuracy)
                {
                    (incumbent, gain, values, improved) = (candidate, candidateGain, candidateValues, true);
                }
            }

            if (!improved)
            {
                return;
            }

            if (step + 1 < steps)
            {
                visits ??= new TaggedOccupancy(problem, start, current);
                visits.Solve(incumbent, accuracy / 10, cancellation);
                current = visits.Current;
            }
        }
    }

    private FunctionBuffer[] Padded(double[] plain)
    {
        FunctionBuffer[] functions = problem.Functions();
        Layout.Pad(problem.World, plain, functions);
        return functions;
    }

    private (double[] Vertex, double Promised) Prefer(TagReward reward, LocalPolicy incumbent, FunctionBuffer[] visits)
    {
        double[] gradient = new double[incumbent.Probabilities.Length];
        problem.AddGradient(reward, visits, gradient);
        return LocalDirection.Prefer(incumbent, gradient, problem.World.Game.Allowed);
    }
}
