using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Chains;

public class ChainHorizonTests
{
    /// <summary>20 ln(2 * 11.5 / (0.05 * 0.1)) = 20 ln 4600 = 168.68.</summary>
    [Fact]
    public void The_warehouses_horizon_at_a_tenth_is_169() => Assert.Equal(169, ChainHorizon.Periods(0.95, 11.5, 0.1));

    [Theory]
    [InlineData(0, 5, 0.1)]
    [InlineData(0.3, 5, 0.1)]
    [InlineData(0.99, 1, 1e-6)]
    [InlineData(0.9, 0.01, 10)]
    [InlineData(0.9, 0, 1)]
    public void What_the_horizon_cuts_off_is_at_most_half_the_accuracy(double discount, double bound, double accuracy) =>
        Assert.InRange(ChainHorizon.TruncationBound(discount, bound, ChainHorizon.Periods(discount, bound, accuracy)), 0, accuracy / 2);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(0.5, -1, 1)]
    [InlineData(0.5, 1, 0)]
    [InlineData(0.5, 1, double.NaN)]
    [InlineData(0.999999999999, 1, 1e-9)]
    public void Impossible_requests_are_refused(double discount, double bound, double accuracy) =>
        Assert.Throws<InvalidInputException>(() => ChainHorizon.Periods(discount, bound, accuracy));

    [Theory]
    [InlineData(Parameterization.Tuples)]
    [InlineData(Parameterization.Histograms)]
    public void A_chains_return_is_that_without_horizon_within_its_bound(Parameterization kind)
    {
        CooperativeGame game = new RandomGame(11) { Agents = 2 }.Create();
        var random = new SmallRandom(12);
        GlobalRule rule = PolicyEnumeration.Rule(game, 2, Tables.RandomActions(game, 2, random));
        double[] local = Tables.RandomLocal(game, random);
        double truth = new OrderedGame(game, 2).StartValue(rule, local);
        foreach (double accuracy in new[] { 3, 0.3, 0.01 })
        {
            int periods = ChainHorizon.Periods(game.Discount, ChainedMdp.RewardBound(game, ChainReward.Team), accuracy);
            var chain = ChainedMdp.Create(game, Library.Global(game, 2, rule), periods, kind);
            Assert.InRange(chain.TruncationBound, 0, accuracy / 2);
            Assert.InRange(Math.Abs(truth - chain.Evaluate(Library.Local(game, local))), 0, chain.TruncationBound);
        }
    }
}
