using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Paper;
using Antiphon.Policies;

namespace Antiphon.Tests.Paper;

public sealed class FederatedWorkplaceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("antiphon-test-").FullName;

    private static FederatedReproductionOptions Small =>
        new()
        {
            Clients = 100,
            Seeds = 3,
            Rollouts = 2,
            LoggedEpisodes = 20,
            System = new FederatedSystemOptions
            {
                Data = new SyntheticDataOptions { LargestClient = 50 },
                Levels = [1.9, 1.4, 0.01],
                Settings = [new(0.1, 0, 1), new(0.001, 1, 1)],
                FewestWorking = 2,
            },
        };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    [Trait("Tier", "full")]
    public void Tuning_and_evaluation_see_different_trainings_and_each_the_same_ones_again()
    {
        FederatedWorkplace place = Place();
        JointPolicy pair = new FederatedHabit(0, 1).Pair(place.Skeleton);
        double[] tuned = place.Tune(pair, default).Rewards(0);
        double[] evaluated = place.Measure(pair, default).Rewards(0);
        Assert.Equal(tuned, place.Tune(pair, default).Rewards(0));
        Assert.Equal(evaluated, place.Measure(new FederatedHabit(0, 1), default).Rewards(0));
        Assert.Empty(tuned.Intersect(evaluated));
    }

    [Fact]
    [Trait("Tier", "full")]
    public void The_habit_that_earns_most_when_tuned_is_the_best()
    {
        FederatedWorkplace place = Place();
        FederatedHabit[] choices = [new(1, 1), new(0, 1), new(0, 0.25)];
        double[] earned = [.. choices.Select(habit => place.Tune(habit.Pair(place.Skeleton), default).Rewards(4).Average())];
        Assert.Equal(choices[Array.IndexOf(earned, earned.Max())], place.Best(choices, 4, default));
    }

    [Fact]
    public void Work_is_dearer_at_a_higher_weight_and_nothing_else_changes()
    {
        FederatedWorkplace place = Place();
        FederatedOutcome outcome = place.Measure(new FederatedHabit(0, 1), default);
        Assert.All(outcome.Work, work => Assert.True(work > 0));
        Assert.Equal(outcome.Progress, outcome.Rewards(0));
        Assert.Equal(outcome.Progress.Zip(outcome.Work, (progress, work) => progress - (8 * work)), outcome.Rewards(8));
    }

    [Fact]
    public void The_expected_cost_of_a_round_is_taken_off_the_fitted_rewards_at_every_breakpoint()
    {
        FederatedWorkplace place = Place();
        GameDefinition skeleton = place.Skeleton.ToDefinition();
        int points = place.Skeleton.Aggregates[0].Breakpoints.Count;
        RewardForm?[][] free =
        [
            .. Enumerable
                .Range(0, place.Skeleton.GlobalStates)
                .Select(state =>
                    (RewardForm?[])
                        [
                            .. Enumerable
                                .Range(0, 2)
                                .Select(action => new CoupledReward(
                                    0,
                                    [.. Enumerable.Range(0, points).Select(point => state + (10.0 * action) + point)]
                                )),
                        ]
                ),
        ];
        CooperativeGame priced = place.Priced(CooperativeGame.Create(skeleton with { GlobalRewardForms = free }), 8);
        var costs = new FederatedCosts(place.System.Options);
        RewardForm?[][] found = priced.ToDefinition().GlobalRewardForms!;
        for (int state = 0; state < found.Length; state++)
        {
            for (int action = 0; action < 2; action++)
            {
                for (int point = 0; point < points; point++)
                {
                    double pool = place.Skeleton.Aggregates[0].Breakpoints[point];
                    double expected = state + (10.0 * action) + point - (8 * costs.Expected(pool, place.System.Options.Settings[action]));
                    Assert.Equal(expected, ((CoupledReward)found[state][action]!).At[point], 1e-12);
                }
            }
        }
    }

    [Fact]
    public void Levels_that_no_fixed_policy_gets_below_are_left_out() =>
        Assert.Equal([1.9, 1.4], Place().WithLevelsReached(default).System.Options.Levels);

    [Fact]
    public void A_k_whose_training_does_not_fit_is_refused_before_any_work()
    {
        string message = Assert
            .Throws<DoesNotFitException>(() =>
                new FederatedReproduction(Small with { Clients = 10_000, Subsamples = [1, 10_000] }).Run(folder)
            )
            .Message;
        Assert.StartsWith("training at k = 10,000", message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    private FederatedWorkplace Place() => new(Small, 1, folder);
}
