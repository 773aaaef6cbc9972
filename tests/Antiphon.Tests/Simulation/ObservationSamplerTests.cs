using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Numerics;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Simulation;

/// <summary>
/// Samplers of observations against enumeration over ordered agents, and simulated returns against exact values. Comparisons of laws at
/// 1e-6 each (<see cref="GoodnessOfFit"/>).
/// </summary>
public class ObservationSamplerTests
{
    [Theory]
    [MemberData(nameof(Observations.Names), MemberType = typeof(Observations))]
    public void Observations_follow_the_law_of_ordered_agents(string rule)
    {
        CooperativeGame game = Observations.Under(
            rule,
            new RandomGame(60)
            {
                LocalStates = 3,
                GlobalStates = 2,
                Agents = 6,
            }.Create()
        );
        long[] counts = [3, 1, 2];
        CountLattice lattice = new(game.Sampling.Places(3), 4);
        var sampler = ObservationSampler.Of(game, lattice.Agents);
        int[] seen = new int[lattice.States];
        for (int globalState = 0; globalState < 2; globalState++)
        {
            double[] law = new double[lattice.Size];
            foreach ((int[] observation, double probability) in OrderedObservations.Law(game, globalState, Counting.TupleOf([3, 1, 2]), 4))
            {
                law[lattice.Rank(observation)] = probability;
            }

            (RandomStream stream, int state) = (new RandomStream(61).Split(rule, globalState), globalState);
            GoodnessOfFit.CheckCounts(100_000, 0, law, () =>
            {
                sampler.Draw(stream, state, counts, seen);
                return lattice.Rank(seen);
            });
        }
    }

    /// <summary>Means at 5 standard errors: a right simulator fails with probability 6e-7.</summary>
    [Theory]
    [MemberData(nameof(Observations.Names), MemberType = typeof(Observations))]
    public void Simulated_returns_are_the_exact_values(string rule)
    {
        CooperativeGame game = Observations.Under(
            rule,
            new RandomGame(62)
            {
                LocalStates = 2,
                Agents = 4,
                Discount = 0.7,
            }.Create()
        );
        var random = new SmallRandom(63);
        var table = TabularGlobalPolicy.FromFunction(2, 2, ObservationLattice.Of(game, 3), (_, _) => random.Below(2));
        var policy = new JointPolicy(table, LocalPolicy.Uniform(game));
        using var workers = new Workers(1);
        PairEvaluation evaluator = new(new ExactPopulation(game, 4), table.Lattice, workers);
        evaluator.SetLocal(policy.Local);
        evaluator.SetGlobal(table);
        double exact = evaluator.Evaluate(1e-9, default);
        Assert.Equal(new OrderedGame(game, 3).StartValue(Rule(table), policy.Local.Probabilities.ToArray()), exact, 1e-8);
        SimulationResult result = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = 60,
                Rollouts = 1000,
                Seeds = 20,
            }
        ).Run(game, policy);
        Assert.InRange(result.Reward.Mean, exact - (5 * result.Reward.StandardError), exact + (5 * result.Reward.StandardError));
    }

    /// <summary>
    /// Frozen agents, four in two clusters, k = 2: the first observation is a uniform pair; the second one is the same pair or the rest.
    /// Joint law of (agents in 0 of the first, of the second observation): the number in state 0 of each cluster is Binomial(2, 1/2),
    /// b(0), b(1), b(2) = 1/4, 1/2, 1/4; so P(i, j) = b(i) (1/2 [i = j] + 1/2 b(j)).
    /// </summary>
    [Fact]
    public void Whole_clusters_are_seen_and_stay_together()
    {
        CooperativeGame game = SmallGames.Frozen(4).WithSampling(new ClusteredSampling(2));
        var table = TabularGlobalPolicy.FromFunction(2, 2, new CountLattice(2, 2), (_, _) => 0);
        Episode episode = new(new DeployedPair(game, new JointPolicy(table, LocalPolicy.Uniform(game)), 4));
        double[] pair = [0.25, 0.5, 0.25];
        double[] law = new double[9];
        for (int place = 0; place < 9; place++)
        {
            law[place] = pair[place / 3] * (place / 3 == place % 3 ? 0.5 + (0.5 * pair[place % 3]) : 0.5 * pair[place % 3]);
        }

        (RandomStream root, int rollout) = (new RandomStream(64), 0);
        GoodnessOfFit.CheckCounts(100_000, 0, law, () =>
        {
            episode.Start(root.Split("rollout", rollout++));
            episode.Move(episode.Act());
            int first = episode.Observation[0];
            episode.Act();
            return (3 * first) + episode.Observation[0];
        });
    }

    /// <summary>After a move all counts together have the law of four separate agents, clusters or not.</summary>
    [Fact]
    public void Clusters_move_as_their_agents_do()
    {
        CooperativeGame game = new RandomGame(65)
        {
            LocalStates = 2,
            GlobalStates = 1,
            Agents = 4,
        }.Create();
        var policy = new JointPolicy(new UniformGlobalPolicy(2, 2), LocalPolicy.Uniform(game));
        Episode plain = new(new DeployedPair(game, policy, 4));
        Episode clustered = new(new DeployedPair(game.WithSampling(new ClusteredSampling(2)), policy, 4));
        ImmutableArray<double> start = ((IndependentLocalLaw)game.Initial.Local).Probabilities;
        var kernels = new LocalKernels(game, policy.Local.Probabilities);
        double share = (start[0] * kernels.Transition(0)[0]) + (start[1] * kernels.Transition(0)[2]);
        double[] law = [.. Enumerable.Range(0, 5).Select(count => Math.Exp(BinomialSampler.LogProbability(count, 4, share)))];
        foreach (Episode episode in new[] { plain, clustered })
        {
            (RandomStream root, int rollout) = (new RandomStream(66), 0);
            GoodnessOfFit.CheckCounts(50_000, 0, law, () =>
            {
                episode.Start(root.Split("rollout", rollout++));
                episode.Move(episode.Act());
                return episode.Counts[0];
            });
        }
    }

    [Theory]
    [InlineData(3, 6, 4)]
    [InlineData(2, 7, 4)]
    [InlineData(2, 6, 3)]
    public void Clusters_that_do_not_divide_k_and_n_are_refused(int size, int agents, int observations)
    {
        CooperativeGame game = new RandomGame(67) { Agents = agents }
            .Create()
            .WithSampling(new ClusteredSampling(size));
        InvalidInputException refused = Assert.ThrowsAny<InvalidInputException>(() =>
            new OnlineExecution(new OnlineExecutionOptions()).Run(
                game,
                new JointPolicy(new UniformGlobalPolicy(observations, 2), LocalPolicy.Uniform(game))
            )
        );
        Assert.Contains($"need k and n to be multiples of {size}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_clusters_than_memory_holds_are_refused()
    {
        CooperativeGame game = new RandomGame(68).Create().WithAgents(1_000_000_000_000).WithSampling(new ClusteredSampling(2));
        Assert.Contains(
            "clusters of 2 agents",
            Assert
                .ThrowsAny<InvalidInputException>(() =>
                    new OnlineExecution(new OnlineExecutionOptions()).Run(
                        game,
                        new JointPolicy(new UniformGlobalPolicy(2, 2), LocalPolicy.Uniform(game))
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    private static GlobalRule Rule(TabularGlobalPolicy table) =>
        (globalState, observation) => table.Action(globalState, table.Lattice.Rank(observation)) == 0 ? [1, 0] : [0, 1];
}
