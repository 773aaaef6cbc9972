using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

public class GLearnTests
{
    private static readonly GLearnOptions Sharp = new()
    {
        Accuracy = 1e-10,
        KeepActionValues = true,
        Threads = 1,
    };

    /// <summary>SPEC section 13, recomputed there independently; uniform local policy, gamma = 0.95.</summary>
    [Theory]
    [InlineData("warehouse-flat", 1, 180.070260982, 169.756934498, 170.050167625)]
    [InlineData("warehouse-flat", 2, 141.811781339, 130.865478339, 122.048955038)]
    [InlineData("warehouse", 1, 230.703025068, 219.458584754, 220.464154797)]
    [InlineData("warehouse", 2, 196.436002160, 184.009720469, 175.723478746)]
    public void The_warehouse_has_its_golden_values(string name, int observations, double allInZero, double allInTwo, double oneInThree)
    {
        CooperativeGame game = BuiltInGames.Get(name);
        GLearnResult result = new GLearn(Sharp).Solve(game, LocalPolicy.Uniform(game), observations);
        int rankOfTwo = result.Policy.Lattice.Rank([0, 0, observations, 0, 0]);
        Assert.Equal(allInZero, result.Values[0][result.Policy.Lattice.Rank([observations, 0, 0, 0, 0])], 1e-8);
        Assert.Equal(allInTwo, result.Values[0][rankOfTwo], 1e-8);
        Assert.Equal(oneInThree, result.Values[4][result.Policy.Lattice.Rank([observations - 1, 0, 0, 1, 0])], 1e-8);
        Assert.Equal(2, result.Policy.Action(0, rankOfTwo));
        Assert.Equal(StopReason.AccuracyReached, result.StopReason);
    }

