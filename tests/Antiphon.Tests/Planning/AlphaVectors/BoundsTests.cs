using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.AlphaVectors;

public class BoundsTests
{
    private const double Rounding = 1e-8;

    [Fact]
    public void Bounds_hold_at_every_population_of_1_to_30_agents()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            CheckEveryNumber(seed);
        }
    }

    [Fact]
    [Trait("Tier", "full")]
    public void Bounds_hold_in_a_thousand_games()
    {
        for (int seed = 0; seed < 1_000; seed++)
        {
            CheckEveryNumber(seed);
        }
    }

    [Fact]
    public void Bounds_of_the_limit_hold_against_enumeration_of_all_paths()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            CheckLimit(seed, horizon: 7);
        }
    }

    [Fact]
    [Trait("Tier", "full")]
    public void The_greedy_policy_of_full_information_earns_at_least_the_lower_bound()
    {
        for (int seed = 0; seed < 25; seed++)
        {
            var problem = new RandomProblem(seed);
            AlphaVectorResult result = Plan(
                problem,
                new AlphaVectorOptions
                {
                    MaximumBackups = 20,
                    StartDraws = 2,
                    Accuracy = 1e-6,
                }
            );
            foreach (int agents in new[] { 1, 2, 5 })
            {
                Assert.All(Shortfalls(problem.Game, problem.Local, result.Vectors, agents), shortfall => Assert.True(shortfall < 1e-7));
            }
        }
    }

    /// <summary>
    /// Two vectors that point-based iteration leaves when it keeps the best of one point for each global state: their plans go on with
    /// vectors that are gone, and the greedy policy does not earn what they promise.
    /// </summary>
    [Fact]
    public void Vectors_whose_successors_are_gone_promise_too_much()
    {
        CooperativeGame game = Pruned();
        var local = LocalPolicy.Uniform(game);
        var plan = new PlanVectors(new DispatcherProblem(game, new LocalKernels(game, local.Probabilities)));
        plan.Add(0, 1, [0, 0], [16.076, 19.076]);
        plan.Add(1, 1, [0, 0], [14.439, 15.786]);
        double[] shortfalls = Shortfalls(game, local, new Antiphon.Policies.AlphaVectors(plan, [0, 0]), agents: 1);
        // In global state 0 with all agents in local state 1.
        Assert.Equal(19.076 - 16.31, shortfalls[game.GlobalStates], 0.01);

        AlphaVectorResult result = new AlphaVectorPlanner(new AlphaVectorOptions { Accuracy = 1e-4 }).Solve(game, local);
        Assert.True(Shortfalls(game, local, result.Vectors, agents: 1).Max() < 1e-7);
        Assert.Equal(20.02, result.Vectors.Value(0, [0, 1]), 0.01);
    }

    [Fact]
    public void Plans_of_another_local_policy_are_valued_anew()
    {
        for (int seed = 0; seed < 25; seed++)
        {
            var problem = new RandomProblem(seed);
            AlphaVectorOptions options = new()
            {
                MaximumBackups = 30,
                StartDraws = 2,
                Accuracy = 1e-6,
                Subpopulation = 2,
            };
            AlphaVectorResult earlier = new AlphaVectorPlanner(options).Solve(problem.Game, LocalPolicy.Uniform(problem.Game));
            AlphaVectorResult warm = Plan(problem, options with { WarmStart = earlier.Vectors, MaximumBackups = 0 });
            CheckEveryNumber(problem, warm);
            AlphaVectorResult again = new AlphaVectorPlanner(options with { WarmStart = earlier.Vectors, MaximumBackups = 0 }).Solve(
                problem.Game,
                LocalPolicy.Uniform(problem.Game)
            );
            Assert.All(again.Starts.Zip(earlier.Starts), pair =>
                Assert.True(pair.First.Lower >= pair.Second.Lower - (1e-9 * (1 + Math.Abs(pair.Second.Lower))))
            );
        }
    }

    [Fact]
    public void Results_depend_on_backups_but_not_on_threads_or_time()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        var local = LocalPolicy.Uniform(game);
        AlphaVectorOptions options = new()
        {
            StartDraws = 3,
            Subpopulation = 6,
            TimeLimit = TimeSpan.FromSeconds(0.05),
            Threads = 2,
        };
        AlphaVectorResult timed = new AlphaVectorPlanner(options).Solve(game, local);
        AlphaVectorResult repeated = new AlphaVectorPlanner(
            options with
            {
                TimeLimit = null,
                MaximumBackups = timed.Backups,
                Threads = 1,
            }
        ).Solve(game, local);
        Assert.Equal(StopReason.IterationLimit, timed.StopReason);
        Assert.Equal(timed.Backups, repeated.Backups);
        Assert.Equal(timed.Vectors.Count, repeated.Vectors.Count);
        Assert.Equal(
            timed.Starts.Select(start => (start.Lower, start.Upper)),
            repeated.Starts.Select(start => (start.Lower, start.Upper))
        );
    }

    [Fact]
    public void The_value_of_a_part_is_averaged_over_all_its_choices()
    {
        var problem = new RandomProblem(5);
        using var workers = new Workers(1);
        var kernels = new LocalKernels(problem.Game, problem.Local.Probabilities);
        var part = SubpopulationBound.Solve(problem.Game, kernels, 3, 1e-9, workers);
        double[] bounds = new double[problem.Game.GlobalStates];
        foreach (long[] counts in problem.Populations(new CountLattice(problem.Game.LocalStates, 5)))
        {
            part.At(counts, bounds);
            for (int state = 0; state < bounds.Length; state++)
            {
                Assert.Equal(AverageOverSubsets(problem, counts, 3, state), bounds[state], 1e-7);
            }
        }
    }

    [Fact]
    public void Two_agents_have_the_value_of_their_lattice()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var problem = new RandomProblem(seed);
            var kernels = new LocalKernels(problem.Game, problem.Local.Probabilities);
            var pair = PairBound.Solve(new DispatcherProblem(problem.Game, kernels), 1e-9, default);
            var lattice = new CountLattice(problem.Game.LocalStates, 2);
            double[][] exact = problem.Exact(2, lattice);
            foreach ((long[] counts, int rank) in problem.Populations(lattice).Select((counts, rank) => (counts, rank)))
            {
                for (int state = 0; state < exact.Length; state++)
                {
                    double[] fractions = VectorRows.Copy([.. counts.Select(count => count / 2.0)]);
                    Assert.Equal(exact[state][rank], pair.At(state, fractions, 2), 1e-7);
                }
            }
        }
    }

    [Fact]
    public void Options_and_starts_out_of_range_are_refused()
    {
        var problem = new RandomProblem(1);
        Assert.Throws<InvalidOptionException>(() => Plan(problem, new AlphaVectorOptions { Accuracy = 0 }));
        ImmutableArray<double> wrong = [.. Enumerable.Repeat(0.7, problem.Game.LocalStates)];
        Assert.Throws<InvalidInputException>(() => Plan(problem, new AlphaVectorOptions { Starts = [new PopulationPoint(0, wrong)] }));
    }

    private static AlphaVectorResult Plan(RandomProblem problem, AlphaVectorOptions options) =>
        new AlphaVectorPlanner(options).Solve(problem.Game, problem.Local);

    private static void CheckEveryNumber(int seed)
    {
        var problem = new RandomProblem(seed);
        int part = 1 + (seed % 4);
        CheckEveryNumber(
            problem,
            Plan(
                problem,
                new AlphaVectorOptions
                {
                    MaximumBackups = 40,
                    StartDraws = 3,
                    Subpopulation = part,
                }
            )
        );
    }

    private static void CheckEveryNumber(RandomProblem problem, AlphaVectorResult result)
    {
        foreach (int agents in new[] { 1, 2, 3, 6, 13, 30 })
        {
            var lattice = new CountLattice(problem.Game.LocalStates, agents);
            double[][] exact = problem.Exact(agents, lattice);
            foreach ((long[] counts, int rank) in problem.Populations(lattice).Select((counts, rank) => (counts, rank)))
            {
                for (int state = 0; state < exact.Length; state++)
                {
                    double[] fractions = [.. counts.Select(count => (double)count / agents)];
                    double value = exact[state][rank];
                    Assert.InRange(result.Vectors.Value(state, fractions), double.NegativeInfinity, value + Rounding);
                    Assert.InRange(result.UpperBound.At(state, counts), value - Rounding, double.PositiveInfinity);
                }
            }
        }
    }

    private static void CheckLimit(int seed, int horizon)
    {
        var problem = new RandomProblem(seed, discount: 0.4);
        var random = new SmallRandom((ulong)seed);
        foreach (int part in new[] { 1, 2, 5 })
        {
            double[] fractions = random.Law(problem.Game.LocalStates);
            AlphaVectorOptions options = new()
            {
                Starts = [new PopulationPoint(0, [.. fractions])],
                MaximumBackups = 30,
                Subpopulation = part,
                Accuracy = 1e-5,
            };
            PointBounds bounds = Plan(problem, options).Starts[0];
            double least = problem.Enumerate(0, fractions, horizon, problem.Game.MinimumReward);
            double most = problem.Enumerate(0, fractions, horizon, problem.Game.MaximumReward);
            Assert.True(bounds.Lower <= bounds.Upper + Rounding);
            Assert.True(bounds.Lower <= most + Rounding && bounds.Upper >= least - Rounding, $"{seed}: {bounds}, [{least}, {most}]");
        }
    }

    // How much less than its lower bound the greedy policy earns from each global state with all agents in one local state.
    private static double[] Shortfalls(CooperativeGame game, LocalPolicy local, Antiphon.Policies.AlphaVectors vectors, int agents) =>
        [
            .. Enumerable
                .Range(0, game.GlobalStates * game.LocalStates)
                .Select(start =>
                {
                    double[] fractions = SmallGames.Unit(game.LocalStates, start / game.GlobalStates);
                    var started = CooperativeGame.Create(
                        game.ToDefinition() with
                        {
                            Agents = agents,
                            Initial = new InitialLaw(
                                [.. SmallGames.Unit(game.GlobalStates, start % game.GlobalStates)],
                                new IndependentLocalLaw([.. fractions])
                            ),
                        }
                    );
                    var policy = new AlphaVectorPolicy(agents, vectors, started);
                    double earned = new PolicyEvaluator(started, new PolicyEvaluatorOptions { Accuracy = 1e-9 })
                        .Evaluate(new JointPolicy(policy, local))
                        .Value;
                    return vectors.Value(start % game.GlobalStates, fractions) - earned;
                }),
        ];

    private static double AverageOverSubsets(RandomProblem problem, long[] counts, int part, int state)
    {
        int[] agents = [.. counts.SelectMany((count, local) => Enumerable.Repeat(local, (int)count))];
        var lattice = new CountLattice(problem.Game.LocalStates, part);
        double[] values = problem.Exact(part, lattice)[state];
        return Enumerable
            .Range(0, 1 << agents.Length)
            .Where(subset => System.Numerics.BitOperations.PopCount((uint)subset) == part)
            .Average(subset =>
            {
                int[] chosen = new int[counts.Length];
                for (int agent = 0; agent < agents.Length; agent++)
                {
                    chosen[agents[agent]] += (subset >> agent) & 1;
                }

                return values[lattice.Rank(chosen)];
            });
    }

    private static CooperativeGame Pruned() =>
        CooperativeGame.Create(
            new GameDefinition
            {
                Name = "pruned",
                Discount = 0.9,
                Agents = 1,
                GlobalStateNames = ["s0", "s1"],
                LocalStateNames = ["x0", "x1"],
                GlobalActionNames = ["a0", "a1"],
                LocalActionNames = ["only"],
                GlobalTransition =
                [
                    [
                        [1, 0],
                        [0.8, 0.2],
                    ],
                    [
                        [1, 0],
                        [0.1, 0.9],
                    ],
                ],
                LocalTransition =
                [
                    [
                        [
                            [0, 1],
                        ],
                        [
                            [0, 1],
                        ],
                    ],
                    [
                        [
                            [0, 1],
                        ],
                        [
                            [1, 0],
                        ],
                    ],
                ],
                GlobalReward =
                [
                    [-0.2, 0.5],
                    [-0.5, -0.9],
                ],
                LocalReward =
                [
                    [
                        [-1],
                        [3],
                    ],
                    [
                        [2],
                        [0],
                    ],
                ],
                Initial = new InitialLaw([0.5, 0.5], new IndependentLocalLaw([0.5, 0.5])),
            }
        );
}
