using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Empirical;

/// <summary>
/// Definition F.2: backups with Xi draws of random rewards. What the paper's Xi promises and what it keeps (E16), by counting failures of
/// the solver itself.
/// </summary>
public class RandomizedOperatorTests
{
    /// <summary>
    /// One entry, B = 1, k = 100, delta = 1e-3. The paper's Xi = 87.2 is to bring the error below 0.0224; 88 fair coins miss that with
    /// probability 0.749 (exact binomial law). Of 400 seeds that is 249 to 349 failures at 5 standard deviations (probability 6e-7): found
    /// are 287. 381 draws keep 0.1, missed with probability 9.4e-5. The counts are those of docs/noisy-rewards.md.
    /// </summary>
    [Fact]
    public void The_papers_draws_miss_the_accuracy_that_they_promise_three_times_of_four()
    {
        CooperativeGame game = Coins(1, 1, 0, 100);
        double promised = RewardDraws.DeviationAsPrinted(1, RewardDraws.AsPrinted(1, 100), 1e-3);
        Assert.Equal(0.0224, promised, 5e-5);
        Assert.Equal(287, Failures(game, 100, 88, promised, 400));
        Assert.Equal(0, Failures(game, 100, 381, 0.1, 400));
        Assert.Equal(381, EmpiricalBounds.SufficientRewardSamples(1, 0, 100, 1, 1e-3));
    }

    /// <summary>
    /// A table of N = 100 entries, k = 25, gamma = 0.9, delta = 0.05: 10,368 draws keep all action values within 1/5. The paper's 59
    /// leave, in each of ten global states, the best of ten means of coins: values about 1 too high, always further off than 1/5.
    /// </summary>
    [Fact]
    public void Action_values_take_the_corrected_number_of_draws()
    {
        CooperativeGame game = Coins(10, 10, 0.9, 25);
        Assert.Equal(100, EmpiricalBounds.TableEntries(game, 25, Parameterization.Histograms));
        int enough = (int)EmpiricalBounds.SufficientRewardSamples(EmpiricalBounds.RewardRange(game, 25), 0.9, 25, 100, 0.05);
        Assert.Equal(10_368, enough);
        // Hoeffding allows 5; for the coins' tails at 4 standard deviations 0.6 % each are far from it
        Assert.Equal(0, Failures(game, 25, enough, 0.2, 100));
        Assert.Equal(100, Failures(game, 25, (int)Math.Ceiling(RewardDraws.AsPrinted(1, 25)), 0.2, 100));
    }

    [Theory]
    [InlineData(BellmanOperator.Frozen, Parameterization.Histograms)]
    [InlineData(BellmanOperator.Frozen, Parameterization.Tuples)]
    [InlineData(BellmanOperator.Fresh, Parameterization.Histograms)]
    public void Errors_stay_below_the_reported_bound_and_vanish_with_the_draws(BellmanOperator kind, Parameterization parameterization)
    {
        CooperativeGame plain = new RandomGame(71)
        {
            LocalStates = 2,
            Agents = 6,
            Discount = 0.6,
        }.Create();
        CooperativeGame game = NoisyGame.AroundMeans(plain, 1);
        GLearnResult exact = new GLearn(new GLearnOptions { Accuracy = 1e-11, Threads = 1 }).Solve(game, LocalPolicy.Uniform(game), 3);
        var options = new EmpiricalGLearnOptions
        {
            Operator = kind,
            Parameterization = parameterization,
            Samples = 20_000,
            SampleGlobalState = false,
            Sweeps = 60,
            Threads = 1,
        };
        double[] errors =
        [
            .. new[] { 4, 100_000_000 }.Select(draws =>
            {
                EmpiricalGLearnResult result = new EmpiricalGLearn(options with { RewardSamples = draws }).Solve(
                    game,
                    LocalPolicy.Uniform(game),
                    3
                );
                double error = exact
                    .Values.Zip(result.Values)
                    .Max(rows => rows.First.Zip(rows.Second).Max(pair => Math.Abs(pair.First - pair.Second)));
                Assert.True(error <= result.Empirical.NoiseBound, $"error {error} above the bound {result.Empirical.NoiseBound}");
                Assert.Equal(draws, result.Empirical.RewardSamples);
                return error;
            }),
        ];
        Assert.True(errors[0] > 0.1, $"{errors[0]}");
        Assert.True(errors[1] < 0.03, $"{errors[1]}"); // what is left is the noise of 20,000 next states
    }

