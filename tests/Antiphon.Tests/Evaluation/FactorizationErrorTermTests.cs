using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation;

/// <summary>
/// A kernel whose product of moves is off it by a known distance. From state 1 agents go to 0 with probability 1/2, which is a move; what
/// is left of their row is (0, -y, 1 + y), and the move from 1 to 2 has the probability 1 in place of 1 + y. All other numbers are
/// halves, which are exact: the product is off the row of state 1 by y/2 in two places, so by y.
/// </summary>
public class FactorizationErrorTermTests
{
    private const double Y = 1.0 / (1L << 40);
    private const double Unit = 1.0 / (1L << 53);
    private const int Agents = 2;

    private static readonly double[][] Kernel =
    [
        [0.5, 0.5, 0],
        [0.25, 0.25 - (Y / 2), 0.5 + (Y / 2)],
        [0.5, 0.5, 0],
    ];

    private static readonly double[] Rewards = [0, -1, 1];

    private static CooperativeGame Game =>
        SmallGames.Create(
            new SmallGames.Sizes(1, 3, 1, 1, Agents, Discount: 0.5),
            globalRow: (_, _) => 0,
            localRow: (state, _, _) => Kernel[state],
            globalReward: (_, _) => 0,
            localReward: (state, _, _) => Rewards[state],
            start: [0, 1, 0]
        );

    private static LocalKernels Kernels => new(Game, LocalPolicy.Uniform(Game).Probabilities);

    [Fact]
    public void The_moves_are_off_by_exactly_what_they_should_be()
    {
        var factorization = MoveFactorization.TryFactor(Kernels.Transition(0), new CountLattice(3, Agents));
        Assert.Equal(1, factorization!.Amplification);
        Assert.Equal(Y, factorization.Error);
    }

    /// <summary>
    /// By hand, u = 2^-53, as in <see cref="ErrorTermTests"/>: moves 3 (2+2) 3 2 = 72, observations 2 (3+1) 2 = 16, initial law 8 (2+3) =
    /// 40, sums 2 (1+1+1+3+4) = 20; and for each of the two agents y/u = 2^13. All times u 1 / (1/2)^2.
    /// </summary>
    [Fact]
    public void The_bound_on_rounding_counts_the_distance_once_for_each_agent() =>
        Assert.Equal((72 + (2 * 8192) + 16 + 40 + 20) * Unit * 4, RoundingBound.Of(Game, Kernels, Agents), 1e-24);

    /// <summary>The value that the moves lead to, beside that of nested loops over ordered agents, which have no moves.</summary>
    [Fact]
    public void The_bound_covers_an_error_that_it_would_not_cover_without_the_distance()
    {
        double[] moved = Solved((value, next) => Moves(value).CopyTo(next, 0));
        double[] twin = Solved((value, next) => PopulationTwin.Advance(Kernels.Transition(0).ToArray(), 3, Agents, value).CopyTo(next, 0));
        double error = moved.Zip(twin, (one, other) => Math.Abs(one - other)).Max();
        Assert.InRange(error, (72 + 16 + 40 + 20) * Unit * 4 * 2, RoundingBound.Of(Game, Kernels, Agents));
    }

    [Fact]
    public void The_certificate_is_as_wide_as_the_bound_and_holds()
    {
        var judged = new Judged(Game, observations: 1, seed: 1);
        Assert.True(judged.Certificate.Residual >= RoundingBound.Of(Game, Kernels, Agents));
        double[] twin = Solved((value, next) => PopulationTwin.Advance(Kernels.Transition(0).ToArray(), 3, Agents, value).CopyTo(next, 0));
        int start = new CountLattice(3, Agents).Rank([0, Agents, 0]);
        Assert.InRange(judged.Certificate.Value, twin[start] - judged.Certificate.Residual, twin[start] + judged.Certificate.Residual);
    }

    private static double[] Moves(double[] value)
    {
        var lattice = new CountLattice(3, Agents);
        using var workers = new Workers(1);
        FunctionBuffer next = BoundPopulation.Buffer(new double[value.Length]);
        var advance = Advance.Create(lattice, new LatticeRows(lattice), Kernels.Transition(0), 1, workers);
        Assert.IsType<FactoredAdvance>(advance);
        advance.Apply(BoundPopulation.Buffer(value), next);
        return next.Span.ToArray();
    }

    // V = r + A V / 2, until nothing changes.
    private static double[] Solved(Action<double[], double[]> advance)
    {
        var lattice = new CountLattice(3, Agents);
        double[] value = new double[lattice.Size];
        double[] next = new double[lattice.Size];
        int[] counts = new int[3];
        for (int step = 0; step < 60; step++)
        {
            advance(value, next);
            for (int rank = 0; rank < lattice.Size; rank++)
            {
                lattice.Unrank(rank, counts);
                value[rank] = (counts.Zip(Rewards, (count, reward) => count * reward).Sum() / Agents) + (next[rank] / 2);
            }
        }

        return value;
    }
}
