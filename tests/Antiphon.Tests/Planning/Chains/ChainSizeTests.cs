using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Chains;

public class ChainSizeTests
{
    /// <summary>
    /// By hand for G = S = 2, k = 2: before the tagged agent moves 2 * 2 * 2 states; then (s_g, u, x, y) in 16 ways and (F, F_new) in 2
    /// (nobody has moved) plus 1 + 2 (bin 0 moved; it held none or one): 8 + 16 * 5 = 88.
    /// </summary>
    [Theory]
    [InlineData(2, 1, 36)]
    [InlineData(2, 2, 88)]
    [InlineData(2, 3, 156)]
    [InlineData(2, 5, 340)]
    [InlineData(2, 10, 1_080)]
    [InlineData(5, 2, 40_750)]
    [InlineData(5, 3, 272_250)]
    [InlineData(5, 5, 4_455_500)]
    public void The_mean_field_chain_has_as_many_states_as_can_be_met(int states, int subsample, double expected) =>
        Assert.Equal(expected, ChainSize.Histograms(states, states, 2, subsample).States);

    [Theory]
    [InlineData(1, 4)] // no pending state is ever needed
    [InlineData(2, 24)]
    [InlineData(3, 80)]
    public void The_tuple_chain_has_a_pending_state_only_between_moves(int subsample, double expected) =>
        Assert.Equal(expected, ChainSize.Tuples(2, 2, 2, subsample).States);

    [Fact]
    public void The_papers_own_formulas_are_kept_beside()
    {
        Assert.Equal(3 * 2 * 3 * 8, ChainSize.Tuples(2, 2, 2, 3).PrintedStates);
        // G^2 S^3 k^(2S) = 25 * 125 * 35^10.
        Assert.Equal(8.6e18, ChainSize.Histograms(5, 5, 3, 35).PrintedStates, 0.05e18);
    }

    /// <summary>S^k against S k^S at S = 5: 78,125 against 84,035 at k = 7, 390,625 against 163,840 at k = 8.</summary>
    [Theory]
    [InlineData(7, Parameterization.Tuples)]
    [InlineData(8, Parameterization.Histograms)]
    public void The_papers_rule_leaves_tuples_after_seven_agents_in_five_states(int subsample, Parameterization expected) =>
        Assert.Equal(expected, ChainSize.Of(Parameterization.PaperRule, 5, 5, 3, subsample).Parameterization);

    [Theory]
    [InlineData(Parameterization.Tuples, 1, 2, 1)]
    [InlineData(Parameterization.Tuples, 2, 3, 2)]
    [InlineData(Parameterization.Tuples, 2, 2, 4)]
    [InlineData(Parameterization.Histograms, 2, 2, 1)]
    [InlineData(Parameterization.Histograms, 1, 1, 3)]
    [InlineData(Parameterization.Histograms, 2, 2, 5)]
    [InlineData(Parameterization.Histograms, 1, 3, 4)]
    [InlineData(Parameterization.Histograms, 2, 3, 3)]
    public void Foretold_sizes_are_those_built_when_nothing_is_impossible(Parameterization kind, int globals, int locals, int subsample)
    {
        CooperativeGame game = new RandomGame(1)
        {
            GlobalStates = globals,
            LocalStates = locals,
            LocalActions = 3,
            Agents = subsample,
        }.Create();
        var chain = ChainedMdp.Create(game, new UniformGlobalPolicy(subsample, 2), 2, kind);
        Assert.Equal(chain.Size.States, chain.Process.States);
        Assert.Equal(chain.Size.Successors, chain.Process.Successors);
        Assert.Equal(chain.Size.MaximumSuccessors, chain.Process.MaximumSuccessors);
        Assert.Equal(chain.Size.Phases, chain.Process.Phases);
    }

    [Fact]
    public void A_chain_too_large_is_refused_before_it_is_built_and_the_largest_that_fits_is_named()
    {
        CooperativeGame warehouse = BuiltInGames.Get("warehouse-flat");
        InvalidInputException refusal = Assert.ThrowsAny<InvalidInputException>(() =>
            ChainedMdp.Create(warehouse, new UniformGlobalPolicy(35, 5), 169)
        );
        Assert.Contains("k = 35", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("another L-LEARN oracle", refusal.Message, StringComparison.Ordinal);

        InvalidInputException small = Assert.ThrowsAny<InvalidInputException>(() =>
            ChainedMdp.RequireFits(warehouse, 6, 100, Parameterization.Histograms, 1e9)
        );
        Assert.Contains("k = 3 is the largest that fits", small.Message, StringComparison.Ordinal);
        Assert.Equal(272_250, ChainedMdp.RequireFits(warehouse, 3, 100, Parameterization.Histograms, 1e9).States);
        Assert.ThrowsAny<InvalidInputException>(() => ChainedMdp.RequireFits(warehouse, 4, 100, Parameterization.Histograms, 1e9));

        InvalidInputException none = Assert.ThrowsAny<InvalidInputException>(() =>
            ChainedMdp.RequireFits(warehouse, 1, 100, Parameterization.Tuples, 10)
        );
        Assert.Contains("not even k = 1 fits", none.Message, StringComparison.Ordinal);
    }
}
