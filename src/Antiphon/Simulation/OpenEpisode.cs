using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Simulation;

/// <summary>
/// An <see cref="Episode"/> that waits for decisions from outside. It stands where all sides have observed and nobody has acted. A
/// workspace.
/// </summary>
internal sealed class OpenEpisode
{
    private readonly OpenDeployment deployment;
    private readonly Episode episode;
    private readonly double[] localRewards;

    internal OpenEpisode(OpenDeployment deployment, DeployedPair pair)
    {
        this.deployment = deployment;
        CooperativeGame game = deployment.Game;
        Choices = deployment.ChoosesLocal ? new LocalChoices(game, deployment.NamesAgents ? new NamedAgents(game) : null) : null;
        episode = new Episode(pair, Choices);
        localRewards = new double[deployment.NamesAgents ? game.Agents : 0];
    }

    /// <summary>Present global state s_g.</summary>
    public int GlobalState => episode.GlobalState;

    /// <summary>What the global agent observes.</summary>
    public ReadOnlySpan<int> Observation => episode.Observation;

    /// <summary>Present numbers of agents by local state.</summary>
    public ReadOnlySpan<long> Counts => episode.Counts;

    /// <summary>What the local agents do next, where the outside decides; else null.</summary>
    public LocalChoices? Choices { get; }

    /// <summary>The mean reward of each agent in the last step, where agents are distinguished; else empty.</summary>
    public ReadOnlySpan<double> LocalRewards => localRewards;

    /// <summary>Begins an episode.</summary>
    /// <param name="rollout">Its stream; only its key is used.</param>
    public void Start(RandomStream rollout)
    {
        episode.Start(rollout);
        episode.Observe();
    }

    /// <summary>All agents act and move, and the global agent observes anew.</summary>
    /// <param name="action">a_g where the outside decides it; else ignored.</param>
    /// <returns>The team reward of the step.</returns>
    public double Step(int action)
    {
        int taken = deployment.ChoosesGlobal ? action : episode.Decide();
        double reward = episode.Reward(taken);
        WriteLocalRewards();
        episode.Move(taken);
        episode.Observe();
        return reward;
    }

    private void WriteLocalRewards()
    {
        for (int agent = 0; agent < localRewards.Length; agent++)
        {
            localRewards[agent] = Choices!.Reward(GlobalState, Choices.Named!.Cells[agent], episode.Hats);
        }
    }
}
