using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.Tests.Learning.Federated;

public class FederatedSystemTests
{
    private static readonly FederatedSystemOptions Options = new()
    {
        Data = new SyntheticDataOptions { Clients = 60 },
        Drawn = 0.5,
    };

    [Theory]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(51)]
    [InlineData(300)]
    public void Its_declaration_is_a_game_at_any_number_of_clients(int clients)
    {
        var system = new FederatedSystem(Options with { Data = new SyntheticDataOptions { Clients = clients } });
        Assert.Equal(clients, system.Declaration.Skeleton().Agents);
    }

    [Fact]
    public void The_reward_is_the_drop_of_the_validation_loss_in_hundredths_of_a_nat()
    {
        var episode = (FederatedEpisode)new FederatedSystem(Options).CreateEpisode();
        episode.Start(new RandomStream(3));
        Assert.Equal(Math.Log(10), episode.Loss, 1e-12);
        Run(episode, 20, (before, reward) => Assert.Equal(100 * (before - episode.Loss), reward, 1e-9));
        Assert.InRange(episode.Loss, 0, 2);
    }

    [Fact]
    public void Nobody_works_who_did_not_offer_to_and_no_more_than_are_allowed()
    {
        var system = new FederatedSystem(Options with { MostWorking = 7, Drawn = 1 });
        var episode = (FederatedEpisode)system.CreateEpisode();
        episode.Start(new RandomStream(4));
        int[] actions = new int[60];
        for (int step = 0; step < 30; step++)
        {
            int[] before = episode.LocalStates.ToArray();
            Array.Fill(actions, step % 2 == 0 ? FederatedClients.OfferLong : FederatedClients.Idle);
            episode.Step(0, actions);
            int working = 0;
            for (int client = 0; client < 60; client++)
            {
                if (episode.LocalStates[client] >= FederatedClients.Short)
                {
                    working++;
                    Assert.Equal(FederatedClients.Long, episode.LocalStates[client]);
                    Assert.Contains(before[client], new[] { FederatedClients.ReadySmall, FederatedClients.ReadyLarge });
                }
            }

            Assert.InRange(working, step % 2 == 0 ? 1 : 0, step % 2 == 0 ? 7 : 0);
        }

        // Every message is that of one client at long work.
        Assert.InRange(episode.Messages, 15, 15 * 7);
        Assert.InRange(episode.SamplesSeen, episode.Messages * 5 * 40, episode.Messages * 5 * 400);
    }

    [Fact]
    public void An_episode_is_the_same_after_another_one()
    {
        var system = new FederatedSystem(Options);
        var used = (FederatedEpisode)system.CreateEpisode();
        used.Start(new RandomStream(1));
        Run(used, 10, (_, _) => { });
        (double[] first, double[] second) = (Losses(used), Losses((FederatedEpisode)system.CreateEpisode()));
        Assert.Equal(first, second);

        static double[] Losses(FederatedEpisode episode)
        {
            episode.Start(new RandomStream(9));
            var losses = new List<double>();
            Run(episode, 10, (_, _) => losses.Add(episode.Loss));
            return [.. losses];
        }
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        string message = Assert
            .Throws<InvalidOptionException>(() => new FederatedSystem(Options with { Batch = 0, Levels = [1, 2], MostWorking = 0 }))
            .Message;
        Assert.Equal(
            "Batch is 0; expected at least 1; Levels[1] is 2; expected a number strictly between 0 and 1; MostWorking is 0; expected at "
                + "least 1",
            message
        );
    }

    [Fact]
    public void A_client_without_data_is_refused() =>
        Assert.Equal(
            "a client has no samples; expected at least one; leave it out, or give it data",
            Assert.Throws<InvalidInputException>(() => new ClientData(3, [], [])).Message
        );

    private static void Run(FederatedEpisode episode, int steps, Action<double, double> see)
    {
        int[] actions = new int[60];
        Array.Fill(actions, FederatedClients.OfferShort);
        for (int step = 0; step < steps; step++)
        {
            double before = episode.Loss;
            see(before, episode.Step(step % 3, actions));
        }
    }
}
