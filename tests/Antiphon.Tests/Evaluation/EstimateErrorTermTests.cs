using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation;

/// <summary>
/// The errors that estimates, studies over k and certificates of memory add to their figures. Each test fails when one of its terms is
/// dropped.
/// </summary>
public class EstimateErrorTermTests
{
    private static readonly CertificateOptions Brief = new()
    {
        Threads = 1,
        Accuracy = 1e-6,
        Restarts = 0,
        Rollouts = 150,
        Horizon = 30,
    };

    private static readonly Lazy<NashCertificate> Estimated = new(() =>
        new Certifier(Brief).Estimate(Crowd().Game, Crowd().Pair, Crowd().Game.Agents)
    );

    [Theory]
    [InlineData(0, 2, 5, 3, 7, 4, 9)]
    [InlineData(0, 3, 7, 2, 5, 3, 7)]
    [InlineData(6, 2, 5, 3, 7, 6, 9)]
    [InlineData(20, 2, 5, 3, 7, 20, 20)]
    public void An_upper_end_is_the_finer_figure_and_how_far_the_coarser_is_away(
        double lower,
        double coarse,
        double coarseWorst,
        double fine,
        double fineWorst,
        double initial,
        double worst
    )
    {
        EquilibriumGap gap = EstimatedCertification.Gap(lower, (coarse, coarseWorst), (fine, fineWorst));
        Assert.Equal(new EquilibriumGap(new GapInterval(lower, initial), new GapInterval(lower, worst)), gap);
    }

    [Fact]
    [Trait("Tier", "full")]
    public void Every_gap_of_an_estimate_has_the_difference_of_two_resolutions()
    {
        ((CooperativeGame game, JointPolicy pair), NashCertificate certificate) = (Crowd(), Estimated.Value);
        (MeanFieldGaps coarse, MeanFieldGaps fine) = (certificate.Estimate!.Coarse, certificate.Estimate.Fine);
        Assert.Equal((50, 100), (coarse.Resolution, fine.Resolution));
        AssertUpper(certificate.DispatcherGap, coarse.Dispatcher, fine.Dispatcher, coarse.DispatcherWorst, fine.DispatcherWorst);
        AssertUpper(certificate.AgentGap, coarse.Agent, fine.Agent, coarse.AgentWorst, fine.AgentWorst);
        AssertUpper(certificate.SelfishAgentGap, coarse.Selfish, fine.Selfish, coarse.SelfishWorst, fine.SelfishWorst);

        // A controller of groups earns the same in both; the pair and its worst node differ.
        using Workers workers = new(1);
        GroupOptimum group = new(game, certificate.WelfareGroup, workers);
        double error = group.Solve(1e-6, default);
        ExactPopulation few = new(game, group.Size);
        double[] start = new double[few.Nodes * few.Stride];
        few.WriteInitialLaw(start);
        double[] values = group.Values.ToArray();
        double optimum = error + values.Select((value, place) => value * start[(place / 2 * few.Stride) + (place % 2)]).Sum();
        (double atCoarse, double atFine) = (Worst(50), Worst(100));
        AssertUpper(certificate.WelfareGap, optimum - coarse.Value, optimum - fine.Value, atCoarse, atFine);
        AssertUpper(certificate.TeamGap, optimum - coarse.Value, optimum - fine.Value, atCoarse, atFine);

        double Worst(int resolution)
        {
            MeanFieldCertification model = new(game, pair, resolution, Brief, workers);
            model.Solve(default);
            return model.WelfareWorst(group);
        }

        static void AssertUpper(EquilibriumGap gap, double coarse, double fine, double coarseWorst, double fineWorst)
        {
            Assert.NotEqual(coarse, fine);
            double initial = fine + Math.Abs(fine - coarse);
            Assert.Equal(initial, gap.Initial.Upper, 1e-9);
            Assert.Equal(Math.Max(initial, fineWorst + Math.Abs(fineWorst - coarseWorst)), gap.Worst.Upper, 1e-9);
            Assert.True(gap.Worst.Upper > gap.Initial.Upper);
        }
    }

