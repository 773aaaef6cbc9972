using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Chains;

public class ChainUcfhLLearnTests
{
    /// <summary>
    /// Every move is certain and successor sets are known, so that one plan, without an episode, is the optimum: 9 with moves in turn.
    /// </summary>
    [Theory]
    [InlineData(Parameterization.Tuples)]
    [InlineData(Parameterization.Histograms)]
    [InlineData(Parameterization.PaperRule)]
    public void Where_nothing_is_random_it_needs_no_episode(Parameterization kind)
    {
        CooperativeGame game = SmallGames.Differ(2);
        var start = new JointPolicy(Library.Global(game, 2, SmallGames.RewardDifference), LocalPolicy.Uniform(game));
        ChainUcfhResult result = new ChainUcfhLLearn(new ChainUcfhOptions { Parameterization = kind, Accuracy = 1e-6 }).Solve(
            game,
            start,
            2
        );
        Assert.Equal(StopReason.AccuracyReached, result.StopReason);
        Assert.Equal(0, result.Episodes);
        Assert.Equal(9, result.ChainValue, 1e-6);
        Assert.Equal(result.ChainOptimum, result.ChainValue, 1e-12);
        Assert.InRange(result.TruncationBound, 0, 0.5e-6);
        // What agents that cannot see each other make of it is worth less, and at most the 4.5 of fair coins.
        Assert.InRange(result.ProjectedValue, 0, 4.5);
    }

    [Theory]
    [InlineData(Parameterization.Tuples, 1)]
    [InlineData(Parameterization.Tuples, 2)]
    [InlineData(Parameterization.Histograms, 2)]
    public void Its_values_lie_in_order_and_its_policy_is_valued_as_reported(Parameterization kind, int subsample)
    {
        CooperativeGame game = new RandomGame(131) { Agents = subsample, Discount = 0.6 }.Create();
        var random = new SmallRandom(132);
        TabularGlobalPolicy global = Library.Global(game, subsample, Tables.RandomActions(game, subsample, random));
        var start = new JointPolicy(global, Library.Local(game, Tables.RandomLocal(game, random)));
        ChainUcfhLLearn learner = new(
            new ChainUcfhOptions
            {
                Parameterization = kind,
                MaximumEpisodes = 20_000,
                Seed = 3,
            }
        );
        ChainUcfhResult result = learner.Solve(game, start, subsample);
        Assert.InRange(result.ChainOptimum, result.ChainValue - 1e-12, result.OptimisticValue);
        Assert.InRange(result.ChainOptimum - result.ChainValue, 0, 0.05);
        Assert.True(result.ProjectedValue <= result.ChainOptimum + 1e-12);
        Assert.Equal(result.Horizon * (kind == Parameterization.Tuples ? subsample : 3), result.Steps);
        Assert.Equal(kind, result.Parameterization);

        OrderedGame ordered = new(game, subsample);
        double truth = ordered.StartValue(Library.Rule(game, global), result.Policy.Probabilities.ToArray());
        Assert.InRange(Math.Abs(truth - result.ProjectedValue), 0, result.TruncationBound);
        Assert.True(PolicyEnumeration.BestLocalValue(ordered, Library.Rule(game, global)) <= result.ChainOptimum + result.TruncationBound);

        ChainUcfhResult again = learner.Solve(game, start, subsample);
        Assert.Equal(
            (result.ChainValue, result.OptimisticValue, result.Episodes),
            (again.ChainValue, again.OptimisticValue, again.Episodes)
        );
        Assert.Equal(result.Policy.Probabilities.ToArray(), again.Policy.Probabilities.ToArray());
    }

    /// <summary>What is cut off and what is not yet learned share the accuracy: half of it each.</summary>
    [Fact]
    public void Learning_and_the_horizon_have_half_the_accuracy_each()
    {
        const double Accuracy = 1.5;
        CooperativeGame game = new RandomGame(131) { Agents = 1, Discount = 0.6 }.Create();
        var start = new JointPolicy(
            Library.Global(game, 1, Tables.RandomActions(game, 1, new SmallRandom(132))),
            LocalPolicy.Uniform(game)
        );
        ChainUcfhResult result = new ChainUcfhLLearn(
            new ChainUcfhOptions
            {
                Accuracy = Accuracy,
                MaximumEpisodes = 50_000,
                Seed = 3,
            }
        ).Solve(game, start, 1);
        Assert.Equal(StopReason.AccuracyReached, result.StopReason);
        Assert.InRange(result.OptimisticValue - result.ChainValue, 1e-9, Accuracy / 2);
        Assert.InRange(result.TruncationBound, 0, Accuracy / 2);
    }

