using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Chains;

public class FixedHorizonEviTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(3, 7, 1)]
    [InlineData(4, 6, 2)]
    [InlineData(5, 7, 3)]
    public void Planning_matches_the_linear_programs_solved_by_listing_their_vertices(ulong seed, int horizon, int phases)
    {
        FiniteHorizonMdp mdp = RandomMdp.Create(seed, horizon, phases: phases);
        (ConfidenceSet set, double[] low, double[] high) = RandomIntervals(mdp, new SmallRandom(seed + 100));
        var policy = new TimeDependentPolicy(mdp);
        double value = new FixedHorizonEvi(mdp, set).Plan(policy);

        double[] next = new double[mdp.States];
        for (int step = horizon - 1; step >= 0; step--)
        {
            double[] values = new double[mdp.States];
            for (int state = 0; state < mdp.States; state++)
            {
                double[] options =
                [
                    .. Enumerable
                        .Range(0, mdp.Actions)
                        .Select(action => state * mdp.Actions + action)
                        .Select(row => Math.Pow(0.9, step / phases) * mdp.Rewards[row] + BestVertex(mdp.Rows, row, low, high, next)),
                ];
                values[state] = options.Max();
                if (state / 4 == step % phases)
                {
                    Assert.Equal(Array.IndexOf(options, options.Max()), policy.Action(step, state));
                }
            }
            next = values;
        }
        Assert.Equal(next.Zip(mdp.Start.ToArray(), (v, mass) => v * mass).Sum(), value, 1e-12);
    }

    [Fact]
    public void Its_value_is_never_below_the_optimum_when_the_truth_lies_within()
    {
        for (ulong seed = 10; seed < 60; seed++)
        {
            FiniteHorizonMdp mdp = RandomMdp.Create(seed, 6);
            (ConfidenceSet set, double[] _, double[] _) = RandomIntervals(mdp, new SmallRandom(seed));
            Assert.True(new FixedHorizonEvi(mdp, set).Plan(new TimeDependentPolicy(mdp)) >= BackwardInduction.Optimize(mdp).Value - 1e-12);
        }
    }

    [Fact]
    public void Intervals_that_are_points_give_the_optimum_itself()
    {
        FiniteHorizonMdp mdp = RandomMdp.Create(70, 9);
        var set = new ConfidenceSet(mdp.Rows);
        for (int row = 0; row < mdp.Rows.Count; row++)
        {
            Span<double> law = mdp.Rows.Probabilities.AsSpan(mdp.Rows.Starts[row], 3);
            set.Set(row, law, law);
        }
        Assert.Equal(BackwardInduction.Optimize(mdp).Value, new FixedHorizonEvi(mdp, set).Plan(new TimeDependentPolicy(mdp)), 1e-12);
    }

    [Fact]
    public void Planning_twice_gives_the_same_bits()
    {
        FiniteHorizonMdp mdp = RandomMdp.Create(71, 8);
        (ConfidenceSet set, double[] _, double[] _) = RandomIntervals(mdp, new SmallRandom(72));
        var planner = new FixedHorizonEvi(mdp, set);
        var policy = new TimeDependentPolicy(mdp);
        Assert.Equal(planner.Plan(policy), planner.Plan(policy));
    }

    [Theory]
    [InlineData(0.5, 0.6, 0.0, 1.0, 1.0, 1.0)] // lower bounds sum to more than 1
    [InlineData(0.0, 0.0, 0.0, 0.3, 0.3, 0.3)] // upper bounds sum to less than 1
    [InlineData(0.5, 0.0, 0.0, 0.4, 1.0, 1.0)] // empty
    [InlineData(double.NaN, 0.0, 0.0, 1.0, 1.0, 1.0)]
    public void Bounds_that_no_law_meets_are_refused(double low0, double low1, double low2, double high0, double high1, double high2)
    {
        var set = new ConfidenceSet(RandomMdp.Create(73, 1).Rows);
        Assert.Throws<ArgumentException>(() => set.Set(0, [low0, low1, low2], [high0, high1, high2]));
    }

    private static (ConfidenceSet Set, double[] Low, double[] High) RandomIntervals(FiniteHorizonMdp mdp, SmallRandom random)
    {
        var set = new ConfidenceSet(mdp.Rows);
        double[] low = [.. mdp.Rows.Probabilities.Select(p => Math.Max(0, p - 0.4 * random.Next()))];
        double[] high = [.. mdp.Rows.Probabilities.Select(p => Math.Min(1, p + 0.4 * random.Next()))];
        for (int row = 0; row < mdp.Rows.Count; row++)
        {
            (int first, int length) = (mdp.Rows.Starts[row], mdp.Rows.Starts[row + 1] - mdp.Rows.Starts[row]);
            set.Set(row, low.AsSpan(first, length), high.AsSpan(first, length));
        }
        return (set, low, high);
    }

    /// <summary>At a vertex of { lo to hi, sum 1 } all coordinates but one are at a bound.</summary>
    private static double BestVertex(SparseRows rows, int row, double[] low, double[] high, double[] next)
    {
        int[] places = [.. Enumerable.Range(rows.Starts[row], rows.Starts[row + 1] - rows.Starts[row])];
        double best = double.NegativeInfinity;
        foreach (int free in places)
        {
            for (int mask = 0; mask < 1 << places.Length; mask++)
            {
                double[] law =
                [
                    .. places.Select(
                        (place, i) =>
                            place == free ? 0
                            : ((mask >> i) & 1) == 1 ? high[place]
                            : low[place]
                    ),
                ];
                double rest = 1 - law.Sum();
                if (rest >= low[free] - 1e-12 && rest <= high[free] + 1e-12)
                {
                    law[Array.IndexOf(places, free)] = rest;
                    best = Math.Max(best, law.Select((p, i) => p * next[rows.Successors[places[i]]]).Sum());
                }
            }
        }
        return best;
    }
}
