using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Tests.Server;

/// <summary>What a dispatcher saw and did in the first episode that a simulation with a seed runs.</summary>
internal sealed record RecordedStep(int GlobalState, int[] Observation, int Action, double[] Estimate)
{
    public static List<RecordedStep> Record(CooperativeGame game, JointPolicy policy, ulong seed, int steps)
    {
        var episode = new Episode(new DeployedPair(game, policy, game.Agents));
        episode.Start(OnlineExecution.RolloutStream(seed, 0, 0));
        var recorded = new List<RecordedStep>();
        for (int step = 0; step < steps; step++)
        {
            int globalState = episode.GlobalState;
            int action = episode.Act();
            recorded.Add(new RecordedStep(globalState, episode.Observation.ToArray(), action, episode.Actor.Estimate.ToArray()));
            episode.Move(action);
        }

        return recorded;
    }
}
