using Antiphon.Evaluation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation.Attacks;

/// <summary>Deviations that no policy is, or that earn by what no policy has.</summary>
public class DeviationAttackTests
{
    private static readonly Lazy<Judged> Small = new(() =>
        new Judged(new RandomGame(984) { Agents = 3, Discount = 0.8 }.Create(), 1, 7, accuracy: 1e-8)
    );

    /// <summary>An action or a probability that no policy has.</summary>
    [Fact]
    public void A_deviation_that_is_no_policy_is_refused()
    {
        var honest = Forgery.Of(Small.Value);
        foreach (int action in new[] { -1, 2, int.MaxValue, int.MinValue })
        {
            Assert.Contains(
                "function dispatcher.initial does not fit the game",
                honest.With("dispatcher.initial", one => one with { Global = [action, .. one.Global![1..]] }).Verdict(),
                StringComparison.Ordinal
            );
        }

        foreach (
            double[] row in (double[][])
                [
                    [2, -1],
                    [double.NaN, 1],
                    [0.5, 0.5 + 1e-8],
                    [double.Epsilon, 1 - 1e-8],
                    [0, 0],
                    [1, 1],
                ]
        )
        {
            Assert.Contains(
                "function team.initial does not fit the game",
                honest.With("team.initial", one => one with { Local = [.. row, .. one.Local![2..]] }).Verdict(),
                StringComparison.Ordinal
            );
        }
    }

    /// <summary>
    /// Rows that sum to 1 within 1e-9 are accepted; they are divided by their sums, so that a surplus cannot be earned step by step.
    /// </summary>
    [Theory]
    [InlineData(1e-9)]
    [InlineData(-1e-9)]
    public void A_deviation_with_a_surplus_of_probability_earns_nothing_by_it(double surplus)
    {
        var honest = Forgery.Of(Small.Value);
        Forgery swollen = honest.With("team.initial", one =>
            one with
            {
                Local = [.. one.Local!.Select(p => p * (1 + (0.999 * surplus)))],
            }
        );
        Assert.Equal("holds", swollen.Verdict());
        Forgery credited = swollen.WithValues("team.initial", (v, _) => v + (Math.Abs(v) * 5e-9));
        Assert.StartsWith(
            "Bellman equation of team.initial",
            (credited with { Certificate = honest.Certificate }).Verdict(),
            StringComparison.Ordinal
        );
    }
}