    [Fact]
    public void The_warehouse_has_its_golden_action_values()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        GLearnResult result = new GLearn(Sharp).Solve(game, LocalPolicy.Uniform(game), 1);
        int start = result.Policy.Lattice.Rank([0, 0, 1, 0, 0]) * 5;
        double[] golden = [163.588516, 164.021530, 169.756934, 164.019637, 163.639533];
        for (int action = 0; action < 5; action++)
        {
            // Six published decimals.
            Assert.Equal(golden[action], result.ActionValues![0][start + action], 1e-6);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void The_gamble_is_worth_its_closed_form(int observations)
    {
        CooperativeGame game = SmallGames.Gamble(observations);
        GLearnResult result = new GLearn(Sharp).Solve(game, LocalPolicy.Uniform(game), observations);
        int half = result.Policy.Lattice.Rank([observations / 2, observations / 2]) * 3;
        Assert.Equal(0.9 * SmallGames.GambleValue(observations), result.ActionValues![0][half], 1e-9);
        Assert.Equal(SmallGames.GambleValue(observations), result.ActionValues[0][half + 1], 1e-9);
    }

    [Fact]
    public void A_small_surrogate_is_optimistic()
    {
        CooperativeGame game = SmallGames.Gamble(8);
        double[] values =
        [
            .. new[] { 1, 2, 4, 8 }.Select(observations =>
                new GLearn(Sharp).Solve(game, LocalPolicy.Uniform(game), observations).Values[0][0]
            ),
        ];
        Assert.Equal(values.OrderDescending(), values);
    }

    [Theory]
    [InlineData(KernelShape.Dense, 2, 2, 4)]
    [InlineData(KernelShape.Dense, 3, 3, 3)]
    [InlineData(KernelShape.Sparse, 3, 2, 3)]
    [InlineData(KernelShape.Absorbing, 3, 2, 3)]
    [InlineData(KernelShape.Deterministic, 3, 3, 3)]
    [InlineData(KernelShape.EqualRows, 3, 2, 3)]
    [InlineData(KernelShape.Cyclic, 3, 2, 3)]
    [InlineData(KernelShape.Lazy, 1, 5, 2)]
    [InlineData(KernelShape.Dense, 3, 1, 2)]
    public void Action_values_are_those_of_ordered_agents(KernelShape shape, int localStates, int globalStates, int observations)
    {
        CooperativeGame game = new RandomGame(70)
        {
            Shape = shape,
            LocalStates = localStates,
            GlobalStates = globalStates,
            GlobalActions = 3,
            Agents = 6,
        }.Create();
        double[] local = Tables.RandomLocal(game, new SmallRandom(71));
        GLearnResult result = new GLearn(Sharp).Solve(game, Library.Local(game, local), observations);
        FullInformationControl twin = new(game.WithAgents(observations), local);
        int[][] vectors = Counting.Vectors(localStates, observations);
        for (int globalState = 0; globalState < globalStates; globalState++)
        {
            for (int rank = 0; rank < vectors.Length; rank++)
            {
                for (int action = 0; action < 3; action++)
                {
                    Assert.Equal(
                        twin.ActionValue(globalState, vectors[rank], action),
                        result.ActionValues![globalState][rank * 3 + action],
                        1e-9
                    );
                }
                Assert.Equal(
                    result.Values[globalState][rank],
                    Enumerable.Range(0, 3).Max(action => result.ActionValues![globalState][rank * 3 + action]),
                    1e-9
                );
            }
        }
    }

    [Fact]
    public void An_observation_at_everyone_gives_the_best_deployed_policy()
    {
        CooperativeGame game = new RandomGame(72) { Agents = 3, Shape = KernelShape.Sparse }.Create();
        double[] local = Tables.RandomLocal(game, new SmallRandom(73));
        TabularGlobalPolicy policy = new GLearn(Sharp).Solve(game, Library.Local(game, local), 3).Policy;
        Assert.Equal(
            new FullInformationControl(game, local).StartValue(),
            new OrderedGame(game, 3).StartValue(Library.Rule(game, policy), local),
            1e-8
        );
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(1e-2)]
    [InlineData(1e-5)]
    public void The_error_bound_holds_and_meets_the_accuracy(double accuracy)
    {
        foreach (KernelShape shape in Enum.GetValues<KernelShape>())
        {
            CooperativeGame game = new RandomGame(74)
            {
                Shape = shape,
                LocalStates = 3,
                Agents = 4,
                Discount = 0.97,
            }.Create();
            var local = LocalPolicy.Uniform(game);
            GLearnResult exact = new GLearn(Sharp).Solve(game, local, 4);
            GLearnResult rough = new GLearn(Sharp with { Accuracy = accuracy }).Solve(game, local, 4);
            Assert.True(rough.ErrorBound <= accuracy);
            Assert.True(
                Distance(exact.Values, rough.Values) <= rough.ErrorBound + 1e-9,
                $"{shape}: off by {Distance(exact.Values, rough.Values)}, bound {rough.ErrorBound}"
            );
            Assert.True(Distance(exact.ActionValues!, rough.ActionValues!) <= rough.ErrorBound + 1e-9, $"{shape}: Q");
        }
    }

    [Fact]
    public void A_warm_start_saves_sweeps_and_changes_nothing_else()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        GLearnResult cold = new GLearn(Sharp).Solve(game, LocalPolicy.Uniform(game), 3);
        GLearnResult warm = new GLearn(Sharp with { WarmStart = cold.Values }).Solve(game, LocalPolicy.Uniform(game), 3);
        Assert.True(warm.Sweeps * 5 < cold.Sweeps, $"{warm.Sweeps} against {cold.Sweeps}");
        Assert.True(Distance(cold.Values, warm.Values) <= cold.ErrorBound + warm.ErrorBound + 1e-11);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        // k = 16: 4,845 count vectors, just above the size from which the work is shared.
        GLearnOptions options = new() { Accuracy = 60 };
        GLearnResult one = new GLearn(options with { Threads = 1 }).Solve(game, LocalPolicy.Uniform(game), 16);
        GLearnResult two = new GLearn(options with { Threads = 2 }).Solve(game, LocalPolicy.Uniform(game), 16);
        for (int globalState = 0; globalState < 5; globalState++)
        {
            Assert.True(one.Values[globalState].AsSpan().SequenceEqual(two.Values[globalState]));
            Assert.True(one.Policy.Actions(globalState).SequenceEqual(two.Policy.Actions(globalState)));
        }
        Assert.Equal(one.Sweeps, two.Sweeps);
    }

    [Fact]
    public void Values_lie_between_the_least_and_the_largest_return()
    {
        foreach (KernelShape shape in Enum.GetValues<KernelShape>())
        {
            CooperativeGame game = new RandomGame(75)
            {
                Shape = shape,
                LocalStates = 3,
                Agents = 5,
            }.Create();
            IReadOnlyList<double[]> values = new GLearn(Sharp).Solve(game, LocalPolicy.Uniform(game), 5).Values;
            Assert.True(values.Min(row => row.Min()) >= game.MinimumReward / (1 - game.Discount) - 1e-9);
            Assert.True(values.Max(row => row.Max()) <= game.MaximumReward / (1 - game.Discount) + 1e-9);
        }
    }

