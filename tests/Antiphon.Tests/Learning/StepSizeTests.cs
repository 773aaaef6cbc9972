using Antiphon.Learning;

namespace Antiphon.Tests.Learning;

public class StepSizeTests
{
    // 500 visits of 10,000 transitions at the entry visited least of 20: N_min = 1/20.
    private static readonly LogAudit Audit = new()
    {
        Steps = 10_001,
        Episodes = 1,
        Transitions = 10_000,
        Subsample = 1,
        Columns = TrackedColumns.States,
        Tracked = TrackedSet.Fixed,
        MeanReward = 0,
        SmallestReward = 0,
        LargestReward = 1,
        Cells = 10,
        CellsSeen = 10,
        CellsComplete = 10,
        Entries = 20,
        EntriesSeen = 20,
        LeastVisits = 500,
        LeastVisitsSeen = 500,
        RelaxationTime = 3,
        RelaxationIsOpen = false,
        LocalDeviation = 0,
        GlobalDeviation = 0,
        Tolerance = 6,
        RewardDifference = 0,
        Notices = [],
    };

    [Fact]
    public void The_rules_are_those_of_the_paper()
    {
        Assert.Equal([0.1, 0.1], Of(new StepSize(StepRule.Constant, Alpha: 0.1), 1, 100));
        Assert.Equal([2.0 / 4, 2.0 / 103], Of(new StepSize(StepRule.Linear, StepClock.Time, 2, 3), 1, 100));
        Assert.Equal([1, Math.Pow(100, -0.7)], Of(new StepSize(), 1, 100));
    }

    /// <summary>gamma = 0.9: 1 - beta = N_min (1-gamma) = 0.005.</summary>
    [Fact]
    public void The_theorems_constants_come_from_the_audit()
    {
        var linear = StepSize.OfTheorem(StepRule.Linear, Audit, 0.9);
        Assert.Equal(2.1 / 0.005, linear.Alpha, 1e-9);
        Assert.Equal((linear.Alpha, StepClock.Time), (linear.Offset, linear.Clock));
        Assert.InRange(linear.At(1), 0, 1);

        // alpha t_alpha <= 0.005^2 / ln 20 with t_alpha = ceil(-3 ln alpha), and no alpha 1 % larger.
        double constant = StepSize.OfTheorem(StepRule.Constant, Audit, 0.9).Alpha;
        double Product(double alpha) => alpha * Math.Ceiling(-3 * Math.Log(alpha));
        Assert.InRange(Product(constant), 0, 0.005 * 0.005 / Math.Log(20) * (1 + 1e-9));
        Assert.True(Product(1.05 * constant) > 0.005 * 0.005 / Math.Log(20));
        Assert.Empty(new StepSize(StepRule.Constant, Alpha: constant).Violations());
    }

    [Fact]
    public void They_are_refused_where_the_theorem_says_nothing()
    {
        Assert.Contains(
            "1 of 20 entries were never visited",
            Assert
                .Throws<InvalidInputException>(() =>
                    StepSize.OfTheorem(StepRule.Constant, Audit with { EntriesSeen = 19, LeastVisits = 0 }, 0.9)
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no constants for polynomial",
            Assert.Throws<InvalidInputException>(() => StepSize.OfTheorem(StepRule.Polynomial, Audit, 0.9)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(StepRule.Constant, 1.5, 0, 0.7)]
    [InlineData(StepRule.Constant, 0, 0, 0.7)]
    [InlineData(StepRule.Constant, double.NaN, 0, 0.7)]
    [InlineData(StepRule.Linear, 5, 3, 0.7)]
    [InlineData(StepRule.Linear, 1, -1, 0.7)]
    [InlineData(StepRule.Polynomial, 1, 0, 1)]
    [InlineData(StepRule.Polynomial, 1, 0, 0)]
    public void Steps_out_of_range_are_named(StepRule rule, double alpha, double offset, double exponent) =>
        Assert.NotEmpty(new StepSize(rule, StepClock.Visits, alpha, offset, exponent).Violations());

    private static double[] Of(StepSize step, params long[] times) => [.. times.Select(step.At)];
}
