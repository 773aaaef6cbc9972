using System.Globalization;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Architecture;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Equilibrium.Released;

public class ReleasedProgramTests
{
    private static readonly CooperativeGame Flat = BuiltInGames.Get("warehouse-flat");

    /// <summary>
    /// The authors' figure is one draw: one training (their 200 draws per global state), one set of 750 episodes. Here it is drawn ten
    /// times, by ten seeds, so that theirs must lie in Student's prediction interval of an eleventh, mean +- t(9, 0.995) s sqrt(1 + 1/10).
    /// Error budget 1 % for each of six figures, at fixed seeds. Measured: s = 0.27 to 0.35, so the interval's half-width is about 1.1;
    /// the other order is 3.2 away, a softmax over the whole table's range 5.
    /// </summary>
    [Theory]
    [InlineData(1, LocalMoveOrder.AfterGlobal)]
    [InlineData(5, LocalMoveOrder.AfterGlobal)]
    [InlineData(1, LocalMoveOrder.Together)]
    [InlineData(5, LocalMoveOrder.Together)]
    public void It_earns_what_the_authors_program_earns_within_the_spread_of_trainings(int subsample, LocalMoveOrder order) =>
        Compare(subsample, order);

    /// <summary>The last two of the six figures.</summary>
    [Theory]
    [InlineData(LocalMoveOrder.AfterGlobal)]
    [InlineData(LocalMoveOrder.Together)]
    [Trait("Tier", "full")]
    public void It_earns_the_same_at_k_10(LocalMoveOrder order) => Compare(10, order);

    private static void Compare(int subsample, LocalMoveOrder order)
    {
        var setting = new AuthorsSetting(subsample, "warehouse-flat", 50, 5, order);
        (double low, double high) = Prediction(setting);
        Assert.InRange(AuthorsFigures.Reward(setting), low, high);
        Assert.True(high - low < 3.2, $"from {low} to {high}: too wide to tell anything");
        Assert.NotInRange(AuthorsFigures.Reward(setting with { Order = 1 - order }), low, high);
    }

    /// <summary>
    /// The same at k = 20, and with the program changed step by step toward what the paper prints: 100 steps and 10 alternations, then its
    /// r_g too.
    /// </summary>
    [Theory]
    [InlineData(20, "warehouse-flat", 50, 5, LocalMoveOrder.AfterGlobal)]
    [InlineData(20, "warehouse-flat", 50, 5, LocalMoveOrder.Together)]
    [InlineData(1, "warehouse-flat", 100, 10, LocalMoveOrder.Together)]
    [InlineData(10, "warehouse-flat", 100, 10, LocalMoveOrder.Together)]
    [InlineData(1, "warehouse", 100, 10, LocalMoveOrder.Together)]
    [InlineData(10, "warehouse", 100, 10, LocalMoveOrder.Together)]
    [Trait("Tier", "full")]
    public void It_earns_the_same_in_other_settings_of_the_program(
        int subsample,
        string game,
        int horizon,
        int alternations,
        LocalMoveOrder order
    )
    {
        var setting = new AuthorsSetting(subsample, game, horizon, alternations, order);
        (double low, double high) = Prediction(setting);
        Assert.InRange(AuthorsFigures.Reward(setting), low, high);
    }

