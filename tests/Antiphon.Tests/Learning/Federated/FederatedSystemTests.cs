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
        Settings = [new(0.01, 0, 1), new(0.003, 0, 5), new(0.01, 1, 2)],
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
    public void A_network_with_a_hidden_layer_learns_as_well()
    {
        var system = new FederatedSystem(Options with { Hidden = 8, Settings = [new(0.1, 0, 1)] });
        var episode = (FederatedEpisode)system.CreateEpisode();
        episode.Start(new RandomStream(3));
        double start = episode.Loss;
        int[] offers = [.. Enumerable.Repeat(FederatedClients.Offer, 60)];
        for (int step = 0; step < 30; step++)
        {
            episode.Step(0, offers);
        }

        // 60 inputs and 8 units with biases, 8 units and 10 classes with theirs; a guess costs ln 10 = 2.3.
        Assert.Equal(8L * ((61 * 8) + (9 * 10)), system.ModelBytes);
        Assert.InRange(start, 2, 2.6);
        Assert.InRange(episode.Loss, 0, 1.8);
    }

    [Fact]
    public void The_reward_is_less_by_the_cost_of_the_work_done()
    {
        var episode = (FederatedEpisode)new FederatedSystem(Options with { CostWeight = 3 }).CreateEpisode();
        episode.Start(new RandomStream(3));
        int[] actions = [.. Enumerable.Range(0, 60).Select(client => client % 2)];
        double sum = 0;
        for (int step = 0; step < 30; step++)
        {
            (double before, long sent) = (episode.Loss, episode.Messages);
            double reward = episode.Step(step % 3, actions);

            // An epoch costs as much as a message; fifty clients with five epochs and a message each cost 1.
            double work = (episode.Messages - sent) * (Options.Settings[step % 3].Epochs + 1) / 6.0 / 50;
            Assert.Equal(work, episode.Work, 1e-12);
            Assert.Equal((100 * (before - episode.Loss)) - (3 * work), reward, 1e-9);
            sum += work;
        }

        Assert.True(sum > 0.1);
    }

    [Theory]
    [InlineData(60, 0.5, 0, 50)]
    [InlineData(60, 0.1, 5, 8)]
    [InlineData(1000, 0.05, 5, 50)]
    [InlineData(60, 1, 5, 50)]
    public void The_expected_cost_is_that_of_the_workers_drawn(int clients, double drawn, int fewest, int most)
    {
        var options = new FederatedSystemOptions
        {
            Data = new SyntheticDataOptions { Clients = clients },
            Drawn = drawn,
            FewestWorking = fewest,
            MostWorking = most,
        };
        var costs = new FederatedCosts(options);
        const int Draws = 20_000;
        foreach (double pool in new[] { 0.0, 0.25, 1 })
        {
            double expected = costs.Expected(pool, options.Settings[2]);
            double[] workers = [.. Enumerable.Range(0, Draws).Select(draw => Workers((int)Math.Round(pool * clients), draw))];
            double unit = costs.Work(options.Settings[2].Epochs);
            double mean = workers.Average();
            double error = Math.Sqrt(workers.Sum(count => (count - mean) * (count - mean)) / Draws / Draws);

            // Five standard errors: 12 comparisons err less than once in a hundred thousand runs.
            Assert.InRange(expected / unit, mean - (5 * error) - 1e-9, mean + (5 * error) + 1e-9);
        }

        double Workers(int waiting, int seed)
        {
            var stream = new RandomStream((ulong)seed);
            int count = Enumerable.Range(0, waiting).Count(_ => stream.NextDouble() < drawn);
            return count < fewest ? 0 : Math.Min(count, most);
        }
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
            int waiting = episode.LocalStates.ToArray().Count(state => state == FederatedClients.Pool);
            long before = episode.Messages;
            Array.Fill(actions, step % 2 == 0 ? FederatedClients.Offer : FederatedClients.Idle);
            episode.Step(0, actions);
            Assert.Equal(Math.Min(7, waiting), episode.Messages - before);
            Assert.Equal(step % 2 == 0, episode.LocalStates.Contains(FederatedClients.Pool));
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
    public void Those_who_are_drawn_make_the_epochs_that_the_server_broadcasts()
    {
        var system = new FederatedSystem(Options with { Drawn = 1, MostWorking = 1, Data = Equal });
        var episode = (FederatedEpisode)system.CreateEpisode();
        episode.Start(new RandomStream(6));
        int[] actions = new int[60];
        Array.Fill(actions, FederatedClients.Offer);
        for (int step = 0; step < 20; step++)
        {
            long before = episode.SamplesSeen;
            bool works = episode.LocalStates.Contains(FederatedClients.Pool);
            episode.Step(step % 3, actions);
            Assert.Equal(works ? Options.Settings[step % 3].Epochs * 40 : 0, episode.SamplesSeen - before);
        }
    }

    [Fact]
    [Trait("Tier", "full")]
    public void Hours_last_and_pools_follow_their_laws()
    {
        // Of many clients with full batteries, in one state of the hours after the other; five standard errors each.
        const int Clients = 40_000;
        var clients = new FederatedClients(Clients, 5);
        var chance = new RandomStream(8);
        clients.Start(chance);
        int[] offers = new int[Clients];
        Array.Fill(offers, FederatedClients.Offer);
        var drawn = new List<int>();
        (int turns, int steps) = (0, 0);
        for (; steps < 400; steps++)
        {
            clients.Draw(0.05, 5, Clients, chance, drawn);
            int pool = clients.Shown.ToArray().Count(state => state == FederatedClients.Pool);
            Assert.InRange(drawn.Count, (0.05 * pool) - (5 * Math.Sqrt(0.0475 * pool)), (0.05 * pool) + (5 * Math.Sqrt(0.0475 * pool)));
            int hours = clients.Hours;
            int here = Clients - clients.Shown.ToArray().Count(state => state == FederatedClients.Away);
            clients.Move(offers, chance);
            int left = here - (Clients - clients.Shown.ToArray().Count(state => state == FederatedClients.Away));

            // Nobody works here, so batteries only fill up: whoever is away left by chance, once they are full.
            if (steps > 100)
            {
                double expected =
                    hours == FederatedClients.Quiet ? (0.02 * here) - (0.1 * (Clients - here)) : (0.15 * here) - (0.02 * (Clients - here));
                Assert.InRange(left, expected - (5 * Math.Sqrt(0.15 * Clients)), expected + (5 * Math.Sqrt(0.15 * Clients)));
            }

            turns += hours == clients.Hours ? 0 : 1;
        }

        Assert.InRange(turns, (0.15 * steps) - (5 * Math.Sqrt(0.1275 * steps)), (0.15 * steps) + (5 * Math.Sqrt(0.1275 * steps)));
    }

    [Fact]
    public void Global_states_of_one_class_differ_in_their_hours_alone()
    {
        string[] names = FederatedDeclaration.Of(Options).GlobalStateNames;
        IGrouping<int, int>[] classes = [.. Enumerable.Range(0, names.Length).GroupBy(FederatedDeclaration.RewardClass)];
        Assert.All(classes, own =>
            Assert.Single(
                own.Select(state => names[state].Replace("busy", "quiet", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)
            )
        );
        Assert.Equal(names.Length / 2, classes.Length);
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
        Array.Fill(actions, FederatedClients.Offer);
        for (int step = 0; step < steps; step++)
        {
            double before = episode.Loss;
            see(before, episode.Step(step % 3, actions));
        }
    }
}
