using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Numerics;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Chains;

public class UcfhTests
{
    [Theory]
    [InlineData(1, 4, 1)]
    [InlineData(2, 5, 1)]
    [InlineData(3, 6, 2)]
    public void It_learns_a_small_process_and_proves_it(ulong seed, int horizon, int phases)
    {
        FiniteHorizonMdp mdp = RandomMdp.Create(seed, horizon, states: 3, successors: 2, phases: phases);
        double optimum = BackwardInduction.Optimize(mdp).Value;
        UcfhResult result = new Ucfh(new UcfhOptions { Accuracy = 0.2, MaximumEpisodes = 2_000_000 }).Solve(mdp);
        Assert.Equal(StopReason.AccuracyReached, result.StopReason);
        Assert.InRange(optimum, result.Value - 1e-12, result.OptimisticValue);
        Assert.InRange(result.OptimisticValue - result.Value, 0, 0.2);
        Assert.Equal(optimum, result.Value, 0.02);
        Assert.Equal(result.Value, BackwardInduction.Evaluate(mdp, result.Policy), 1e-12);
        Assert.InRange(result.Updates, 1, result.Constants.MaximumUpdates);
    }

    [Fact]
    public void Equal_seeds_give_equal_bits_and_more_episodes_only_continue()
    {
        FiniteHorizonMdp mdp = RandomMdp.Create(4, 5);
        var options = new UcfhOptions { Accuracy = 1e-6, MaximumEpisodes = 3_000 };
        (UcfhResult first, UcfhResult again) = (new Ucfh(options).Solve(mdp), new Ucfh(options).Solve(mdp));
        Assert.Equal((first.Value, first.OptimisticValue, first.Updates), (again.Value, again.OptimisticValue, again.Updates));
        Assert.Equal((StopReason.IterationLimit, 3_000), (first.StopReason, first.Episodes));
        UcfhResult more = new Ucfh(options with { MaximumEpisodes = 6_000 }).Solve(mdp);
        Assert.True(more.Updates > first.Updates && more.OptimisticValue <= first.OptimisticValue && more.Value >= first.Value);
        Assert.NotEqual(first.OptimisticValue, new Ucfh(options with { Seed = 2 }).Solve(mdp).OptimisticValue);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void One_or_two_steps_are_enough_to_learn(int horizon)
    {
        FiniteHorizonMdp mdp = RandomMdp.Create(6, horizon);
        UcfhResult result = new Ucfh(new UcfhOptions { Accuracy = 0.3, MaximumEpisodes = 200_000 }).Solve(mdp);
        Assert.Equal(StopReason.AccuracyReached, result.StopReason);
        Assert.InRange(BackwardInduction.Optimize(mdp).Value, result.Value - 1e-12, result.OptimisticValue);
    }

    /// <summary>One action only, so that every pair is met for ever; a scale with |S| m H = 1000 closes the schedule early.</summary>
    [Fact]
    public void The_schedule_ends_when_no_pair_can_be_due_any_more()
    {
        FiniteHorizonMdp mdp = RandomMdp.Create(7, 3, states: 2, actions: 1, successors: 2);
        UcfhOptions options = new()
        {
            Accuracy = 1e-9,
            Scale = 1,
            MaximumEpisodes = 1_000_000,
        };
        double scale = 1_000 / new Ucfh(options).Constants(mdp).LastUpdate;
        UcfhResult result = new Ucfh(options with { Scale = scale }).Solve(mdp);
        Assert.Equal(StopReason.ScheduleExhausted, result.StopReason);
        Assert.Equal(scale, result.Constants.Scale);
        Assert.InRange(result.Episodes, 1_000 / 3, 5_000);
        Assert.InRange(result.Updates, mdp.Rows.Count, result.Constants.MaximumUpdates);
    }

    /// <summary>
    /// delta = 0.2 allows 40 failures in 200 runs; 200 runs with exactly that probability would exceed 40 + 25 with probability below
    /// exp(-2 * 25^2 / 200) = 0.002. The intervals are wide, so that hardly any failure is seen.
    /// </summary>
    [Fact]
    public void The_optimistic_value_is_seldom_below_the_optimum()
    {
        int failures = 0;
        for (ulong seed = 1; seed <= 200; seed++)
        {
            FiniteHorizonMdp mdp = RandomMdp.Create(seed, 4, states: 2, successors: 2);
            UcfhResult result = new Ucfh(
                new UcfhOptions
                {
                    Accuracy = 1e-9,
                    FailureProbability = 0.2,
                    MaximumEpisodes = 2_000,
                    Seed = seed,
                }
            ).Solve(mdp);
            failures += result.OptimisticValue < BackwardInduction.Optimize(mdp).Value ? 1 : 0;
        }
        Assert.InRange(failures, 0, 65);
    }

    [Fact]
    public void Rewards_on_states_lead_to_the_same_optimum()
    {
        FiniteHorizonMdp mdp = RandomMdp.Create(14, 3, states: 2, successors: 2, phases: 2);
        UcfhResult reduced = new Ucfh(new UcfhOptions { Accuracy = 0.5, MaximumEpisodes = 300_000 }).Solve(
            StateRewardReduction.Apply(mdp)
        );
        Assert.Equal(StopReason.AccuracyReached, reduced.StopReason);
        Assert.Equal(BackwardInduction.Optimize(mdp).Value, reduced.Value, 0.02);
    }

    /// <summary>
    /// Shifting and scaling rewards, with the accuracy scaled alike, changes no decision: the same episodes, values shifted and scaled.
    /// </summary>
    [Fact]
    public void Rewards_of_any_range_are_learned_alike()
    {
        FiniteHorizonMdp mdp = RandomMdp.Create(15, 4);
        double[] rewards = [.. mdp.Rewards.ToArray().Select(reward => 8 * reward - 64)];
        var other = new FiniteHorizonMdp(mdp.Rows, rewards, [0, mdp.States], mdp.Start.ToArray(), mdp.Discount, mdp.Horizon);
        (UcfhResult one, UcfhResult two) = (Learn(mdp, 0.25), Learn(other, 2));
        // 1 + 0.9 + 0.81 + 0.729 = 3.439 times the shift.
        Assert.Equal(8 * one.Value - 64 * 3.439, two.Value, 1e-9);
        Assert.Equal(8 * one.OptimisticValue - 64 * 3.439, two.OptimisticValue, 1e-9);
        Assert.Equal((one.Episodes, one.Updates), (two.Episodes, two.Updates));

        static UcfhResult Learn(FiniteHorizonMdp mdp, double accuracy) =>
            new Ucfh(new UcfhOptions { Accuracy = accuracy, MaximumEpisodes = 5_000 }).Solve(mdp);
    }

    [Fact]
    public void Cancelled_it_returns_what_it_knows()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        FiniteHorizonMdp mdp = RandomMdp.Create(8, 3);
        UcfhResult result = new Ucfh(new UcfhOptions { Accuracy = 1e-9 }).Solve(mdp, source.Token);
        Assert.Equal((StopReason.Cancelled, 0), (result.StopReason, result.Episodes));
        Assert.True(result.OptimisticValue >= BackwardInduction.Optimize(mdp).Value);
    }