    /// <summary>
    /// The paper's r_g, 100 steps and 10 alternations, k = 20: some trainings end where all robots go to one zone, others do not
    /// (docs/reproduction.md).
    /// </summary>
    [Fact]
    [Trait("Tier", "full")]
    public void At_k_20_with_the_papers_global_reward_the_program_has_two_ends()
    {
        var setting = new AuthorsSetting(20, "warehouse", 100, 10, LocalMoveOrder.Together);
        double[] rewards = [.. Enumerable.Range(1, 6).Select(seed => Reward(setting, (ulong)seed)).Order()];
        string page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "reproduction.md"));
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"end between {rewards[0]:0.0} and {rewards[^1]:0.0}."),
            page,
            StringComparison.Ordinal
        );
        Assert.True(rewards.Zip(rewards.Skip(1), (low, high) => high - low).Max() > 8, string.Join(' ', rewards));
    }

    [Theory]
    [InlineData(100.0, double.NegativeInfinity, nameof(ReleasedVerdict.Best))]
    [InlineData(100.0, 99.0, nameof(ReleasedVerdict.Best))]
    [InlineData(99.0, 100.0, nameof(ReleasedVerdict.Kept))] // equal to 100 - 1 % of 100: not below it
    [InlineData(98.9, 100.0, nameof(ReleasedVerdict.Reverted))]
    [InlineData(100.0, 100.0, nameof(ReleasedVerdict.Kept))]
    [InlineData(-101.0, -100.0, nameof(ReleasedVerdict.Kept))]
    [InlineData(-101.1, -100.0, nameof(ReleasedVerdict.Reverted))]
    public void A_pair_worse_than_the_best_by_more_than_a_hundredth_is_given_up(double value, double best, string verdict) =>
        Assert.Equal(verdict, Program(1).Judge(value, best).ToString());

    [Theory]
    [InlineData(100.0, 100.99, true)]
    [InlineData(100.0, 101.0, false)]
    [InlineData(-100.0, -99.01, true)]
    [InlineData(0.0, 0.0, true)]
    [InlineData(0.0, 1e-8, false)] // a hundredth of the smallest scale, 1e-6
    public void It_stops_where_two_checks_differ_by_less_than_a_hundredth(double previous, double value, bool stops) =>
        Assert.Equal(stops, Program(1).IsPlateau(previous, value));

    [Fact]
    public void A_run_follows_its_rules_from_alternation_to_alternation()
    {
        ReleasedProgram program = Program(2);
        foreach (int seed in Enumerable.Range(1, 8))
        {
            ReleasedProgramResult result = new ReleasedProgram(
                new ReleasedProgramOptions
                {
                    Subsample = 2,
                    Seed = (ulong)seed,
                    Threads = 1,
                }
            ).Run(Flat);
            double best = double.NegativeInfinity;
            for (int i = 0; i < result.Alternations.Count; i++)
            {
                (double value, ReleasedVerdict verdict) = result.Alternations[i];
                Assert.Equal(program.Judge(value, best), verdict);
                best = Math.Max(best, value);
                bool last = i == result.Alternations.Count - 1;
                Assert.Equal(
                    last && result.StopReason == StopReason.Plateau,
                    i > 0 && program.IsPlateau(result.Alternations[i - 1].Value, value)
                );
            }

            Assert.InRange(result.Alternations.Count, 2, 5);
            Assert.True(result.StopReason == StopReason.Plateau || result.Alternations.Count == 5);
        }
    }

    /// <summary>
    /// The first alternation by hand: G-LEARN against the uniform policy, the representative agent against that, the check's 20 episodes
    /// of 30 steps.
    /// </summary>
    [Fact]
    public void One_alternation_is_one_answer_of_each_side()
    {
        CooperativeGame game = new RandomGame(780) { Agents = 20 }.Create();
        ReleasedProgramResult result = new ReleasedProgram(
            new ReleasedProgramOptions
            {
                Subsample = 3,
                Alternations = 1,
                Seed = 9,
                Threads = 1,
            }
        ).Run(game);
        var uniform = Antiphon.Policies.LocalPolicy.Uniform(game);
        var rounded = new EmpiricalGLearnOptions
        {
            Operator = BellmanOperator.Rounded,
            Parameterization = Parameterization.Histograms,
            Sweeps = 100,
            Threads = 1,
        };
        TabularGlobalPolicy global = new EmpiricalGLearn(rounded).Solve(game, uniform, 3).Policy;
        var pair = new Antiphon.Policies.JointPolicy(global, uniform);
        LocalPolicy local = new RepresentativeLLearn(new RepresentativeOptions { Draws = 200, Seed = 9 })
            .Solve(game, pair, global.Lattice)
            .Policy;
        Assert.True(result.Policy.SameAs(pair with { Local = local }));
        var check = new OnlineExecutionOptions
        {
            Horizon = 30,
            Rollouts = 20,
            Seeds = 1,
            MoveOrder = LocalMoveOrder.AfterGlobal,
            Seed = new RandomStream(9).Split("check", 0).NextUInt64(),
        };
        Assert.Equal(new OnlineExecution(check).Run(game, result.Policy).Reward.Mean, Assert.Single(result.Alternations).Value);
        Assert.Equal(StopReason.MaximumSweeps, result.StopReason);
    }

    [Fact]
    public void Results_do_not_depend_on_threads()
    {
        ReleasedProgramResult one = new ReleasedProgram(new ReleasedProgramOptions { Subsample = 6, Threads = 1 }).Run(Flat);
        ReleasedProgramResult two = new ReleasedProgram(new ReleasedProgramOptions { Subsample = 6, Threads = 2 }).Run(Flat);
        Assert.Equal(one.Alternations, two.Alternations);
        Assert.True(one.Policy.SameAs(two.Policy));
    }

    [Fact]
    public void A_cancelled_run_stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Program(5).Run(Flat, null, source.Token));
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        var options = new ReleasedProgramOptions { Subsample = 1 };
        Assert.ThrowsAny<InvalidInputException>(() => new ReleasedProgram(options with { Alternations = 0 }).Run(Flat));
        Assert.ThrowsAny<InvalidInputException>(() => new ReleasedProgram(options with { Plateau = double.NaN }).Run(Flat));
        Assert.ThrowsAny<InvalidInputException>(() => new ReleasedProgram(options with { Horizon = 0 }).Run(Flat));
        Assert.ThrowsAny<InvalidInputException>(() => new ReleasedProgram(options with { Draws = 0 }).Run(Flat));
        Assert.ThrowsAny<InvalidInputException>(() => new ReleasedProgram(options with { Subsample = 1001 }).Run(Flat));
    }

    private static ReleasedProgram Program(int subsample) => new(new ReleasedProgramOptions { Subsample = subsample, Threads = 1 });

    // The interval for the mean of ten has the half-width t s / sqrt(10); that for one further draw is sqrt(11) times as wide.
    private static (double Low, double High) Prediction(AuthorsSetting setting)
    {
        ConfidenceInterval interval = StudentInterval.FromSamples(
            [.. Enumerable.Range(1, 10).Select(seed => Reward(setting, (ulong)seed))],
            0.99
        );
        double half = (interval.High - interval.Mean) * Math.Sqrt(11);
        return (interval.Mean - half, interval.Mean + half);
    }

    private static double Reward(AuthorsSetting setting, ulong seed)
    {
        CooperativeGame game = BuiltInGames.Get(setting.Game);
        var options = new ReleasedProgramOptions
        {
            Subsample = setting.Subsample,
            MoveOrder = setting.Order,
            Alternations = setting.Alternations,
            Horizon = setting.Horizon,
            Seed = seed,
            EvaluationSeed = seed,
        };
        return new OnlineExecution(options.Evaluation).Run(game, new ReleasedProgram(options).Run(game).Policy).Reward.Mean;
    }
}
