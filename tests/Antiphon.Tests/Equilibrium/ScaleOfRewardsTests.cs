using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Tests.Equilibrium;

/// <summary>
/// What an alternation with default tolerances finds does not depend on penalties that are avoided, on units, or on how near to 1 the
/// discount is.
/// </summary>
public class ScaleOfRewardsTests
{
    private static readonly AlternationOptions Quick = new()
    {
        Subsample = 3,
        Baselines = false,
        Rollouts = 4,
        Seeds = 2,
        Threads = 1,
    };

    [Theory]
    [InlineData(1e2, 1, 10)]
    [InlineData(1e6, 1, 10)]
    [InlineData(1e12, 1, 10)]
    [InlineData(1e2, 3, 10)]
    [InlineData(1e6, 3, 10)]
    [InlineData(1e12, 3, 10)]
    [InlineData(1e6, 10, 10)]
    [InlineData(1e12, 10, 10)]
    [InlineData(1e2, 3, 1000)]
    [InlineData(1e12, 3, 1000)]
    public void A_penalty_that_is_avoided_does_not_switch_the_search_off(double penalty, int subsample, long agents)
    {
        CooperativeGame game = ThreePlaces.Create(agents: agents, penalty: penalty);
        AlternationResult<JointPolicy> result = new Alternation(Quick with { Subsample = subsample }).Run(game);
        Assert.Equal(ThreePlaces.BestWithPenalties, result.Value, 0.01);
        Assert.Equal(StopReason.NoImprovement, result.StopReason);
        Assert.True(result.Threshold < 0.01, $"the threshold is {result.Threshold}");
        Assert.True(result.GainErrorBound < result.Threshold / 10, $"gains are known within {result.GainErrorBound}");
        Assert.True(result.GlobalGain <= result.Threshold && result.LocalGain <= result.Threshold);
    }

    [Fact]
    public void No_pair_that_a_fine_search_from_many_starts_finds_is_better()
    {
        CooperativeGame game = ThreePlaces.Create(penalty: 1e3);
        AlternationOptions fine = Quick with { Restarts = 40, Threshold = 1e-9, Accuracy = 1e-10 };
        Assert.Equal(ThreePlaces.BestWithPenalties, new Alternation(fine).Run(game).Value, 1e-3);
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e-8)]
    [InlineData(1e12)]
    public void Other_units_of_reward_give_the_same_policies(double units)
    {
        AlternationResult<JointPolicy> plain = new Alternation(Quick).Run(ThreePlaces.Create());
        AlternationResult<JointPolicy> scaled = new Alternation(Quick).Run(ThreePlaces.Create(units: units));
        Assert.True(plain.Policy.SameAs(scaled.Policy), "the policies differ");
        Assert.Equal(plain.Value, scaled.Value / units, 1e-6);
        Assert.Equal(plain.Threshold, scaled.Threshold / units, 1e-6);
        Assert.Equal(plain.StopReason, scaled.StopReason);
        Assert.InRange(scaled.GlobalFirstOrderGap / units, 0, (2 * plain.GlobalFirstOrderGap) + 1e-3);
        Assert.InRange(scaled.LocalFirstOrderGap / units, 0, (2 * plain.LocalFirstOrderGap) + 1e-3);
        Assert.Equal(plain.Trace.Select(proposal => proposal.Accepted), scaled.Trace.Select(proposal => proposal.Accepted));
    }

    [Fact]
    public void Near_a_discount_of_one_every_ruling_is_decided_and_every_start_ends_at_the_best_pair()
    {
        AlternationResult<JointPolicy> result = new Alternation(Quick with { Horizon = 10 }).Run(ThreePlaces.Create(discount: 0.9999));
        Assert.Equal(StopReason.NoImprovement, result.StopReason);
        Assert.All(result.Trace, proposal =>
            Assert.True(
                proposal.GainHigh - proposal.GainLow <= result.Threshold,
                $"{proposal.Verdict}: {proposal.GainLow} to {proposal.GainHigh}"
            )
        );
        Assert.All(result.States, restart => Assert.Equal(result.Value, restart.ModelValue, result.Threshold));
        Assert.Equal(25_708.85, result.Value, 1.0); // what a threshold of 0.003 found from each of four starts: 25,708.854
        Assert.True(result.ValueErrorBound <= 1e-5, $"the value is known within {result.ValueErrorBound}");
    }

    [Fact]
    public void A_ruling_that_double_precision_cannot_decide_is_called_undecided()
    {
        // Both global actions are the same, so that the two pairs are worth the same; rewards of 1e12 leave no digits to see that within
        // 1e-9.
        GameDefinition plain = ThreePlaces.Create(units: 1e12).ToDefinition();
        var game = CooperativeGame.Create(
            plain with
            {
                GlobalTransition =
                [
                    [plain.GlobalTransition[0][0], plain.GlobalTransition[0][0]],
                    [plain.GlobalTransition[1][0], plain.GlobalTransition[1][0]],
                ],
                GlobalReward =
                [
                    [1e12, 1e12],
                    [0, 0],
                ],
            }
        );
        var judge = new ExactJudge(
            new ExactPopulation(game, game.Agents),
            CountLattice.Of(game, 1),
            new Tolerances(1e-9, 1e-10, 1e-9, 10),
            CancellationToken.None
        );
        Ruling ruling = judge.Compare(Constant(game, 0), Constant(game, 1), 0, CancellationToken.None);
        Assert.StartsWith("undecided", ruling.Words, StringComparison.Ordinal);
        Assert.False(ruling.Better);
        Assert.True(ruling.Low < 0 && ruling.High >= 1e-9);
    }

    [Theory]
    [InlineData(-1, 0.5, StopReason.Undecided)]
    [InlineData(-1, 0.05, StopReason.NoImprovement)]
    [InlineData(-3, -1, StopReason.NoImprovement)]
    public void A_proposal_is_open_when_its_interval_reaches_the_threshold(double low, double high, StopReason expected)
    {
        var proposal = new Proposal(0, 0, 1, Player.Local, "reactive", 0, 0, (low + high) / 2, low, high, 64, Accepted: false, "");
        Assert.Equal(expected == StopReason.Undecided, proposal.IsUndecided(0.1));
        Assert.False((proposal with { Accepted = true }).IsUndecided(0.1));
    }

    [Theory]
    [InlineData(0.9, 100, 0.9999734)]
    [InlineData(0.95, 100, 0.9940795)]
    [InlineData(0.97, 152, 0.9902433)]
    [InlineData(0.9999, 5000, 0.3934845)]
    public void The_deployed_horizon_follows_the_discount(double discount, int horizon, double share)
    {
        AlternationResult<JointPolicy> result = new Alternation(Quick with { Restarts = 1, MaximumSweeps = 1 }).Run(
            ThreePlaces.Create(discount: discount)
        );
        Assert.Equal(horizon, result.Horizon);
        Assert.Equal(share, result.MeasuredShare!.Value, 1e-6);
    }

    private static JointPolicy Constant(CooperativeGame game, int action) =>
        new(
            TabularGlobalPolicy.FromFunction(game.GlobalStates, game.GlobalActions, CountLattice.Of(game, 1), (_, _) => action),
            LocalPolicy.Uniform(game)
        );
}
