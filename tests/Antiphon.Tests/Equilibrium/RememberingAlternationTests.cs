using Antiphon.Equilibrium;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Equilibrium;

public class RememberingAlternationTests
{
    private static readonly AlternationOptions Options = new()
    {
        Subsample = 1,
        Memory = new MemoryOptions(),
        Restarts = 2,
        Threads = 1,
        Horizon = 20,
        Rollouts = 4,
        Seeds = 2,
        Baselines = false,
        JudgeRollouts = 128,
    };

    // With memory the model's global agent knows the population: its value is that of full information, whatever k is, also none.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_model_of_a_small_game_is_that_of_full_information(int observations)
    {
        CooperativeGame game = new RandomGame(501) { Agents = 4 }.Create();
        AlternationResult<JointPolicy> result = new Alternation(Options with { Subsample = observations, Threshold = 1e-3 }).Run(game);
        RememberingPolicy global = Assert.IsType<RememberingPolicy>(result.Policy.Global);
        Assert.Equal((observations, 4), (global.Subsample, global.Plan.Table!.Subsample));
        GLearnResult informed = new GLearn(new GLearnOptions { Accuracy = 1e-7 }).Solve(game, result.Policy.Local, 4);
        Assert.True(result.GlobalGain <= 1e-3 + 1e-6);
        Assert.InRange(result.Value, Start(game, informed) - 2e-3, Start(game, informed) + 1e-5);
        Assert.Contains("with memory", result.Judge, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Tier", "full")]
    public void Threads_do_not_change_the_result()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        AlternationResult<JointPolicy> one = new Alternation(Options with { Resolution = 4, MaximumSweeps = 1 }).Run(game);
        AlternationResult<JointPolicy> four = new Alternation(Options with { Resolution = 4, MaximumSweeps = 1, Threads = 4 }).Run(game);
        Assert.True(one.Policy.SameAs(four.Policy));
        Assert.Equal(one.Deployed, four.Deployed);
    }

    [Fact]
    public void What_has_no_meaning_with_memory_is_refused()
    {
        CooperativeGame game = new RandomGame(501) { Agents = 4 }.Create();
        Refuses(Options with { LocalOracle = LocalOracle.Representative }, "Representative");
        Refuses(Options with { UpdateRule = UpdateRule.PaperBox, GlobalOracle = GlobalOracle.Surrogate }, "paper's UPDATE");
        Refuses(Options with { Backup = BellmanOperator.Fresh }, "backup");
        Refuses(Options with { Memory = new MemoryOptions { Particles = 0 } }, "Particles");
        Refuses(Options with { Subsample = 5 }, "k = 5");
        Refuses(Options with { Subsample = 0, Memory = null }, "k = 0", "give it a memory");

        void Refuses(AlternationOptions options, params string[] parts)
        {
            InvalidInputException error = Assert.ThrowsAny<InvalidInputException>(() => new Alternation(options).Run(game));
            Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        }
    }

    // A dispatcher that knows everyone earns the exact optimum beside the same local policy, which the certificate's bound must cover.
    [Fact]
    public void The_certificate_bounds_what_full_information_gains()
    {
        CooperativeGame game = new RandomGame(501) { Agents = 4, Shape = KernelShape.Lazy }.Create();
        var local = LocalPolicy.Uniform(game);
        EstimatePlan plan = new InformedPlan(new GLearnOptions { Accuracy = 1e-7 }).Solve(game, local, 4);
        var options = new CertificateOptions { Rollouts = 512, Threads = 1 };
        MemoryCertificate blind = new MemoryCertifier(options).Run(
            game,
            new JointPolicy(new RememberingPolicy(0, plan, new MemoryOptions()), local),
            4
        );
        MemoryCertificate seeing = new MemoryCertifier(options with { Threads = 4 }).Run(
            game,
            new JointPolicy(new RememberingPolicy(4, plan, new MemoryOptions()), local),
            4
        );
        Assert.Equal(("exact", 4, blind.BestInModel), (blind.Model, blind.Resolution, seeing.BestInModel));
        Assert.Equal(0, seeing.Gap.Mean, 1e-12);
        Assert.Equal(Start(game, new GLearn(new GLearnOptions { Accuracy = 1e-7 }).Solve(game, local, 4)), blind.BestInModel, 1e-5);
        Assert.True(blind.LargestGain >= blind.BestInModel - blind.Value.Mean);
        Assert.InRange(
            seeing.Value.Mean,
            seeing.BestInModel - (3 * (seeing.Value.High - seeing.Value.Low)) - seeing.TruncationBound,
            seeing.BestInModel + (3 * (seeing.Value.High - seeing.Value.Low)) + seeing.TruncationBound
        );
        Assert.Throws<InvalidInputException>(() => new MemoryCertifier(options).Run(game, new JointPolicy(plan.Table, local), 4));
    }

    [Fact]
    public void The_study_of_memory_matches_observations_by_its_rule()
    {
        CooperativeGame flat = BuiltInGames.Get("warehouse-flat");
        var stay = LocalPolicy.Deterministic(flat, (_, _) => 0);
        var execution = new OnlineExecutionOptions
        {
            Horizon = 60,
            Rollouts = 6,
            Seeds = 4,
            Threads = 2,
        };
        MemoryCurve curve = new MemoryStudy(execution).Run(flat, stay, EstimatePlan.Mode(flat), new MemoryOptions(), [2, 0], [20, 1]);
        Assert.Equal([0, 2], curve.With.Select(point => point.Subsample));
        Assert.Equal([1, 20], curve.Without.Select(point => point.Subsample));
        foreach ((LookMatch match, MemoryPoint point) in curve.Matches.Zip(curve.With))
        {
            Assert.Equal(
                curve
                    .Without.Where(other => other.Result.Reward.Mean >= point.Result.Reward.Mean)
                    .Select(other => (int?)other.Subsample)
                    .FirstOrDefault(),
                match.Equal
            );
            Assert.True(match.Indistinct is null || match.Equal is null || match.Indistinct <= match.Equal);
        }

        Assert.True(curve.FullInformation.Reward.Mean > curve.Without[0].Result.Reward.Mean);
        Assert.Contains(
            "without observations",
            Assert
                .Throws<InvalidInputException>(() =>
                    new MemoryStudy(execution).Run(flat, stay, EstimatePlan.Mode(flat), new MemoryOptions(), [1], [0])
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Throws<InvalidInputException>(() =>
            new MemoryStudy(execution).Run(flat, stay, EstimatePlan.Mode(flat), new MemoryOptions(), [], [1])
        );
    }

    private static double Start(CooperativeGame game, GLearnResult solved)
    {
        var population = new ExactPopulation(game, 4);
        double[] law = new double[population.Nodes * population.Stride];
        population.WriteInitialLaw(law);
        return Enumerable
            .Range(0, population.Nodes)
            .Sum(node =>
                Enumerable.Range(0, game.GlobalStates).Sum(state => law[(node * population.Stride) + state] * solved.Values[state][node])
            );
    }
}
