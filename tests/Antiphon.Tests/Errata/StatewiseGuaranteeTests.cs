using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>
/// E27: G-LEARN's proposal cannot be worse than any incumbent in any state by more than the corrected gap; a local proposal can.
/// </summary>
public class StatewiseGuaranteeTests
{
    private const int Agents = 6;

    /// <summary>
    /// Twenty games; incumbents: a random table, and the best deployed one. With the largest fall of a state's value, which is 0 when all
    /// are seen.
    /// </summary>
    [Theory]
    [InlineData(1, 0.877)]
    [InlineData(3, 0.461)]
    [InlineData(6, 0)]
    public void G_learn_never_lowers_a_state_by_more_than_its_gap(int observations, double expected)
    {
        KernelShape[] shapes = [KernelShape.Dense, KernelShape.Sparse, KernelShape.Lazy, KernelShape.Deterministic];
        double largestFall = double.NegativeInfinity;
        foreach (KernelShape shape in shapes)
        {
            for (ulong seed = 1190UL; seed < 1195; seed++)
            {
                CooperativeGame game = new RandomGame(seed)
                {
                    Shape = shape,
                    LocalStates = 3,
                    GlobalActions = 3,
                    Agents = Agents,
                    Discount = 0.6,
                }.Create();
                var random = new SmallRandom(seed);
                double[] local = Tables.RandomLocal(game, random);
                TabularGlobalPolicy proposal = new GLearn(new GLearnOptions { Accuracy = 1e-9, Threads = 1 })
                    .Solve(game, Library.Local(game, local), observations)
                    .Policy;
                TabularGlobalPolicy incumbent = Library.Global(game, observations, Tables.RandomActions(game, observations, random));
                TabularGlobalPolicy best = new DeployedGLearn(new BestResponseOptions { Accuracy = 1e-9 })
                    .Solve(new ExactPopulation(game, Agents), new JointPolicy(incumbent, Library.Local(game, local)))
                    .Policy;
                double gap =
                    LocalRewards.Span(game, local)
                    * Math.Sqrt(2)
                    / Math.Pow(0.4, 3)
                    * Math.Sqrt((Agents - observations) / (observations * (Agents - 1.0)));
                foreach (TabularGlobalPolicy old in new[] { incumbent, best })
                {
                    double fall = LargestFall(game, local, old, proposal);
                    Assert.True(fall <= gap + 1e-7, $"{game.Name}: a state falls by {fall}, the gap is {gap}");
                    largestFall = Math.Max(largestFall, fall);
                }
            }
        }
        Assert.Equal(expected, largestFall, 1e-3);
    }

    /// <summary>
    /// Two agents that should differ: from "stay" the best local answer to the start (0, 0) is a coin. It gains 4.5 there and loses 4.5 in
    /// (0, 1); the global policy sees both agents, so that no gap of subsampling is to blame.
    /// </summary>
    [Fact]
    public void A_local_best_response_can_lower_a_state_by_half_of_its_value()
    {
        OrderedGame game = new(SmallGames.Differ(2), 2);
        double[] stay = game.Value(SmallGames.RewardDifference, [1, 0, 0, 1]);
        double[] coin = game.Value(SmallGames.RewardDifference, [0.5, 0.5, 0.5, 0.5]);
        Assert.Equal(4.5, coin[0] - stay[0], 1e-9);
        Assert.Equal(-4.5, coin[1] - stay[1], 1e-9);
    }

    private static double LargestFall(CooperativeGame game, double[] local, TabularGlobalPolicy old, TabularGlobalPolicy proposal)
    {
        ExactPopulation population = new(game, Agents);
        using Pair before = new(population, old.Subsample, old, Library.Local(game, local));
        using Pair after = new(population, proposal.Subsample, proposal, Library.Local(game, local));
        return Enumerable
            .Range(0, population.Nodes)
            .Max(node => Enumerable.Range(0, game.GlobalStates).Max(state => before.ValueAt(node, state) - after.ValueAt(node, state)));
    }
}
