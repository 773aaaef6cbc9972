using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Numerics;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Empirical;

public class EmpiricalGLearnTests
{
    private static readonly EmpiricalGLearnOptions Exact = new() { Operator = BellmanOperator.Exact, Threads = 1 };
    private static readonly EmpiricalGLearnOptions Frozen = new()
    {
        Operator = BellmanOperator.Frozen,
        Samples = 8,
        Threads = 1,
    };

    [Theory]
    [InlineData(KernelShape.Dense, 2, 3)]
    [InlineData(KernelShape.Sparse, 3, 2)]
    [InlineData(KernelShape.Absorbing, 2, 4)]
    [InlineData(KernelShape.Deterministic, 3, 3)]
    [InlineData(KernelShape.EqualRows, 2, 1)]
    [InlineData(KernelShape.Cyclic, 3, 3)]
    public void In_exact_mode_tuples_and_histograms_hold_the_same_function_of_the_histogram(
        KernelShape shape,
        int states,
        int observations
    )
    {
        CooperativeGame game = Game(800, shape, states);
        double[] local = Tables.RandomLocal(game, new SmallRandom(801));
        double[][] twin = EmpiricalTwin.Iterate(game, local, observations, 12, EmpiricalTwin.ExactLaw(game, local, observations));
        EmpiricalIteration tuples = Run(Exact with { Parameterization = Parameterization.Tuples }, game, local, observations, 12);
        EmpiricalIteration histograms = Run(Exact with { Parameterization = Parameterization.Histograms }, game, local, observations, 12);
        int[][] ordered = Counting.Tuples(states, observations);
        for (int state = 0; state < game.GlobalStates; state++)
        {
            for (int tuple = 0; tuple < ordered.Length; tuple++)
            {
                int rank = histograms.Table.Lattice.Rank(Counting.CountsOf(states, ordered[tuple]));
                int observation = ordered[tuple].Aggregate(0, (number, digit) => number * states + digit);
                Assert.Equal(twin[state][tuple], tuples.Value(state, observation), 1e-12);
                Assert.Equal(twin[state][tuple], histograms.Value(state, rank), 1e-12);
                Assert.Equal(
                    histograms.Greedy[state * histograms.Table.Size + rank],
                    tuples.Greedy[state * tuples.Table.Size + observation]
                );
            }
        }
    }

    [Fact]
    public void The_exact_operator_ends_where_the_exact_solver_does()
    {
        CooperativeGame game = Game(802, KernelShape.Dense, 3);
        GLearnResult exact = new GLearn(new GLearnOptions { Accuracy = 1e-11, Threads = 1 }).Solve(game, LocalPolicy.Uniform(game), 4);
        foreach (Parameterization parameterization in new[] { Parameterization.Tuples, Parameterization.Histograms })
        {
            EmpiricalGLearnResult result = new EmpiricalGLearn(
                Exact with
                {
                    Parameterization = parameterization,
                    Sweeps = 5000,
                    Tolerance = 1e-11,
                }
            ).Solve(game, LocalPolicy.Uniform(game), 4);
            Assert.Equal(StopReason.AccuracyReached, result.StopReason);
            AssertClose(exact.Values, result.Values, 1e-10);
            Assert.Equal(parameterization, result.Empirical.Parameterization);
            Assert.Equal(0, result.Empirical.NoiseBound);
            for (int state = 0; state < game.GlobalStates; state++)
            {
                Assert.True(exact.Policy.Actions(state).SequenceEqual(result.Policy.Actions(state)));
            }
        }
    }

