using Antiphon.Paper;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Theory;

public class SizeTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(5, 126)]
    [InlineData(10, 1001)]
    [InlineData(35, 82_251)]
    [InlineData(50, 316_251)]
    public void Tables_have_their_numbers_of_entries(long k, double vectors)
    {
        // G A = 25.
        Assert.Equal(25 * vectors, TableSizes.MeanField(Constants.Warehouse, k).Value);
        Constants.AssertClose(25 * Math.Pow(5, k), TableSizes.Standard(Constants.Warehouse, k).Value);
        Constants.AssertClose(125 * Math.Pow(k, 5), TableSizes.MeanFieldAsPrinted(Constants.Warehouse, k).Value);
        Constants.AssertClose(Math.Pow(k + 1, 5), TableSizes.Grid(5, k).Value);
    }

    [Fact]
    public void Beyond_doubles_only_logarithms_are_left()
    {
        Constants.AssertClose(Math.Log10(25) + (1000 * Math.Log10(5)), TableSizes.Standard(Constants.Warehouse, 1000).Log10);
        Assert.True(TableSizes.MeanField(Constants.Warehouse, 1000).IsOrdinary);
    }

    /// <summary>5^7 = 78,125 is below 5 * 7^5 = 84,035, and 5^8 = 390,625 above 5 * 8^5 = 163,840.</summary>
    [Fact]
    public void The_papers_switch_takes_the_standard_table_up_to_k_seven_for_five_states()
    {
        Assert.All(Enumerable.Range(1, 7), k => Assert.Equal(Regime.Standard, TableSizes.AsPrinted(5, k)));
        Assert.All(Enumerable.Range(8, 50), k => Assert.Equal(Regime.MeanField, TableSizes.AsPrinted(5, k)));
    }

    [Fact]
    public void The_table_by_count_vectors_is_never_larger_whatever_the_switch_says()
    {
        for (int states = 1; states <= 7; states++)
        {
            for (int k = 1; k <= 60; k++)
            {
                GameConstants game = Constants.Square(1) with { LocalStates = states };
                (Magnitude standard, Magnitude meanField) = (TableSizes.Standard(game, k), TableSizes.MeanField(game, k));
                Assert.Equal(k == 1 || states == 1, standard == meanField);
                Assert.True(meanField <= standard, $"S = {states}, k = {k}");
                Assert.True(meanField <= TableSizes.MeanFieldAsPrinted(game, k), $"S = {states}, k = {k}");
            }
        }
    }

    /// <summary>
    /// 3^25 = 847,288,609,443, not the 75 entries of its table; three states with two actions have 2^3 = 8 policies, not 6 (E6).
    /// </summary>
    [Fact]
    public void Policies_are_a_power_not_a_product()
    {
        Assert.Equal(847_288_609_443, TableSizes.LocalPolicies(Constants.Warehouse).Value);
        Assert.Equal(8, TableSizes.LocalPolicies(Constants.Square(2) with { LocalStates = 3, GlobalStates = 1 }).Value);
        // A^(G N) = 2^(2 * 3) = 64 for S = k = 2.
        Constants.AssertClose(Math.Log10(64), TableSizes.Log10GlobalPolicies(Constants.Square(2), 2).Value);
        Constants.AssertClose(
            25,
            Math.Pow(10, TableSizes.Log10GlobalPolicies(Constants.Square(5) with { LocalStates = 1, GlobalStates = 2 }, 9).Value)
        );
    }

    /// <summary>25 * 125 * 35^10 = 8.62e18 (E17).</summary>
    [Fact]
    public void The_mean_field_chain_as_printed_is_astronomical() =>
        Constants.AssertClose(3125 * Math.Pow(35, 10), ChainSizes.BinChainAsPrinted(Constants.Warehouse, 35).Value);

    [Theory]
    [InlineData(2, 1, 36)]
    [InlineData(2, 2, 88)]
    [InlineData(2, 3, 156)]
    [InlineData(2, 5, 340)]
    [InlineData(2, 10, 1080)]
    [InlineData(5, 2, 40_750)]
    [InlineData(5, 3, 272_250)]
    [InlineData(5, 5, 4_455_500)]
    public void The_mean_field_chain_reaches_far_fewer_states(int size, long k, double states) =>
        Constants.AssertClose(states, ChainSizes.BinChainReachable(Constants.Square(size), k)!.Value.Value, 1e-12);

    /// <summary>Against a walk over all count vectors: at bin l all agents of the bins before it have moved somewhere.</summary>
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 6)]
    [InlineData(3, 5)]
    [InlineData(4, 4)]
    public void Reachable_states_are_those_of_an_enumeration(int states, int k)
    {
        GameConstants game = Constants.Square(2) with { LocalStates = states };
        int[][] vectors = Counting.Vectors(states, k - 1);
        double start = 2.0 * states * vectors.Length;
        double partial = vectors.Sum(vector =>
            Enumerable.Range(0, states).Sum(bin => (double)Counting.Vectors(states, vector.Take(bin).Sum()).Length)
        );
        Constants.AssertClose(start + (4.0 * states * states * partial), ChainSizes.BinChainReachable(game, k)!.Value.Value, 1e-12);
    }

    [Fact]
    public void Chain_sizes_follow_their_formulas()
    {
        // k G (G+1) S^k = 3 * 30 * 125, k G^2 S^k = 3 * 25 * 125; G (G+1) S (S+1)^2 k^(2S) = 30 * 180 * 3^10.
        Assert.Equal(11_250, ChainSizes.AgentChain(Constants.Warehouse, 3).Value);
        Assert.Equal(9_375, ChainSizes.AgentChainAsPrinted(Constants.Warehouse, 3).Value);
        Constants.AssertClose(5400 * Math.Pow(3, 10), ChainSizes.BinChainGrid(Constants.Warehouse, 3).Value);
        Assert.Equal(25, ChainSizes.AgentChainSuccessors(Constants.Warehouse).Value);
        // C(k+S-2, S-1) = C(13, 4) = 715 at k = 10.
        Assert.Equal(715, ChainSizes.BinChainSuccessors(Constants.Warehouse, 10).Value);
        Assert.Null(ChainSizes.BinChainReachable(Constants.Warehouse with { Agents = 1_000_000 }, 1_000_000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void A_k_outside_the_population_is_refused(long k)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TableSizes.Standard(Constants.Warehouse, k));
        Assert.Throws<ArgumentOutOfRangeException>(() => SubsamplingGap.Corrected(Constants.Warehouse, k));
        Assert.Throws<ArgumentOutOfRangeException>(() => IterationCount.AsPrinted(Constants.Warehouse, k));
    }
}