    /// <summary>
    /// Either kind of sample fails with half the probability; fresh ones have as many chances to as there are entries and sweeps.
    /// </summary>
    [Theory]
    [InlineData(BellmanOperator.Frozen)]
    [InlineData(BellmanOperator.Fresh)]
    public void The_bound_shares_the_probability_of_failure_between_next_states_and_rewards(BellmanOperator kind)
    {
        CooperativeGame game = NoisyGame.AroundMeans(new RandomGame(76) { LocalStates = 2, Agents = 6 }.Create(), 1);
        var options = new EmpiricalGLearnOptions
        {
            Operator = kind,
            Parameterization = Parameterization.Histograms,
            Samples = 10,
            RewardSamples = 5,
            Sweeps = 7,
            FailureProbability = 0.02,
            Threads = 1,
        };
        EmpiricalReport report = new EmpiricalGLearn(options).Solve(game, LocalPolicy.Uniform(game), 3).Empirical;
        (double bound, double entries) = (EmpiricalBounds.RewardBound(game), 2.0 * 2 * 4);
        double states =
            kind == BellmanOperator.Fresh
                ? EmpiricalBounds.FreshError(bound, game.Discount, entries, 10, 7, 0.01)
                : EmpiricalBounds.FrozenNoise(bound, game.Discount, entries, 10, 0.01);
        double rewards = EmpiricalBounds.RewardNoise(
            EmpiricalBounds.RewardRange(game, 3),
            game.Discount,
            kind == BellmanOperator.Fresh ? 7 * entries : entries,
            5,
            0.01
        );
        Assert.Equal(states + rewards, report.NoiseBound!.Value, 1e-9);
    }

    [Fact]
    public void Frozen_draws_have_a_fixed_point_and_fresh_ones_do_not()
    {
        CooperativeGame game = NoisyGame.AroundMeans(new RandomGame(72) { LocalStates = 2, Agents = 6 }.Create(), 1);
        var options = new EmpiricalGLearnOptions
        {
            Samples = 10,
            RewardSamples = 5,
            Sweeps = 2000,
            Tolerance = 1e-9,
            Threads = 1,
        };
        EmpiricalGLearnResult result = new EmpiricalGLearn(options).Solve(game, LocalPolicy.Uniform(game), 3);
        Assert.Equal(StopReason.AccuracyReached, result.StopReason);
        Assert.True(result.Sweeps < 2000);
        GLearnResult fresh = new EmpiricalGLearn(options with { Operator = BellmanOperator.Fresh, Tolerance = null, Sweeps = 50 }).Solve(
            game,
            LocalPolicy.Uniform(game),
            3
        );
        Assert.Equal(double.PositiveInfinity, fresh.ErrorBound);
    }

    [Theory]
    [InlineData(BellmanOperator.Frozen)]
    [InlineData(BellmanOperator.Fresh)]
    public void Results_depend_on_the_seed_and_not_on_the_threads(BellmanOperator kind)
    {
        CooperativeGame game = NoisyGame.AroundMeans(new RandomGame(73) { LocalStates = 3, Agents = 60 }.Create(), 1);
        var options = new EmpiricalGLearnOptions
        {
            Operator = kind,
            Samples = 3,
            RewardSamples = 2,
            Sweeps = 5,
            Parameterization = Parameterization.Histograms,
            Threads = 1,
        };
        GLearnResult one = new EmpiricalGLearn(options).Solve(game, LocalPolicy.Uniform(game), 50);
        Assert.Equal(one.Values, new EmpiricalGLearn(options with { Threads = 3 }).Solve(game, LocalPolicy.Uniform(game), 50).Values);
        Assert.NotEqual(one.Values, new EmpiricalGLearn(options with { Seed = 2 }).Solve(game, LocalPolicy.Uniform(game), 50).Values);
    }