    [Theory]
    [InlineData(Parameterization.Tuples, true)]
    [InlineData(Parameterization.Tuples, false)]
    [InlineData(Parameterization.Histograms, true)]
    [InlineData(Parameterization.Histograms, false)]
    public void A_backup_is_the_mean_over_its_samples(Parameterization parameterization, bool sampleGlobal)
    {
        // The samples of an observation are read off by valuing indicator functions: what Expect returns is linear in V, so that these are
        // the laws that the twin iterates.
        CooperativeGame game = Game(803, KernelShape.Dense, 2);
        double[] local = Tables.RandomLocal(game, new SmallRandom(804));
        using var workers = new Workers(1);
        var kernels = new LocalKernels(game, local);
        var table = ObservationTable.Create(parameterization, kernels, new CountLattice(2, 3));
        SampledNextStates next = new(game, table, 7, sampleGlobal, frozen: true, seed: 5, workers);
        double[][] laws = Laws(game, table, next);
        foreach (double[] law in laws)
        {
            double total = 0.0;
            foreach (double mass in law)
            {
                total += mass;
                // Whole numbers of samples: m times the mass, over the law of s_g' where that is exact.
                Assert.True(!sampleGlobal || Math.Abs(7 * mass - Math.Round(7 * mass)) < 1e-12);
            }
            Assert.Equal(1, total, 1e-12);
        }

        EmpiricalIteration iteration = new(game, table, next, new ExpectedRewards(game, kernels, table), workers);
        double[,] values = new double[game.GlobalStates, table.Size];
        int[] counts = new int[2];
        for (int sweep = 0; sweep < 6; sweep++)
        {
            iteration.Sweep();
            values = Backup(game, kernels, table, laws, values, counts);
            for (int state = 0; state < game.GlobalStates; state++)
            {
                for (int observation = 0; observation < table.Size; observation++)
                {
                    Assert.Equal(values[state, observation], iteration.Value(state, observation), 1e-12);
                }
            }
        }
    }

    [Theory]
    [InlineData(Parameterization.Tuples)]
    [InlineData(Parameterization.Histograms)]
    public void Samples_have_the_law_of_the_agents_moves(Parameterization parameterization)
    {
        CooperativeGame game = Game(805, KernelShape.Dense, 3);
        double[] local = Tables.RandomLocal(game, new SmallRandom(806));
        var kernels = new LocalKernels(game, local);
        CountLattice lattice = new(3, 3);
        var table = ObservationTable.Create(parameterization, kernels, lattice);
        OrderedGame ordered = new(game.WithAgents(3), 3);
        int[] from = [0, 1, 1];
        int observation = parameterization == Parameterization.Tuples ? 4 : lattice.Rank([1, 2, 0]); // 4 = 011 to base 3
        double[] moves = ordered.NextTuples(
            ordered.LocalKernel(local, 1),
            Array.FindIndex(ordered.Tuples, tuple => tuple.SequenceEqual(from))
        );
        double[] law = new double[table.Size];
        for (int tuple = 0; tuple < moves.Length; tuple++)
        {
            int number = ordered.Tuples[tuple].Aggregate(0, (sum, digit) => sum * 3 + digit);
            law[parameterization == Parameterization.Tuples ? number : lattice.Rank(Counting.CountsOf(3, ordered.Tuples[tuple]))] += moves[
                tuple
            ];
        }

        ObservationTable.Mover mover = table.CreateMover();
        var stream = new RandomStream(7);
        GoodnessOfFit.CheckCounts(100_000, 0, law, () => mover.Next(1, observation, stream));
    }

    [Fact]
    public void Frozen_samples_settle_and_fresh_ones_do_not()
    {
        CooperativeGame game = Game(807, KernelShape.Dense, 2);
        using var workers = new Workers(1);
        EmpiricalIteration frozen = new EmpiricalGLearn(Frozen).Create(game, LocalPolicy.Uniform(game), 3, workers);
        EmpiricalIteration fresh = new EmpiricalGLearn(Frozen with { Operator = BellmanOperator.Fresh }).Create(
            game,
            LocalPolicy.Uniform(game),
            3,
            workers
        );
        (SpanBound settled, SpanBound restless) = (default(SpanBound), default(SpanBound));
        for (int sweep = 0; sweep < 300; sweep++)
        {
            (settled, restless) = (frozen.Sweep(), fresh.Sweep());
        }

        Assert.InRange(settled.Largest - settled.Smallest, 0, 1e-12);
        Assert.True(restless.Largest - restless.Smallest > 0.01, $"fresh samples changed values by {restless}");
    }

    [Fact]
    public void The_empirical_operator_is_a_contraction_that_keeps_values_in_their_range()
    {
        CooperativeGame game = Game(808, KernelShape.Sparse, 2);
        using var workers = new Workers(1);
        EmpiricalIteration iteration = new EmpiricalGLearn(Frozen).Create(game, LocalPolicy.Uniform(game), 3, workers);
        double change = double.PositiveInfinity;
        for (int sweep = 0; sweep < 50; sweep++)
        {
            SpanBound bound = iteration.Sweep();
            double now = Math.Max(Math.Abs(bound.Smallest), Math.Abs(bound.Largest));
            Assert.True(now <= game.Discount * change + 1e-12);
            change = now;
        }

        for (int observation = 0; observation < iteration.Table.Size; observation++)
        {
            Assert.InRange(
                iteration.Value(0, observation),
                game.MinimumReward / (1 - game.Discount),
                game.MaximumReward / (1 - game.Discount)
            );
        }
    }

