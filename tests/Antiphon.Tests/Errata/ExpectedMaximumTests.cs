using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>E1, Lemma B.23: expectations of maxima differ by more than the largest difference of expectations.</summary>
public class ExpectedMaximumTests
{
    [Fact]
    public void A_fair_coin_makes_expected_maxima_differ_by_twice_the_claimed_bound()
    {
        // X is a fair coin, f_a(x) = 1{x = a}, g = 0. Whoever chooses a after X wins every time; whoever chooses before wins half of the
        // time.
        var example = new Example(
            [0.5, 0.5],
            [
                [1, 0],
                [0, 1],
            ],
            [
                [0, 0],
                [0, 0],
            ]
        );
        Assert.Equal(1, example.DifferenceOfExpectedMaxima);
        Assert.Equal(0.5, example.LargestDifferenceOfExpectations);
        Assert.Equal(1, example.ExpectedLargestDifference);
    }

    [Fact]
    public void The_expected_largest_difference_is_a_bound_and_the_claimed_one_is_not()
    {
        var random = new SmallRandom(1101);
        int violated = 0;
        for (int trial = 0; trial < 500; trial++)
        {
            double[][] f = [random.Values(4), random.Values(4), random.Values(4)];
            double[][] g = [random.Values(4), random.Values(4), random.Values(4)];
            Example example = new(random.Law(4), f, g);
            Assert.True(example.DifferenceOfExpectedMaxima <= example.ExpectedLargestDifference + 1e-12);
            violated += example.DifferenceOfExpectedMaxima > example.LargestDifferenceOfExpectations + 1e-12 ? 1 : 0;
        }
        Assert.Equal(30, violated);
    }

    [Fact]
    public void When_the_action_is_chosen_before_X_the_claimed_bound_is_right()
    {
        var random = new SmallRandom(1102);
        for (int trial = 0; trial < 500; trial++)
        {
            double[][] f = [random.Values(4), random.Values(4), random.Values(4)];
            double[][] g = [random.Values(4), random.Values(4), random.Values(4)];
            Example example = new(random.Law(4), f, g);
            Assert.True(example.DifferenceOfMaximalExpectations <= example.LargestDifferenceOfExpectations + 1e-12);
        }
    }

    /// <summary>Two families of functions [a][x] and a law of X.</summary>
    private sealed record Example(double[] Law, double[][] F, double[][] G)
    {
        public double DifferenceOfExpectedMaxima => Math.Abs(Expect(x => F.Max(f => f[x])) - Expect(x => G.Max(g => g[x])));

        public double DifferenceOfMaximalExpectations => Math.Abs(F.Max(f => Expect(x => f[x])) - G.Max(g => Expect(x => g[x])));

        public double LargestDifferenceOfExpectations => F.Zip(G).Max(pair => Math.Abs(Expect(x => pair.First[x] - pair.Second[x])));

        public double ExpectedLargestDifference => Expect(x => F.Zip(G).Max(pair => Math.Abs(pair.First[x] - pair.Second[x])));

        private double Expect(Func<int, double> of) => Law.Select((mass, x) => mass * of(x)).Sum();
    }
}
