using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Theory;

public class TrainingPlannerTests
{
    private static readonly PlanOptions Options = new()
    {
        Epsilon = 0.1,
        MemoryBytes = 12e9,
        Threads = 2,
    };

    /// <summary>
    /// C(k+4, 4) vectors fit while 8 of them (G = 5 rounded up to a register) are below 2^28: up to k = 100 on the ladder.
    /// </summary>
    [Fact]
    public void The_ladder_ends_where_count_vectors_can_no_longer_be_indexed()
    {
        TrainingPlan plan = new TrainingPlanner(Options).Solve(BuiltInGames.Get("warehouse"));
        Assert.Equal([1, 2, 5, 10, 20, 50, 100], plan.Rows.Select(row => row.Subsample));
        Assert.True(LatticeSize.CountVectors(5, 200) > CountLattice.MaximumSize / 8);
        Assert.Equal(
            [1L, 2, 5],
            new TrainingPlanner(Options).Solve(BuiltInGames.Get("warehouse").WithAgents(7)).Rows.Select(row => row.Subsample)
        );
    }

    [Fact]
    public void A_list_is_told_of_in_order_and_once()
    {
        TrainingPlan plan = new TrainingPlanner(Options with { Subsamples = [1000, 3, 3] }).Solve(BuiltInGames.Get("warehouse"));
        Assert.Equal([3, 1000], plan.Rows.Select(row => row.Subsample));
        Assert.Equal(double.PositiveInfinity, plan.Rows[1].Bytes);
        Assert.Equal(0, plan.Rows[1].SharpGap);
        Assert.False(plan.Rows[1].CorrectedIsVacuous);
    }

    [Fact]
    public void The_recommendation_fits_and_the_next_k_does_not()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        var forecast = new TrainingForecast(game, 2);
        foreach (double seconds in new double[] { 5, 60, 600 })
        {
            PlanRecommendation answer = new TrainingPlanner(Options with { Seconds = seconds }).Solve(game).Recommendation;
            Assert.Equal(PlanLimit.Time, answer.Limit);
            Assert.True(forecast.Seconds(answer.Subsample!.Value) <= seconds && forecast.Seconds(answer.Subsample.Value + 1) > seconds);
        }

        PlanRecommendation tight = new TrainingPlanner(Options with { Seconds = 1e9, MemoryBytes = 1e8 }).Solve(game).Recommendation;
        Assert.Equal(PlanLimit.Memory, tight.Limit);
        Assert.True(forecast.Bytes(tight.Subsample!.Value) <= 1e8 && forecast.Bytes(tight.Subsample.Value + 1) > 1e8);

