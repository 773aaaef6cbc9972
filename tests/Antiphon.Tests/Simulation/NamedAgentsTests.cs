using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Tests.Simulation;

public class NamedAgentsTests
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse").WithAgents(20);

    [Fact]
    public void An_episode_does_not_depend_on_the_episode_before_it()
    {
        var deployment = new OpenDeployment(Game, 4, null, null, LocalForm.Agents);
        OpenEpisode used = deployment.CreateEpisodes(1)[0];
        OpenEpisode fresh = deployment.CreateEpisodes(1)[0];
        Play(used, seed: 1);

        Assert.Equal(Play(fresh, seed: 2), Play(used, seed: 2));
    }

    // Which agent is where at every step.
    private static List<int> Play(OpenEpisode episode, ulong seed)
    {
        var met = new List<int>();
        episode.Start(new RandomStream(seed));
        for (int time = 0; time < 5; time++)
        {
            met.AddRange(episode.Choices!.Named!.States);
            episode.Choices.Choose([.. Enumerable.Range(0, 20).Select(agent => (agent + time) % 3)]);
            episode.Step(time % 5);
        }

        return met;
    }
}
