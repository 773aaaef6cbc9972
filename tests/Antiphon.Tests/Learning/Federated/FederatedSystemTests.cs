using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.Tests.Learning.Federated;

public class FederatedSystemTests
{
    private static readonly FederatedSystemOptions Options = new()
    {
        Data = new SyntheticDataOptions { Clients = 60 },
        Drawn = 0.5,
        FewestWorking = 0,
        CostWeight = 0,

        // So small that no loss is above that of guessing.
        Settings = [new(0.01, 0), new(0.003, 0), new(0.01, 1)],
    };

    // A fifth of 50 samples is held out at each.
    private static SyntheticDataOptions Equal => new() { Clients = 60, LargestClient = 50 };

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
    public void With_what_clients_are_declared_to_cost_the_reward_is_the_drop_minus_the_cost_of_the_work_done()
    {
        var system = new FederatedSystem(Options with { CostWeight = 3 });
        var episode = (FederatedEpisode)system.CreateEpisode();
        episode.Start(new RandomStream(3));
        int[] actions = [.. Enumerable.Range(0, 60).Select(client => client % 3)];
        double sum = 0;
        for (int step = 0; step < 30; step++)
        {
            int seen = episode.GlobalState;
            double declared = episode.LocalStates.ToArray().Average(state => system.Declaration.LocalReward!(state, seen, 0));
            double before = episode.Loss;
            double reward = episode.Step(step % 3, actions) + declared;
            Assert.Equal((100 * (before - episode.Loss)) - (3 * episode.Work), reward, 1e-9);
            sum += episode.Work;
        }

        Assert.True(sum > 0.1);
    }

    [Fact]
    public void All_who_wait_in_the_pool_work_where_all_are_drawn_but_no_more_than_are_allowed()
    {
        var system = new FederatedSystem(Options with { MostWorking = 7, Drawn = 1 });
        var episode = (FederatedEpisode)system.CreateEpisode();
        episode.Start(new RandomStream(4));
        int[] actions = new int[60];
        bool isCut = false;
        for (int step = 0; step < 30; step++)
        {
            int waiting = episode.LocalStates.ToArray().Count(state => state is FederatedClients.Short or FederatedClients.Long);
            long before = episode.Messages;
            Array.Fill(actions, step % 2 == 0 ? FederatedClients.OfferLong : FederatedClients.Idle);
            episode.Step(0, actions);
            Assert.Equal(Math.Min(7, waiting), episode.Messages - before);
            Assert.Equal(step % 2 == 0, episode.LocalStates.Contains(FederatedClients.Long));
            Assert.DoesNotContain(FederatedClients.Short, episode.LocalStates.ToArray());
            isCut |= waiting > 7;
        }

        Assert.True(isCut);
    }

    [Fact]
    public void A_round_with_too_few_workers_is_given_up()
    {
        var episode = (FederatedEpisode)new FederatedSystem(Options with { FewestWorking = 50, Drawn = 0.5 }).CreateEpisode();
        episode.Start(new RandomStream(5));
        Run(episode, 10, (before, reward) => Assert.Equal(0, reward));
        Assert.Equal(0, episode.Messages);
        Assert.Equal(0, episode.Work);
    }

    [Fact]
    public void Nobody_makes_more_epochs_than_the_setting_in_force_allows()
    {
        FederatedSetting[] settings = [new(0.01, 0, 2), new(0.01, 0)];
        var system = new FederatedSystem(Options with { Settings = settings, Drawn = 1, MostWorking = 1, Data = Equal });
        var episode = (FederatedEpisode)system.CreateEpisode();
        episode.Start(new RandomStream(6));
        int[] actions = new int[60];
        Array.Fill(actions, FederatedClients.OfferLong);
        for (int step = 0; step < 20; step++)
        {
            (long before, int setting) = (episode.SamplesSeen, episode.GlobalState % 2);
            bool works = episode.LocalStates.Contains(FederatedClients.Long);
            episode.Step(step % 2, actions);
            Assert.Equal(works ? (setting == 0 ? 2 : 5) * 40 : 0, episode.SamplesSeen - before);
        }
    }

    [Fact]
    public void Global_states_of_one_class_differ_in_their_hours_alone()
    {
        var system = new FederatedSystem(Options);
        string[] names = system.Declaration.GlobalStateNames;
        Assert.All(Enumerable.Range(0, names.Length).GroupBy(system.RewardClass), own =>
            Assert.Single(
                own.Select(state => names[state].Replace("busy", "quiet", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)
            )
        );
        Assert.Equal(names.Length / 2, Enumerable.Range(0, names.Length).Select(system.RewardClass).Distinct().Count());
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