    [Fact]
    public void Impossible_options_are_refused()
    {
        FiniteHorizonMdp mdp = RandomMdp.Create(8, 3);
        UcfhOptions[] wrong =
        [
            new() { Accuracy = 0 },
            new() { Accuracy = double.NaN },
            new() { FailureProbability = 0 },
            new() { FailureProbability = 1 },
            new() { Scale = 0 },
            new() { Scale = double.NaN },
            new() { MaximumEpisodes = -1 },
        ];
        Assert.All(wrong, options => Assert.Throws<InvalidOptionException>(() => new Ucfh(options).Solve(mdp)));
    }

    /// <summary>Rows of 3 and of 20 successors: the sampler walks through short rows and halves long ones.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public void Episodes_follow_the_law_of_the_process(int successors)
    {
        FiniteHorizonMdp mdp = RandomMdp.Create(9, 2, states: 20, actions: 1, successors: successors);
        var never = UcfhConstants.Create(20, 1, 2, 0.5, 0.1, successors, 1e6);
        EpisodeCounts counts = new(mdp.Rows, never with { Scale = 1e-30 });
        EpisodeSampler sampler = new(mdp, new RandomStream(10));
        TimeDependentPolicy policy = new(mdp);
        for (int episode = 0; episode < 100_000; episode++)
        {
            sampler.Play(policy, counts);
        }
        while (counts.AnyDue)
        {
            counts.Update();
        }
        for (int row = 0; row < 20; row++)
        {
            (int first, int last) = (mdp.Rows.Starts[row], mdp.Rows.Starts[row + 1]);
            GoodnessOfFit.Check(counts.Moves[first..last], mdp.Rows.Probabilities.AsSpan(first, last - first));
            Assert.Equal(counts.Visits[row], counts.Moves[first..last].ToArray().Sum());
        }
    }

    [Fact]
    public void An_episode_allocates_nothing()
    {
        FiniteHorizonMdp mdp = RandomMdp.Create(12, 30);
        EpisodeCounts counts = new(mdp.Rows, UcfhConstants.Create(4, 2, 30, 0.5, 0.1, 3));
        EpisodeSampler sampler = new(mdp, new RandomStream(13));
        FixedHorizonEvi planner = new(mdp, new ConfidenceSet(mdp.Rows));
        TimeDependentPolicy policy = new(mdp);
        Work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Work();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Work()
        {
            planner.Plan(policy);
            for (int episode = 0; episode < 100; episode++)
            {
                sampler.Play(policy, counts);
            }
        }
    }

    /// <summary>
    /// Chains of two agents, S_l = S_g = A_l = 2, at the paper's accuracy 1/sqrt(2): the policy found is the chain's best within a
    /// thousandth.
    /// </summary>
    [Theory]
    [InlineData(Parameterization.Tuples, 121)]
    [InlineData(Parameterization.Tuples, 171)]
    [InlineData(Parameterization.Histograms, 121)]
    public void The_chain_of_two_agents_is_learned_to_its_optimum(Parameterization kind, ulong seed)
    {
        CooperativeGame game = new RandomGame(seed) { Agents = 2 }.Create();
        TabularGlobalPolicy global = Library.Global(game, 2, Tables.RandomActions(game, 2, new SmallRandom(seed + 1)));
        ChainUcfhResult result = new ChainUcfhLLearn(new ChainUcfhOptions { Parameterization = kind }).Solve(
            game,
            new JointPolicy(global, LocalPolicy.Uniform(game)),
            2
        );
        Assert.Equal(result.ChainOptimum, result.ChainValue, 1e-3);
        Assert.InRange(result.OptimisticValue, result.ChainOptimum, double.MaxValue);
        Assert.InRange(result.Updates, 1, result.Constants.MaximumUpdates);
    }
}
