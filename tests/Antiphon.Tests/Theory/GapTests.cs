using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Theory;

public class GapTests
{
    /// <summary>
    /// Printed, k = 1: 2 * 230/0.05 = 9,200 times sqrt(1000/2000 ln 50) + 1 = 2.39859. Corrected, k = 1: 10.5 * 2/0.05^3 = 168,000 times
    /// sqrt(999/999). The other k by the same formulas, computed apart.
    /// </summary>
    [Theory]
    [InlineData(1, 22066.9, 168000)]
    [InlineData(10, 7517.5, 52886.4)]
    [InlineData(35, 4133.0, 27909.8)]
    [InlineData(50, 3474.4, 23168.8)]
    public void The_warehouse_has_these_gaps(long k, double printed, double corrected)
    {
        Assert.Equal(printed, SubsamplingGap.AsPrinted(Constants.Warehouse, k), 0.05);
        Assert.Equal(corrected, SubsamplingGap.Corrected(Constants.Warehouse, k), 0.05);
        // Proportional to the span: 10.13333/10.5 of it.
        double span = 10.5 - ((2.0 / 3) - 0.3);
        Assert.Equal(corrected * span / 10.5, SubsamplingGap.Corrected(Constants.Warehouse, k, span), 0.05);
    }

    [Fact]
    public void Gaps_shrink_as_k_grows_and_only_the_corrected_one_vanishes()
    {
        for (int k = 1; k < 1000; k++)
        {
            Assert.True(SubsamplingGap.AsPrinted(Constants.Warehouse, k + 1) < SubsamplingGap.AsPrinted(Constants.Warehouse, k));
            Assert.True(SubsamplingGap.Corrected(Constants.Warehouse, k + 1) < SubsamplingGap.Corrected(Constants.Warehouse, k));
        }

        Assert.Equal(0, SubsamplingGap.Corrected(Constants.Warehouse, 1000));
        Assert.True(SubsamplingGap.AsPrinted(Constants.Warehouse, 1000) > 290);
        Assert.Equal(0, SubsamplingGap.Corrected(Constants.Warehouse with { Agents = 1 }, 1));
        Assert.Equal(0, SampleDistance.Expected(Constants.Warehouse, 1000));
    }

    /// <summary>
    /// n = 1,000, k = 35, S = 5, delta = 0.05: the printed tail is below the 95 % quantile .229 of a uniform population, the corrected one
    /// above it (E3).
    /// </summary>
    [Fact]
    public void The_distance_of_a_sample_has_these_bounds()
    {
        Assert.Equal(0.135, SampleDistance.TailAsPrinted(Constants.Warehouse, 35, 0.05), 0.0005);
        Assert.Equal(0.299, SampleDistance.Tail(Constants.Warehouse, 35, 0.05), 0.0005);
        Assert.Equal(0.166, SampleDistance.Expected(Constants.Warehouse, 35), 0.0005);
    }

    /// <summary>
    /// The proved bounds on games small enough to solve: every ordered state, every subset that is the first k agents (agents are alike),
    /// every action; and the value of the deployed policy against that of full information, in every state of the ordered game.
    /// </summary>
    [Theory]
    [InlineData(KernelShape.Dense)]
    [InlineData(KernelShape.Sparse)]
    [InlineData(KernelShape.Deterministic)]
    [InlineData(KernelShape.Absorbing)]
    public void Proved_gaps_hold_on_random_games(KernelShape shape)
    {
        for (ulong seed = 1; seed <= 6; seed++)
        {
            CooperativeGame game = new RandomGame(seed)
            {
                Agents = 4,
                Shape = shape,
                Discount = 0.7,
            }.Create();
            double[] table = Rows(game, new SmallRandom(seed));
            GameConstants constants = GameConstants.Of(game) with
            {
                LocalSpan = GameConstants.SpanUnder(game, Library.Local(game, table)),
            };
            var full = new FullInformationControl(game, table);
            for (int k = 1; k <= 4; k++)
            {
                AssertActionValues(constants, full, new FullInformationControl(game.WithAgents(k), table), k);
                AssertDeployed(constants, game, table, full, k);
            }
        }
    }

    /// <summary>
    /// Action values of the gamble game, k against n = 8 agents with equal make-up, differ although their distance is 0 (E2): 7.5630 -
    /// 5.7802.
    /// </summary>
    [Fact]
    public void The_printed_lipschitz_lemma_fails_where_the_proved_bound_holds()
    {
        var constants = GameConstants.Of(SmallGames.Gamble(8));
        const double Difference = 7.5630252101 - 5.7802308078;

        // B.18: sum 2 gamma^t ||r_l|| TV = 0 at TV = 0.
        Assert.True(Difference > 0);
        Assert.InRange(Difference, 0, SubsamplingGap.OfActionValues(constants, 2, distance: 0));
    }

    private static void AssertActionValues(GameConstants constants, FullInformationControl full, FullInformationControl surrogate, int k)
    {
        for (int tuple = 0; tuple < full.Tuples.Length; tuple++)
        {
            int seen = Array.FindIndex(surrogate.Tuples, candidate => candidate.SequenceEqual(full.Tuples[tuple].Take(k)));
            double distance = Distance(constants.LocalStates, full.Tuples[tuple], surrogate.Tuples[seen]);
            for (int state = 0; state < constants.GlobalStates; state++)
            {
                for (int action = 0; action < constants.GlobalActions; action++)
                {
                    double difference = Math.Abs(full.ActionValues[state, tuple, action] - surrogate.ActionValues[state, seen, action]);
                    Assert.InRange(difference, 0, SubsamplingGap.OfActionValues(constants, k, distance) + 1e-9);
                }
            }
        }
    }

    private static void AssertDeployed(GameConstants constants, CooperativeGame game, double[] table, FullInformationControl full, int k)
    {
        TabularGlobalPolicy policy = new GLearn(new GLearnOptions { Accuracy = 1e-9, Threads = 1 })
            .Solve(game, Library.Local(game, table), k)
            .Policy;
        var ordered = new OrderedGame(game, k);
        double[] values = ordered.Value(Library.Rule(game, policy), table);
        for (int state = 0; state < values.Length; state++)
        {
            double best = full.Values[state / full.Tuples.Length, state % full.Tuples.Length];
            Assert.InRange(best - values[state], -1e-7, SubsamplingGap.Corrected(constants, k, constants.Span) + 1e-7);
        }
    }

    private static double[] Rows(CooperativeGame game, SmallRandom random) =>
        [.. Enumerable.Range(0, game.LocalStates * game.GlobalStates).SelectMany(_ => random.Law(game.LocalActions))];

    private static double Distance(int states, int[] all, int[] some) =>
        Enumerable
            .Range(0, states)
            .Sum(x => Math.Abs((all.Count(s => s == x) / (double)all.Length) - (some.Count(s => s == x) / (double)some.Length))) / 2;
}