    [Fact]
    public void Ties_go_to_the_lowest_action()
    {
        CooperativeGame game = SmallGames.Indifferent(3);
        TabularGlobalPolicy policy = new GLearn(Sharp).Solve(game, LocalPolicy.Uniform(game), 2).Policy;
        Assert.Equal(
            [0, 0, 0, 0, 0, 0],
            Enumerable.Range(0, 2).SelectMany(state => policy.Actions(state).ToArray()).Select(action => (int)action)
        );
    }

    [Fact]
    public void Without_a_future_the_best_reward_is_the_value()
    {
        CooperativeGame game = new RandomGame(76) { Discount = 0, LocalStates = 1 }.Create();
        GLearnResult result = new GLearn(Sharp).Solve(game, LocalPolicy.Uniform(game), 1);
        for (int globalState = 0; globalState < 2; globalState++)
        {
            double local = 0.5 * (game.LocalReward(0, globalState, 0) + game.LocalReward(0, globalState, 1));
            Assert.Equal(
                local + Math.Max(game.GlobalReward(globalState, 0), game.GlobalReward(globalState, 1)),
                result.Values[globalState][0],
                1e-12
            );
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4)]
    public void An_observation_outside_the_population_is_refused(int observations)
    {
        CooperativeGame game = new RandomGame(77) { Agents = 3 }.Create();
        Assert.Throws<InvalidOptionException>(() => new GLearn(Sharp).Solve(game, LocalPolicy.Uniform(game), observations));
    }

    [Theory]
    [InlineData(0.0, 10, 1)]
    [InlineData(double.NaN, 10, 1)]
    [InlineData(1e-3, 0, 1)]
    [InlineData(1e-3, 10, 0)]
    public void Senseless_options_are_refused(double accuracy, int sweeps, int threads)
    {
        CooperativeGame game = new RandomGame(78).Create();
        GLearn learner = new(
            new GLearnOptions
            {
                Accuracy = accuracy,
                MaximumSweeps = sweeps,
                Threads = threads,
            }
        );
        Assert.Throws<InvalidOptionException>(() => learner.Solve(game, LocalPolicy.Uniform(game), 1));
    }

    [Fact]
    public void An_impossible_observation_is_refused_before_anything_is_allocated()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        InvalidInputException error = Assert.Throws<DoesNotFitException>(() =>
            new GLearn(Sharp).Solve(game, LocalPolicy.Uniform(game), 900)
        );
        Assert.Contains("count vectors", error.Message, StringComparison.Ordinal);
        Assert.Contains("use at most", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_and_a_cancellation_are_told_apart()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        GLearnResult limited = new GLearn(Sharp with { MaximumSweeps = 3 }).Solve(game, LocalPolicy.Uniform(game), 2);
        Assert.Equal((StopReason.IterationLimit, 3), (limited.StopReason, limited.Sweeps));
        Assert.True(limited.ErrorBound > Sharp.Accuracy);
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Equal(StopReason.Cancelled, new GLearn(Sharp).Solve(game, LocalPolicy.Uniform(game), 2, source.Token).StopReason);
    }

    [Fact]
    public void A_warm_start_of_another_shape_is_refused()
    {
        CooperativeGame game = new RandomGame(79).Create();
        GLearn learner = new(
            Sharp with
            {
                WarmStart =
                [
                    [1, 2],
                    [3],
                ],
            }
        );
        Assert.Throws<InvalidInputException>(() => learner.Solve(game, LocalPolicy.Uniform(game), 2));
    }

    private static double Distance(IReadOnlyList<double[]> one, IReadOnlyList<double[]> other) =>
        one.Zip(other, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max();

    /// <summary>5,456 count vectors, but a quarter of the three agents is none: there is nothing smaller to start from.</summary>
    [Fact]
    [Trait("Tier", "full")]
    public void Few_agents_over_many_states_are_planned_for_from_zero()
    {
        CooperativeGame game = new RandomTypedGame(71)
        {
            States = [31],
            Shares = [1],
            GlobalStates = 1,
            Agents = 3,
            Laziness = 0.95,
            Discount = 0.5,
        }.Create();

        GLearnResult result = new GLearn(new GLearnOptions { Accuracy = 1e-6, Threads = 1 }).Solve(game, LocalPolicy.Uniform(game), 3);

        Assert.Equal(StopReason.AccuracyReached, result.StopReason);
    }
}