    // Lemma B.35 at delta = 0.1: at most 10 % of the seeds may exceed it; 60 seeds with a binomial budget of 1e-9 would allow 24. None
    // comes near.
    [Theory]
    [InlineData(Parameterization.Tuples)]
    [InlineData(Parameterization.Histograms)]
    public void The_noise_stays_below_the_bound_of_Lemma_B35_and_falls_with_the_root_of_the_samples(Parameterization parameterization)
    {
        CooperativeGame game = Game(809, KernelShape.Dense, 2);
        GLearnResult exact = new GLearn(new GLearnOptions { Accuracy = 1e-10, Threads = 1 }).Solve(game, LocalPolicy.Uniform(game), 3);
        var worst = new List<double>();
        foreach (int samples in new[] { 10, 160 })
        {
            double[] errors = Enumerable
                .Range(0, 60)
                .Select(seed =>
                {
                    EmpiricalGLearnOptions options = Frozen with
                    {
                        Samples = samples,
                        Seed = (ulong)seed,
                        Parameterization = parameterization,
                        Sweeps = 2000,
                        Tolerance = 1e-8,
                        FailureProbability = 0.1,
                    };
                    EmpiricalGLearnResult result = new EmpiricalGLearn(options).Solve(game, LocalPolicy.Uniform(game), 3);
                    double error = Distance(exact.Values, result.Values);
                    Assert.True(error <= result.Empirical.NoiseBound, $"{error} exceeds {result.Empirical.NoiseBound}");
                    return error;
                })
                .ToArray();
            worst.Add(errors.Average());
        }

        // 16 times the samples: a quarter of the noise.
        Assert.InRange(worst[0] / worst[1], 3, 5.3);
    }

    [Fact]
    public void Samples_break_the_symmetry_of_tuples()
    {
        CooperativeGame game = Game(810, KernelShape.Dense, 2);
        using var workers = new Workers(1);
        EmpiricalIteration iteration = new EmpiricalGLearn(Frozen with { Parameterization = Parameterization.Tuples }).Create(
            game,
            LocalPolicy.Uniform(game),
            2,
            workers
        );
        for (int sweep = 0; sweep < 50; sweep++)
        {
            iteration.Sweep();
        }

        Assert.NotEqual(iteration.Value(0, 1), iteration.Value(0, 2)); // (0, 1) and (1, 0): one histogram, two entries
        Assert.Equal(1, iteration.Table.Representative([1, 1]));
    }

    [Theory]
    [InlineData(new[] { 0.5, 0.5, 2.0 }, new[] { 1, 0, 2 })]
    [InlineData(new[] { 1.2, 0.9, 0.9 }, new[] { 1, 1, 1 })]
    [InlineData(new[] { 0.4, 1.3, 1.3 }, new[] { 1, 1, 1 })]
    [InlineData(new[] { 3.0, 0.0, 0.0 }, new[] { 3, 0, 0 })]
    public void Rounding_gives_what_is_left_to_the_largest_remainders_and_ties_to_the_lowest_state(double[] expected, int[] rounded)
    {
        int[] counts = new int[3];
        HistogramRounding.Round(expected, 3, counts);
        Assert.Equal(rounded, counts);
    }

    [Theory]
    [InlineData(Parameterization.Tuples)]
    [InlineData(Parameterization.Histograms)]
    public void The_rounded_operator_moves_to_the_rounded_expectation(Parameterization parameterization)
    {
        CooperativeGame game = Game(811, KernelShape.Dense, 2);
        double[] local = Tables.RandomLocal(game, new SmallRandom(812));
        OrderedGame ordered = new(game.WithAgents(3), 3);
        int[][] tuples = ordered.Tuples;
        double[][] twin = EmpiricalTwin.Iterate(game, local, 3, 9, (state, tuple, action) =>
        {
            double[,] kernel = ordered.LocalKernel(local, state);
            double zeros = tuples[tuple].Sum(x => kernel[x, 0]); // two states: the expected number in state 0, the rest in state 1
            (int low, double fraction) = ((int)zeros, zeros - (int)zeros);
            int count = fraction >= 1 - fraction ? low + 1 : low;
            int to = Array.FindIndex(tuples, t => t.SequenceEqual(Enumerable.Range(0, 3).Select(i => i < count ? 0 : 1)));
            double[,] law = new double[game.GlobalStates, tuples.Length];
            for (int next = 0; next < game.GlobalStates; next++)
            {
                law[next, to] = game.GlobalTransition(state, action)[next];
            }
            return law;
        });
        EmpiricalIteration iteration = Run(
            new EmpiricalGLearnOptions
            {
                Operator = BellmanOperator.Rounded,
                Parameterization = parameterization,
                Threads = 1,
            },
            game,
            local,
            3,
            9
        );
        foreach ((int[] tuple, int number) in tuples.Select((tuple, number) => (tuple, number)))
        {
            int observation =
                parameterization == Parameterization.Tuples
                    ? tuple.Aggregate(0, (sum, digit) => sum * 2 + digit)
                    : iteration.Table.Lattice.Rank(Counting.CountsOf(2, tuple));
            Assert.Equal(twin[1][number], iteration.Value(1, observation), 1e-12);
        }
    }