    [Fact]
    public void Means_are_used_unless_draws_are_asked_for()
    {
        CooperativeGame noisy = NoisyGame.AroundMeans(new RandomGame(74) { LocalStates = 2, Agents = 6 }.Create(), 1);
        var options = new EmpiricalGLearnOptions
        {
            Samples = 5,
            Sweeps = 30,
            Threads = 1,
        };
        var local = LocalPolicy.Uniform(noisy);
        Assert.Equal(
            new EmpiricalGLearn(options).Solve(NoisyGame.Means(noisy), local, 3).Values,
            new EmpiricalGLearn(options).Solve(noisy, local, 3).Values
        );
    }

    [Fact]
    public void Draws_that_have_nothing_to_draw_are_refused()
    {
        CooperativeGame game = new RandomGame(75).Create();
        Assert.Contains("no reward of", Refused(game, new EmpiricalGLearnOptions { RewardSamples = 3 }), StringComparison.Ordinal);
        CooperativeGame noisy = NoisyGame.AroundMeans(game, 1);
        Assert.Contains(
            "Xi = 0; expected at least 1",
            Refused(noisy, new EmpiricalGLearnOptions { RewardSamples = 0 }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "require a sampled operator; found Exact",
            Refused(noisy, new EmpiricalGLearnOptions { Operator = BellmanOperator.Exact, RewardSamples = 3 }),
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// B^2 = 2^2 + 2^2/k: every reward is its mean plus or minus 1 at most, but the means differ too, and the range is over all.
    /// </summary>
    [Fact]
    public void The_range_counts_local_draws_by_the_root_of_k()
    {
        CooperativeGame game = Coins(1, 1, 0, 100);
        Assert.Equal(1, EmpiricalBounds.RewardRange(game, 100));
        var both = CooperativeGame.Create(
            game.ToDefinition() with
            {
                LocalReward =
                [
                    [
                        [0.5],
                    ],
                ],
                LocalRewardForms =
                [
                    [
                        [new UniformRewardLaw(0.5, 1.5)],
                    ],
                ],
            }
        );
        Assert.Equal(Math.Sqrt(1 + (9 / 4.0)), EmpiricalBounds.RewardRange(both, 4), 1e-12);
        Assert.Equal(RewardDraws.IndependentRange(1, 3, 4), EmpiricalBounds.RewardRange(both, 4), 1e-12);
        Assert.Equal(0, EmpiricalBounds.RewardRange(NoisyGame.Means(both), 4));
    }

    private static string Refused(CooperativeGame game, EmpiricalGLearnOptions options) =>
        Assert.ThrowsAny<InvalidInputException>(() => new EmpiricalGLearn(options).Solve(game, LocalPolicy.Uniform(game), 1)).Message;

    // How many seeds give values further than the tolerance from the exact ones, (1/2)/(1 - gamma) everywhere.
    private static int Failures(CooperativeGame game, int subsample, int draws, double tolerance, int seeds)
    {
        double exact = 0.5 / (1 - game.Discount);
        return Enumerable
            .Range(0, seeds)
            .Count(seed =>
            {
                var options = new EmpiricalGLearnOptions
                {
                    Samples = 1,
                    SampleGlobalState = false,
                    RewardSamples = draws,
                    Sweeps = game.Discount > 0 ? 400 : 1,
                    Parameterization = Parameterization.Histograms,
                    Seed = (ulong)seed,
                    Threads = 1,
                };
                EmpiricalGLearnResult result = new EmpiricalGLearn(options).Solve(game, LocalPolicy.Uniform(game), subsample);
                return result.Values.Max(row => row.Max(value => Math.Abs(value - exact))) > tolerance;
            });
    }

    // Global states that stay as they are, one local state, and a fair coin, 0 or 1, as the reward of every action.
    private static CooperativeGame Coins(int states, int actions, double discount, long agents)
    {
        GameDefinition plain = SmallGames
            .Create(
                new SmallGames.Sizes(states, 1, actions, 1, agents, discount),
                (state, _) => state,
                (_, _, _) => [1],
                (_, _) => 0.5,
                (_, _, _) => 0,
                [1]
            )
            .ToDefinition();
        return CooperativeGame.Create(
            plain with
            {
                GlobalRewardForms =
                [
                    .. plain.GlobalReward.Select(row => row.Select(mean => (RewardLaw?)NoisyGame.Coin(mean, 0.5)).ToArray()),
                ],
            }
        );
    }
}