    [Fact]
    [Trait("Tier", "full")]
    public void An_estimates_value_is_the_simulations_with_its_interval_and_its_truncation()
    {
        ((CooperativeGame game, JointPolicy pair), NashCertificate certificate) = (Crowd(), Estimated.Value);
        SimulationResult simulated = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = 30,
                Rollouts = 10,
                Seeds = 15,
                Seed = 1,
                Threads = 1,
            }
        ).Run(game, pair);
        Assert.Equal(
            (simulated.Reward.Mean, simulated.Reward.Low, simulated.Reward.High),
            (certificate.Value, certificate.Estimate!.ValueLow, certificate.Estimate.ValueHigh)
        );
        Assert.Equal((simulated.Reward.High - simulated.Reward.Low) / 2, certificate.Residual);
        Assert.Equal(simulated.TruncationBound, certificate.Estimate.TruncationBound);
        Assert.True(certificate.Residual > 0 && simulated.TruncationBound > 0);
    }

    /// <summary>
    /// One agent of a million moves the return by a millionth: solved to the accuracy asked for (here a hundredth), nothing of its gain
    /// would be right.
    /// </summary>
    [Fact]
    public void One_agents_gain_is_solved_in_proportion_to_its_share()
    {
        (CooperativeGame game, JointPolicy pair) = Crowd();
        using Workers workers = new(1);
        MeanFieldGaps rough = new MeanFieldCertification(game, pair, 30, Brief with { Accuracy = 1e-2 }, workers).Solve(default);
        MeanFieldGaps fine = new MeanFieldCertification(game, pair, 30, Brief with { Accuracy = 1e-12 }, workers).Solve(default);
        Assert.True(fine.Agent > 1e-8);
        Assert.InRange(rough.Agent, 0.99 * fine.Agent, 1.01 * fine.Agent);
    }

    [Fact]
    public void A_difference_of_enclosures_is_as_uncertain_as_both()
    {
        Assert.Equal(new Enclosure(4, 9), new Enclosure(10, 12).Minus(new Enclosure(3, 6)));
        Assert.Equal(new Enclosure(1.5, 2.5), Enclosure.Around(2, 0.5));
        Assert.Equal(new Enclosure(0, 2), new Enclosure(-1, 2).NotNegative());
        Assert.Equal(new Enclosure(0, 0), new Enclosure(-2, -1).NotNegative());
    }

    /// <summary>Solved loosely, a figure is off by more than rounding, and its enclosure still holds the right one.</summary>
    [Fact]
    public void A_loose_study_over_k_encloses_the_right_figures()
    {
        CooperativeGame game = new RandomGame(702)
        {
            Shape = KernelShape.Lazy,
            LocalStates = 3,
            Agents = 5,
            Discount = 0.9,
        }.Create();
        JointPolicy[] pairs = Pairs(game, 1, 3);
        IReadOnlyList<ObservationPoint> fine = Study(1e-10).Run(game, pairs, 5).Points;
        IReadOnlyList<ObservationPoint> loose = Study(0.05).Run(game, pairs, 5).Points;
        Assert.All(fine.Zip(loose), pair =>
        {
            AssertEncloses(pair.First.Value, pair.Second.Value);
            AssertEncloses(pair.First.Informed, pair.Second.Informed);
            Assert.Equal(pair.Second.Informed.Minus(pair.Second.Value).NotNegative(), pair.Second.Gap);
        });
        Assert.Equal(loose[1].Value.Minus(loose[0].Value), loose[1].Step);

        static void AssertEncloses(Enclosure right, Enclosure enclosure)
        {
            Assert.InRange(right.Middle, enclosure.Low, enclosure.High);
            Assert.True(Math.Abs(right.Middle - enclosure.Middle) > 1e-6); // Otherwise the error would not be needed.
        }
    }

    /// <summary>At discount 0 a sweep solves exactly: what is left of the width is rounding, twice.</summary>
    [Fact]
    public void A_study_over_k_allows_for_rounding()
    {
        CooperativeGame game = new RandomGame(703)
        {
            LocalStates = 3,
            Agents = 5,
            Discount = 0,
        }.Create();
        JointPolicy[] pairs = Pairs(game, 2);
        ObservationPoint point = Study(1e-10).Run(game, pairs, 5).Points[0];
        double rounding = RoundingBound.Of(game, new LocalKernels(game, pairs[0].Local.Probabilities), 5);
        Assert.Equal(2 * rounding, point.Value.High - point.Value.Low, 0.2 * rounding);
        Assert.Equal(2 * rounding, point.Informed.High - point.Informed.Low, 0.2 * rounding);
    }

    [Fact]
    public void An_estimated_study_over_k_adds_the_difference_of_two_resolutions()
    {
        (CooperativeGame game, JointPolicy pair) = Crowd();
        ObservationPoint point = new ObservationStudy(Brief).Estimate(game, [pair], game.Agents).Points[0];
        using Workers workers = new(1);
        (double coarse, double fine) = (Gain(50), Gain(100));
        Assert.NotEqual(coarse, fine);
        Assert.Equal(Enclosure.Around(fine, Math.Abs(fine - coarse)).NotNegative(), point.Gap);
        Assert.Equal(new Enclosure(point.Value.Low + point.Gap.Low, point.Value.High + point.Gap.High), point.Informed);

        double Gain(int resolution) => new MeanFieldCertification(game, pair, resolution, Brief, workers).SolveDispatcher(default);
    }

    [Fact]
    public void A_certificate_of_memory_has_the_solvers_error_and_rounding_in_the_exact_model()
    {
        CooperativeGame game = new RandomGame(704) { Agents = 6, Discount = 0.9 }.Create();
        JointPolicy pair = Remembering(game);
        MemoryCertificate loose = new MemoryCertifier(Brief with { Accuracy = 0.25 }).Run(game, pair, 6);
        double rounding = RoundingBound.Of(game, new LocalKernels(game, pair.Local.Probabilities), 6);
        Assert.Equal(NashCertificate.Exact, loose.Model);
        Assert.Equal(0.25 + rounding, loose.BestInModelError, 1e-16);
        Assert.NotEqual(0.25, loose.BestInModelError);

        // Double precision cannot prove the accuracy asked for; the error says what was proved.
        double floor = SpanBound.RoundingFloor(game);
        Assert.Equal(floor + rounding, new MemoryCertifier(Brief with { Accuracy = 1e-30 }).Run(game, pair, 6).BestInModelError, 1e-18);
    }

    [Fact]
    public void A_certificate_of_memory_has_the_difference_of_two_resolutions_in_the_mean_field_model()
    {
        CooperativeGame game = new RandomGame(997)
        {
            LocalStates = 3,
            Agents = 1_000_000,
            Discount = 0.8,
        }.Create();
        MemoryCertificate certificate = new MemoryCertifier(Brief).Run(game, Remembering(game), game.Agents);
        (double coarse, double fine) = (Best(22), Best(45));
        Assert.Equal(("mean-field", 45), (certificate.Model, certificate.Resolution));
        Assert.Equal(fine, certificate.BestInModel, 1e-12);
        Assert.Equal(Math.Abs(fine - coarse), certificate.BestInModelError, 1e-12);
        Assert.True(certificate.BestInModelError > 1e-10);

        // V of the best dispatcher that knows the population, under the initial law.
        double Best(int resolution)
        {
            MeanFieldPopulation model = new(game, resolution);
            double[] start = new double[model.Nodes * model.Stride];
            model.WriteInitialLaw(start);
            EstimatePlan plan = new InformedPlan(new GLearnOptions { Accuracy = 1e-6, Threads = 1 }).Solve(
                game,
                LocalPolicy.Uniform(game),
                resolution
            );
            return Enumerable
                .Range(0, model.Nodes * 2)
                .Sum(place =>
                    start[(place / 2 * model.Stride) + (place % 2)]
                    * Enumerable.Range(0, 2).Max(action => plan.ActionValues!.Value[place % 2][(place / 2 * 2) + action])
                );
        }
    }

    /// <summary>10 + 1/4 + 1/2 against an interval from 8: at most 2.75 can be gained.</summary>
    [Fact]
    public void The_largest_gain_allows_for_the_models_error_truncation_and_the_interval()
    {
        MemoryCertificate certificate = new()
        {
            Game = "made up",
            GameHash = "",
            PolicyHash = "",
            Agents = 9,
            Subsample = 2,
            Horizon = 10,
            Value = Between(8, 9),
            Informed = Between(9, 9),
            Gap = Between(0.5, 0.5),
            TruncationBound = 0.5,
            Model = "mean-field",
            Resolution = 10,
            BestInModel = 10,
            BestInModelError = 0.25,
        };
        Assert.Equal(2.75, certificate.LargestGain);
        Assert.Equal(0, (certificate with { BestInModel = 5 }).LargestGain);

        static ConfidenceInterval Between(double low, double high) => new((low + high) / 2, low, high, 0.1, 10);
    }

    private static (CooperativeGame Game, JointPolicy Pair) Crowd()
    {
        CooperativeGame game = new RandomGame(996)
        {
            Shape = KernelShape.Lazy,
            Agents = 1_000_000,
            Discount = 0.8,
        }.Create();
        return (game, new JointPolicy(new UniformGlobalPolicy(2, 2), LocalPolicy.Uniform(game)));
    }

    private static JointPolicy Remembering(CooperativeGame game)
    {
        var local = LocalPolicy.Uniform(game);
        EstimatePlan plan = new InformedPlan(new GLearnOptions { Accuracy = 1e-3, Threads = 1 }).Solve(game, local, 4);
        return new JointPolicy(new RememberingPolicy(2, plan, new MemoryOptions()), local);
    }

    private static JointPolicy[] Pairs(CooperativeGame game, params int[] observations)
    {
        SmallRandom random = new(3);
        return
        [
            .. observations.Select(k => new JointPolicy(
                Library.Global(game, k, Tables.RandomActions(game, k, random)),
                Library.Local(game, Tables.RandomLocal(game, random))
            )),
        ];
    }

    private static ObservationStudy Study(double accuracy) => new(new CertificateOptions { Accuracy = accuracy, Threads = 1 });
}
