using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning.Blind;
using Antiphon.Tests.Reference;
using RankedPair = (string Global, string Local, Antiphon.Policies.JointPolicy Pair, double Value);

namespace Antiphon.Tests.Equilibrium;

/// <summary>
/// The best blind pair as a baseline and as a start, what observing is worth beyond it, and which of equal baselines is the best.
/// </summary>
public class BlindBaselineTests
{
    private static readonly AlternationOptions Options = new()
    {
        Subsample = 1,
        Restarts = 1,
        Threads = 1,
        Horizon = 30,
        Rollouts = 10,
        Seeds = 4,
        Threshold = 1e-3,
        Accuracy = 1e-7,
    };

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void Zones_that_are_equal_by_symmetry_give_the_first_zone_whatever_the_resolution(int resolution)
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        IReadOnlyList<(string Global, string Local, JointPolicy Pair, double Value)> ranked = Ranked(
            new MeanFieldPopulation(game, resolution),
            2
        );
        var constants = ranked
            .Where(pair => pair.Local == "follow")
            .Where(pair => pair.Global.StartsWith("constant", StringComparison.Ordinal))
            .ToList();

        Assert.Equal(
            [.. game.GlobalActionNames.Select(name => $"constant {name}")],
            constants.Select(pair => pair.Global),
            StringComparer.Ordinal
        );
        Assert.Contains(StartingPairs.Shown(ranked), pair => pair.Global == constants[0].Global);
        Assert.Equal(0, constants.Max(pair => pair.Value) - constants.Min(pair => pair.Value), 1e-9);
    }

    [Fact]
    public void Dispatchers_that_ignore_their_observations_have_exact_values_at_the_true_n()
    {
        CooperativeGame game = new RandomGame(671)
        {
            LocalStates = 3,
            GlobalStates = 3,
            GlobalActions = 2,
            Agents = 8,
        }.Create();
        var exact = Ranked(new ExactPopulation(game, 8), 1).ToDictionary(pair => (pair.Global, pair.Local), pair => pair.Value);
        using var workers = new Workers(1);
        var evaluator = new PairEvaluation(new ExactPopulation(game, 8), CountLattice.Of(game, 1), workers);
        foreach ((string Global, string Local, JointPolicy Pair, double Value) pair in Ranked(new MeanFieldPopulation(game, 3), 1))
        {
            evaluator.SetGlobal(pair.Pair.Global);
            evaluator.SetLocal(pair.Pair.Local);
            Assert.Equal(evaluator.Evaluate(1e-10, default), pair.Value, 1e-8);
            Assert.Equal(exact[(pair.Global, pair.Local)], pair.Value, 1e-8);
        }
    }

    [Fact]
    public void The_blind_pair_ranks_before_every_other_blind_baseline_and_is_a_start_of_its_own()
    {
        CooperativeGame game = BlindGames.Forbidden(0.5);
        IReadOnlyList<(string Global, string Local, JointPolicy Pair, double Value)> ranked = Ranked(new ExactPopulation(game, 10), 2);
        Assert.Equal(BlindPair.Name, ranked[0].Global);
        IReadOnlyList<StartingPair> starts = StartingPairs.Choose(game, CountLattice.Of(game, 2), ranked, 3, 1, CancellationToken.None);
        Assert.Equal((BlindPair.Name, Player.Global), (starts[0].Name, starts[0].FirstTurn));
        Assert.StartsWith("constant", starts[2].Name, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_earns_at_least_the_blind_value_and_tells_what_observing_is_worth()
    {
        foreach (int seed in Enumerable.Range(0, 4))
        {
            CooperativeGame game = new RandomGame(680 + (ulong)seed)
            {
                LocalStates = 3,
                Agents = 4,
                GlobalActions = 3,
            }.Create();
            AlternationResult<JointPolicy> result = new Alternation(Options).Run(game);
            ObservationWorth worth = result.Observing!;
            BaselineResult blind = result.Baselines.Single(baseline => baseline.Global == BlindPair.Name);
            var table = (TabularGlobalPolicy)result.Policy.Global;

            Assert.True(result.Value >= worth.BlindValue - 1e-6);
            Assert.Equal(new BlindPairSearch(new BlindPairOptions()).Solve(game).Value, worth.BlindValue);
            bool constant = Enumerable.Range(0, game.GlobalStates).All(state => table.Actions(state).ToArray().Distinct().Count() == 1);
            Assert.Equal(constant, worth.Ignored);
            Assert.Equal((blind.Deployed, blind.Lead), (worth.BlindDeployed, worth.Gain));
            Assert.All(result.Baselines, baseline =>
                Assert.Equal(result.Deployed.Mean - baseline.Deployed.Mean, baseline.Lead!.Mean, 1e-9)
            );
        }
    }

    [Fact]
    public void Nothing_is_worth_observing_where_one_action_is_always_best()
    {
        GameDefinition definition = BlindGames.Forbidden(0.5).ToDefinition();
        var game = CooperativeGame.Create(
            definition with
            {
                GlobalReward =
                [
                    [5, 0],
                    [5, 0],
                ],
                GlobalTransition =
                [
                    [
                        [0.5, 0.5],
                        [0.5, 0.5],
                    ],
                    [
                        [0.5, 0.5],
                        [0.5, 0.5],
                    ],
                ],
            }
        );
        ObservationWorth worth = new Alternation(Options).Run(game).Observing!;
        Assert.True(worth.Ignored);
        Assert.Equal(new ConfidenceInterval(0, 0, 0, 0, 4), worth.Gain);
    }

    [Fact]
    public void Without_baselines_only_the_exact_value_is_told()
    {
        ObservationWorth worth = new Alternation(Options with { Baselines = false }).Run(BlindGames.Forbidden(0.5)).Observing!;
        Assert.True(double.IsFinite(worth.BlindValue));
        Assert.Null(worth.Gain);
        Assert.Null(worth.BlindDeployed);
    }

    [Fact]
    public void Of_baselines_that_the_measurement_does_not_tell_apart_the_first_is_the_best()
    {
        double[] first = [10, 20, 30],
            luckier = [10.1, 19.95, 30.05],
            better = [11, 21.1, 30.9];
        Assert.Equal(0, DeployedBaselines.Best([first, luckier]));
        Assert.Equal(0, DeployedBaselines.Best([luckier, first]));
        Assert.Equal(2, DeployedBaselines.Best([first, luckier, better]));
    }

    [Fact]
    public void A_lead_is_measured_seed_by_seed()
    {
        // Differences 1, 1.1, 0.9: mean 1, standard error 0.1 / sqrt 3, t(0.975; 2) = 4.302653.
        ConfidenceInterval lead = DeployedBaselines.Difference([11, 21.1, 30.9], [10, 20, 30]);
        Assert.Equal(1, lead.Mean, 1e-12);
        Assert.Equal(1 - (4.302653 * 0.1 / Math.Sqrt(3)), lead.Low, 1e-5);
    }

    private static IReadOnlyList<RankedPair> Ranked(PopulationModel model, int observations)
    {
        using var workers = new Workers(1);
        return StartingPairs.RankedBaselines(new PairEvaluation(model, CountLattice.Of(model.Game, observations), workers), 1e-8, default);
    }
}