    [Theory]
    [InlineData(BellmanOperator.Exact)]
    [InlineData(BellmanOperator.Frozen)]
    [InlineData(BellmanOperator.Fresh)]
    [InlineData(BellmanOperator.Rounded)]
    public void The_number_of_threads_does_not_change_a_bit(BellmanOperator how)
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        var options = new EmpiricalGLearnOptions
        {
            Operator = how,
            Samples = 3,
            Sweeps = 4,
            Parameterization = Parameterization.Histograms,
        };
        GLearnResult one = new EmpiricalGLearn(options with { Threads = 1 }).Solve(game, LocalPolicy.Uniform(game), 9);
        GLearnResult two = new EmpiricalGLearn(options with { Threads = 2 }).Solve(game, LocalPolicy.Uniform(game), 9);
        Assert.True(one.Values.Zip(two.Values).All(pair => pair.First.SequenceEqual(pair.Second)));
    }

    [Fact]
    public void Other_seeds_draw_other_samples_and_fresh_sweeps_other_ones_each_time()
    {
        CooperativeGame game = Game(813, KernelShape.Dense, 2);
        GLearnResult Solve(EmpiricalGLearnOptions options) => new EmpiricalGLearn(options).Solve(game, LocalPolicy.Uniform(game), 2);
        GLearnResult first = Solve(Frozen with { Sweeps = 2 });
        Assert.False(first.Values[0].SequenceEqual(Solve(Frozen with { Sweeps = 2, Seed = 2 }).Values[0]));
        Assert.True(first.Values[0].SequenceEqual(Solve(Frozen with { Sweeps = 2 }).Values[0]));
        GLearnResult fresh = Solve(Frozen with { Operator = BellmanOperator.Fresh, Sweeps = 2 });
        Assert.False(first.Values[0].SequenceEqual(fresh.Values[0]));
        Assert.True(double.IsPositiveInfinity(fresh.ErrorBound));
    }

    [Fact]
    public void Tuples_that_cannot_fit_are_refused_with_what_would()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        InvalidInputException error = Assert.Throws<DoesNotFitException>(() =>
            new EmpiricalGLearn(Frozen with { Parameterization = Parameterization.Tuples }).Solve(game, LocalPolicy.Uniform(game), 20)
        );
        Assert.Contains("tuples of k = 20 agents needs", error.Message, StringComparison.Ordinal);
        Assert.Contains("use histograms, or lower k", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_that_cannot_fit_are_refused_with_how_many_would()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        InvalidInputException error = Assert.Throws<DoesNotFitException>(() =>
            new EmpiricalGLearn(new EmpiricalGLearnOptions()).Solve(game, LocalPolicy.Uniform(game), 10)
        );
        Assert.Contains("frozen samples per entry", error.Message, StringComparison.Ordinal);
        Assert.Contains("m* of Lemma B.36", error.Message, StringComparison.Ordinal);
        Assert.Contains("or draw fresh ones", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_senseless_option_is_named_at_once()
    {
        CooperativeGame game = Game(814, KernelShape.Dense, 2);
        EmpiricalGLearnOptions wrong = Frozen with
        {
            Samples = 0,
            Sweeps = 0,
            Tolerance = -1,
            FailureProbability = 1,
            Threads = 0,
            Operator = (BellmanOperator)9,
            Parameterization = (Parameterization)9,
        };
        InvalidInputException error = Assert.ThrowsAny<InvalidInputException>(() =>
            new EmpiricalGLearn(wrong).Solve(game, LocalPolicy.Uniform(game), 2)
        );
        Assert.All(["m = 0", "T = 0", "tolerance", "delta = 1", "threads", "operator", "parameterization"], word =>
            Assert.Contains(word, error.Message, StringComparison.Ordinal)
        );
        Assert.ThrowsAny<InvalidInputException>(() =>
            new EmpiricalGLearn(Frozen with { Operator = BellmanOperator.Fresh, Tolerance = 1 }).Solve(game, LocalPolicy.Uniform(game), 2)
        );
        Assert.ThrowsAny<InvalidInputException>(() => new EmpiricalGLearn(Frozen).Solve(game, LocalPolicy.Uniform(game), 0));
    }

    [Fact]
    public void A_cancelled_solve_says_so()
    {
        CooperativeGame game = Game(815, KernelShape.Dense, 2);
        EmpiricalGLearnResult result = new EmpiricalGLearn(Frozen).Solve(
            game,
            LocalPolicy.Uniform(game),
            2,
            new CancellationToken(canceled: true)
        );
        Assert.Equal((StopReason.Cancelled, 1), (result.StopReason, result.Sweeps));
    }

    private static CooperativeGame Game(int seed, KernelShape shape, int states) =>
        new RandomGame((ulong)seed)
        {
            Shape = shape,
            LocalStates = states,
            Agents = 9,
            LocalActions = 3,
            GlobalActions = 3,
        }.Create();

    private static EmpiricalIteration Run(
        EmpiricalGLearnOptions options,
        CooperativeGame game,
        double[] local,
        int observations,
        int sweeps
    )
    {
        using var workers = new Workers(1);
        EmpiricalIteration iteration = new EmpiricalGLearn(options).Create(game, Library.Local(game, local), observations, workers);
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            iteration.Sweep();
        }
        return iteration;
    }

    // law[(s_g * observations + x) * A + a][s_g' * observations + x']
    private static double[][] Laws(CooperativeGame game, ObservationTable table, SampledNextStates next)
    {
        int stride = game.GlobalStates;
        double[][] laws = new double[game.GlobalStates * table.Size * game.GlobalActions][];
        for (int place = 0; place < laws.Length; place++)
        {
            laws[place] = new double[game.GlobalStates * table.Size];
        }
        double[] expected = new double[game.GlobalActions];
        for (int to = 0; to < game.GlobalStates * table.Size; to++)
        {
            FunctionBuffer indicator = new(table.Size * stride);
            indicator.Span[(to % table.Size * stride) + (to / table.Size)] = 1;
            for (int from = 0; from < game.GlobalStates * table.Size; from++)
            {
                next.Prepare(0, from / table.Size, indicator);
                next.Expect(from / table.Size, from % table.Size, 0, expected);
                for (int action = 0; action < expected.Length; action++)
                {
                    laws[(from * expected.Length) + action][to] = expected[action];
                }
            }
        }
        return laws;
    }

    private static double[,] Backup(
        CooperativeGame game,
        LocalKernels kernels,
        ObservationTable table,
        double[][] laws,
        double[,] values,
        int[] counts
    )
    {
        double[,] result = new double[game.GlobalStates, table.Size];
        for (int state = 0; state < game.GlobalStates; state++)
        {
            for (int observation = 0; observation < table.Size; observation++)
            {
                table.Counts(observation, counts);
                double reward = (counts[0] * kernels.Reward(state)[0] + counts[1] * kernels.Reward(state)[1]) / 3;
                result[state, observation] = double.NegativeInfinity;
                for (int action = 0; action < game.GlobalActions; action++)
                {
                    double[] law = laws[(state * table.Size + observation) * game.GlobalActions + action];
                    double expected = law.Select((mass, to) => mass * values[to / table.Size, to % table.Size]).Sum();
                    result[state, observation] = Math.Max(
                        result[state, observation],
                        game.GlobalReward(state, action) + reward + game.Discount * expected
                    );
                }
            }
        }
        return result;
    }

    private static double Distance(IReadOnlyList<double[]> one, IReadOnlyList<double[]> other) =>
        one.Zip(other).Max(rows => rows.First.Zip(rows.Second).Max(pair => Math.Abs(pair.First - pair.Second)));

    private static void AssertClose(IReadOnlyList<double[]> expected, IReadOnlyList<double[]> actual, double tolerance) =>
        Assert.InRange(Distance(expected, actual), 0, tolerance);
}