    [Fact]
    public void The_accuracy_is_one_over_the_root_of_k_unless_told()
    {
        CooperativeGame game = new RandomGame(141) { Agents = 2 }.Create();
        var start = new JointPolicy(new UniformGlobalPolicy(2, 2), LocalPolicy.Uniform(game));
        ChainUcfhOptions options = new() { MaximumEpisodes = 0 };
        (ChainUcfhResult paper, ChainUcfhResult told) = (
            new ChainUcfhLLearn(options).Solve(game, start, 2),
            new ChainUcfhLLearn(options with { Accuracy = 1 / Math.Sqrt(2) }).Solve(game, start, 2)
        );
        Assert.Equal(told.Constants, paper.Constants);
        double bound = ChainedMdp.RewardBound(game, ChainReward.Team);
        Assert.Equal(ChainHorizon.Periods(0.9, bound, 1 / Math.Sqrt(2)), paper.Horizon);
        Assert.Equal(UcfhOptions.DefaultFirstUpdate, paper.Constants.FirstUpdate, 1e-9);
        Assert.Equal(1, new ChainUcfhLLearn(options with { Scale = 1 }).Solve(game, start, 2).Scale);
    }

    [Fact]
    public void A_game_whose_rewards_are_all_alike_is_solved_at_once()
    {
        GameDefinition random = new RandomGame(151) { Agents = 2 }
            .Create()
            .ToDefinition();
        var game = CooperativeGame.Create(
            random with
            {
                GlobalReward =
                [
                    [0, 0],
                    [0, 0],
                ],
                LocalReward =
                [
                    [
                        [0, 0],
                        [0, 0],
                    ],
                    [
                        [0, 0],
                        [0, 0],
                    ],
                ],
            }
        );
        ChainUcfhResult result = new ChainUcfhLLearn(new ChainUcfhOptions()).Solve(
            game,
            new JointPolicy(new UniformGlobalPolicy(2, 2), LocalPolicy.Uniform(game)),
            2
        );
        Assert.Equal((StopReason.AccuracyReached, 0.0, 0), (result.StopReason, result.ChainValue, result.Episodes));
    }

    [Fact]
    public void Wrong_input_is_refused_before_work_starts()
    {
        CooperativeGame game = new RandomGame(161) { Agents = 3 }.Create();
        var start = new JointPolicy(new UniformGlobalPolicy(2, 2), LocalPolicy.Uniform(game));
        InvalidInputException other = Assert.ThrowsAny<InvalidInputException>(() =>
            new ChainUcfhLLearn(new ChainUcfhOptions()).Solve(game, start, 3)
        );
        Assert.Contains("the global policy observes 2", other.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<InvalidInputException>(() => new ChainUcfhLLearn(new ChainUcfhOptions()).Solve(game, start, 4));
        Assert.ThrowsAny<InvalidInputException>(() => new ChainUcfhLLearn(new ChainUcfhOptions { Accuracy = -1 }).Solve(game, start, 2));
        Assert.ThrowsAny<InvalidInputException>(() =>
            new ChainUcfhLLearn(new ChainUcfhOptions { MaximumEpisodes = -1 }).Solve(game, start, 2)
        );

        CooperativeGame warehouse = BuiltInGames.Get("warehouse-flat");
        var large = new JointPolicy(new UniformGlobalPolicy(35, 5), LocalPolicy.Uniform(warehouse));
        Assert.ThrowsAny<InvalidInputException>(() => new ChainUcfhLLearn(new ChainUcfhOptions()).Solve(warehouse, large, 35));
    }

    /// <summary>
    /// Two agents in histograms fit into memory, but 200,000 plans of 130 steps over 168,750 successors are 4.4e12 reads; 1e12 /
    /// 21,937,500 = 45,584.
    /// </summary>
    [Fact]
    public void A_chain_that_would_take_too_long_is_refused_and_the_episodes_that_fit_are_named()
    {
        CooperativeGame warehouse = BuiltInGames.Get("warehouse-flat");
        var start = new JointPolicy(new UniformGlobalPolicy(2, 5), LocalPolicy.Uniform(warehouse));
        ChainUcfhLLearn learner = new(new ChainUcfhOptions { Parameterization = Parameterization.Histograms });
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => learner.Solve(warehouse, start, 2));
        Assert.Contains("allow at most 45,583 episodes", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("MaximumWork", refusal.Message, StringComparison.Ordinal);
        ChainUcfhLLearn endless = new(
            new ChainUcfhOptions { Parameterization = Parameterization.Histograms, MaximumEpisodes = long.MaxValue }
        );
        Assert.Throws<InvalidInputException>(() => endless.Solve(warehouse, start, 2));
    }
}
