using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Learning;

/// <summary>
/// With probability epsilon an action drawn uniformly from the allowed ones, else the action of another policy: every allowed action has
/// probability epsilon/A at least.
/// </summary>
internal sealed class EpsilonGreedyPolicy(GlobalPolicy greedy, double epsilon, AllowedActions allowed)
    : GlobalPolicy(greedy.Subsample, greedy.GlobalActions),
        IActionLaw
{
    public override IActionLaw? ActionLaw => greedy.ActionLaw is null ? null : this;

    public override bool Remembers => greedy.Remembers;

    public override IGlobalActor Start(DeployedWorld world, RandomStream episode) =>
        new Actor(greedy, greedy.Start(world, episode), epsilon, allowed);

    public override IReadOnlyList<Violation> Validate(CooperativeGame game) => greedy.Validate(game);

    void IActionLaw.Write(int globalState, ReadOnlySpan<int> observation, Span<double> probabilities)
    {
        greedy.RequireActionLaw().Write(globalState, observation, probabilities);
        foreach (int action in allowed.Global(globalState))
        {
            probabilities[action] = ((1 - epsilon) * probabilities[action]) + (epsilon / allowed.Global(globalState).Count);
        }
    }

    private sealed class Actor(GlobalPolicy policy, IGlobalActor greedy, double epsilon, AllowedActions allowed) : IGlobalActor
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

            int explored = allowed.Global(globalState).Draw(stream);
            if (policy.Remembers)
            {
                _ = greedy.Act(globalState, observation, stream);
            }

            return explored;
        }

        public void Moved(int globalState) => greedy.Moved(globalState);
    }
}
