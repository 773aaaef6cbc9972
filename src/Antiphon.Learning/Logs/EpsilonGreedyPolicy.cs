using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Learning;

/// <summary>With probability epsilon an action drawn uniformly from all, else the action of another policy: every action has probability
/// epsilon/A at least.</summary>
internal sealed class EpsilonGreedyPolicy(GlobalPolicy greedy, double epsilon) : GlobalPolicy(greedy.Subsample, greedy.GlobalActions)
{
    public override void ActionLaw(int globalState, int rank, Span<double> probabilities)
    {
        greedy.ActionLaw(globalState, rank, probabilities);
        for (int action = 0; action < GlobalActions; action++)
        {
            probabilities[action] = ((1 - epsilon) * probabilities[action]) + (epsilon / GlobalActions);
        }
    }

    public override int Choose(int globalState, int rank, RandomStream stream) =>
        stream.NextDouble() < epsilon ? (int)stream.NextBelow(GlobalActions) : greedy.Choose(globalState, rank, stream);
}