        PlanRecommendation loose = new TrainingPlanner(Options with { Seconds = 1e9, MemoryBytes = 1e15 }).Solve(game).Recommendation;
        Assert.Equal(PlanLimit.Index, loose.Limit);
        Assert.True(forecast.CanBeIndexed(loose.Subsample!.Value) && !forecast.CanBeIndexed(loose.Subsample.Value + 1));
    }

    [Fact]
    public void Few_agents_are_all_seen_and_nothing_fits_where_nothing_fits()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        Assert.Equal(new PlanRecommendation(4, PlanLimit.Agents), new TrainingPlanner(Options).Solve(game.WithAgents(4)).Recommendation);
        Assert.Equal(
            new PlanRecommendation(null, PlanLimit.Memory),
            new TrainingPlanner(Options with { MemoryBytes = 100 }).Solve(game).Recommendation
        );
        Assert.Equal(
            new PlanRecommendation(null, PlanLimit.Time),
            new TrainingPlanner(Options with { Seconds = 1 }).Solve(game).Recommendation
        );
    }

    /// <summary>Measured on two cores: see the remarks of the forecast.</summary>
    [Theory]
    [InlineData("warehouse-flat", 1, 3.7)]
    [InlineData("warehouse-flat", 10, 4.1)]
    [InlineData("warehouse-flat", 20, 7.3)]
    [InlineData("warehouse-flat", 30, 9.7)]
    [InlineData("warehouse-flat", 40, 19.0)]
    [InlineData("warehouse-flat", 50, 46.0)]
    [InlineData("microgrid", 5, 4.2)]
    [InlineData("microgrid", 20, 4.9)]
    [InlineData("microgrid", 40, 9.7)]
    public void The_forecast_of_seconds_is_near_what_was_measured(string game, int k, double measured) =>
        Assert.InRange(new TrainingForecast(BuiltInGames.Get(game), 2).Seconds(k), measured / 1.4, measured * 1.4);

    [Fact]
    public void The_forecast_grows_with_k_and_holds_what_g_learn_needs()
    {
        CooperativeGame game = BuiltInGames.Get("microgrid");
        (TrainingForecast one, TrainingForecast two) = (new TrainingForecast(game, 1), new TrainingForecast(game, 2));
        for (int k = 1; k < 100; k++)
        {
            Assert.True(one.Bytes(k + 1) > one.Bytes(k) && one.Seconds(k + 1) > one.Seconds(k));
            Assert.True(one.Bytes(k) > GLearn.Bytes(game, k));
            // Starts at work take memory each; baselines, rows of the lattice and the runtime are shared.
            Assert.InRange(two.Bytes(k), one.Bytes(k), 2 * one.Bytes(k));
        }
    }

    /// <summary>The extremes of what a game may be: everything stays a number, and no k takes long.</summary>
    [Fact]
    public void No_game_is_too_large_to_tell_of()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse").WithAgents(1_000_000_000_000).WithDiscount(0.999999999);
        TrainingPlan plan = new TrainingPlanner(
            Options with
            {
                Subsamples = [1, 1_000_000, 1_000_000_000_000],
                Epsilon = 1e-9,
                Delta = 1e-9,
            }
        ).Solve(game);
        Assert.All(plan.Rows, row =>
        {
            Assert.True(double.IsFinite(row.PrintedGap + row.SharpGap + row.Iterations + row.PrintedEta + row.Cost.Sweeps));
            Assert.All(
                new[] { row.StandardTable, row.Samples, row.Draws, row.Cost.Total, row.AgentChain, row.MfqTable, row.Log10GlobalPolicies },
                number => Assert.True(double.IsFinite(number.Ln))
            );
        });
        Assert.False(plan.Rows[2].StandardTable.IsOrdinary);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 0.9)]
    [InlineData(2, 0)]
    [InlineData(2, 0.99)]
    public void Few_states_and_no_future_have_a_plan(int states, double discount)
    {
        CooperativeGame game = new RandomGame(5)
        {
            LocalStates = states,
            Discount = discount,
            Agents = 1_000_000_000_000,
        }.Create();
        TrainingPlan plan = new TrainingPlanner(Options).Solve(game);

        Assert.InRange(plan.Recommendation.Subsample!.Value, 100, game.Agents);
        Assert.All(plan.Rows, row => Assert.True(double.IsFinite(row.PrintedGap + row.SharpGap + row.Iterations + row.Samples.Ln)));
        // One local state: nothing to see, nothing to lose.
        Assert.Equal(states == 1, plan.Rows[0].SharpGap == 0);
        Assert.Equal(states == 1, plan.Corrected.Subsample == Magnitude.One);
    }

    /// <summary>With r = 0 there is nothing to lose.</summary>
    [Fact]
    public void A_game_without_rewards_has_a_plan()
    {
        GameDefinition definition = new RandomGame(3).Create().ToDefinition();
        var game = CooperativeGame.Create(
            definition with
            {
                GlobalReward =
                [
                    [0, 0],
                    [0, 0],
                ],
                LocalReward =
                [
                    [
                        [0, 0],
                        [0, 0],
                    ],
                    [
                        [0, 0],
                        [0, 0],
                    ],
                ],
            }
        );
        TrainingPlan plan = new TrainingPlanner(Options).Solve(game);
        Assert.Equal((Magnitude.One, 1), (plan.Printed.Subsample, plan.CorrectedMeaningFrom));
        Assert.All(plan.Rows, row => Assert.Equal((0, 0, 1), (row.PrintedGap, row.SharpGap, row.Iterations)));
    }

    /// <summary>At the limits of what is accepted nothing leaves the numbers; beyond them it is said so.</summary>
    [Fact]
    public void The_smallest_shares_are_planned_and_smaller_ones_refused()
    {
        CooperativeGame definition = new RandomGame(77) { Discount = Math.BitDecrement(1.0), Agents = 1000 }.Create();
        foreach (CooperativeGame game in new[] { BuiltInGames.Get("warehouse"), definition })
        {
            TrainingPlan plan = new TrainingPlanner(Options with { Epsilon = 1e-100, Delta = 1e-100 }).Solve(game);
            Assert.True(double.IsFinite(plan.Corrected.Subsample.Log10) && double.IsFinite(plan.Rows[^1].Cost.Total.Log10));
        }

        Assert.Contains(
            "epsilon is 5E-324",
            Assert
                .Throws<InvalidOptionException>(() => new TrainingPlanner(Options with { Epsilon = double.Epsilon }).Solve(definition))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "delta is 5E-324",
            Assert
                .Throws<InvalidOptionException>(() => new TrainingPlanner(Options with { Delta = double.Epsilon }).Solve(definition))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Every_wrong_option_is_named()
    {
        var options = new PlanOptions
        {
            Epsilon = 2,
            Delta = 0,
            Seconds = -1,
            MemoryBytes = double.NaN,
            Threads = 0,
            Subsamples = [0, 1001],
        };
        string message = Assert
            .Throws<InvalidOptionException>(() => new TrainingPlanner(options).Solve(BuiltInGames.Get("warehouse")))
            .Message;
        Assert.All(["epsilon is 2", "delta is 0", "seconds is -1", "memory is NaN", "threads is 0", "k is 0", "k is 1,001"], part =>
            Assert.Contains(part, message, StringComparison.Ordinal)
        );
    }
}
