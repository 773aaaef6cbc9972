using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Learning;

/// <summary>
/// With probability epsilon an action drawn uniformly from all, else the action of another policy: every action has probability epsilon/A
/// at least.
/// </summary>
internal sealed class EpsilonGreedyPolicy(GlobalPolicy greedy, double epsilon)
    : GlobalPolicy(greedy.Subsample, greedy.GlobalActions),
        IActionLaw
{
    public override IActionLaw? ActionLaw => greedy.ActionLaw is null ? null : this;

    public override bool Remembers => greedy.Remembers;

    public override IGlobalActor Start(DeployedWorld world, RandomStream episode) =>
        new Actor(greedy, greedy.Start(world, episode), epsilon);

    public override IReadOnlyList<Violation> Validate(Games.CooperativeGame game) => greedy.Validate(game);

    void IActionLaw.Write(int globalState, ReadOnlySpan<int> observation, Span<double> probabilities)
    {
        greedy.RequireActionLaw().Write(globalState, observation, probabilities);
        for (int action = 0; action < GlobalActions; action++)
        {
            probabilities[action] = ((1 - epsilon) * probabilities[action]) + (epsilon / GlobalActions);
        }
    }

    private sealed class Actor(GlobalPolicy policy, IGlobalActor greedy, double epsilon) : IGlobalActor
    {
        public ReadOnlySpan<double> Estimate => greedy.Estimate;

        public bool Alarmed => greedy.Alarmed;

        // A memory takes in every observation, whether its action is taken or not.
        public int Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream)
        {
            if (stream.NextDouble() >= epsilon)
            {
                return greedy.Act(globalState, observation, stream);
            }

            int explored = (int)stream.NextBelow(policy.GlobalActions);
            if (policy.Remembers)
            {
                _ = greedy.Act(globalState, observation, stream);
            }

            return explored;
        }

        public void Moved(int globalState) => greedy.Moved(globalState);
    }
}
