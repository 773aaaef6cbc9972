using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

/// <summary>Aggregates beside types of agents and random rewards, over threads, and in a whole training.</summary>
public class CoupledTypesTests
{
    private const double StandardErrors = 5;

    [Fact]
    [Trait("Tier", "full")]
    public void Types_whose_agents_depend_on_each_other_are_valued_as_ordered_agents_and_simulated_alike()
    {
        CooperativeGame game = Typed(agents: 2);
        var random = new SmallRandom(7);
        double[] local = Tables.RandomLocal(game, random);
        TabularGlobalPolicy global = Library.RandomTyped(game, 2, random);
        var ordered = new OrderedGame(game, 2);
        GlobalRule rule = Library.TypedRule(game, global);
        double exact = ordered.StartValue(rule, local);
        using var pair = new Pair(new ExactPopulation(game, 2), 2, global, Library.Local(game, local));
        Assert.Equal(exact, pair.Value, 1e-9);
        PairEvaluationTests.AssertSameSlopes(OrderedGradient.Local(ordered, rule, local), pair.LocalGradient(), game.LocalActions, 1e-6);

        SimulationResult result = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = 400,
                Rollouts = 200,
                Seeds = 20,
            }
        ).Run(game, new JointPolicy(global, Library.Local(game, local)));
        Assert.InRange(
            result.Reward.Mean,
            exact - (StandardErrors * result.Reward.StandardError),
            exact + (StandardErrors * result.Reward.StandardError)
        );
    }

    [Fact]
    public void Drawn_rewards_have_the_means_of_the_present_population()
    {
        GameDefinition definition = new RandomGame(17) { Agents = 20, LocalStates = 2 }
            .CreateCoupled()
            .ToDefinition();
        RewardForm?[][] forms = definition.GlobalRewardForms!;
        (int state, int action) = (
            Array.FindIndex(forms, row => row.Any(form => form is null)),
            Array.FindIndex(forms.First(row => row.Any(form => form is null)), form => form is null)
        );
        forms[state][action] = new UniformRewardLaw(definition.GlobalReward[state][action], 0.5);
        var game = CooperativeGame.Create(definition);
        var random = new SmallRandom(18);
        var pair = new JointPolicy(
            Library.Global(game, 2, Tables.RandomActions(game, 2, random)),
            Library.Local(game, Tables.RandomLocal(game, random))
        );
        var options = new OnlineExecutionOptions
        {
            Horizon = 30,
            Rollouts = 500,
            Seeds = 20,
        };
        ConfidenceInterval means = new OnlineExecution(options with { MeanRewards = true }).Run(game, pair).Reward;
        ConfidenceInterval drawn = new OnlineExecution(options).Run(game, pair).Reward;
        Assert.NotEqual(means.Mean, drawn.Mean);
        double error = Math.Sqrt(Math.Pow(means.StandardError, 2) + Math.Pow(drawn.StandardError, 2));
        Assert.InRange(drawn.Mean - means.Mean, -StandardErrors * error, StandardErrors * error);
    }

    [Fact]
    public void Plans_and_operators_do_not_depend_on_the_number_of_threads()
    {
        CooperativeGame game = BuiltInGames.Get("congestion");
        var local = LocalPolicy.Uniform(game);
        double[][] values =
        [
            .. new[] { 1, 2 }.Select(threads =>
                new InformedPlan(new GLearnOptions { Accuracy = 1e-6, Threads = threads })
                    .Solve(game, local, 8)
                    .ActionValues!.Value.SelectMany(row => row.AsEnumerable())
                    .ToArray()
            ),
        ];
        Assert.Equal(values[0], values[1]);
        using (var one = new Workers(1))
        using (var two = new Workers(2))
        {
            var population = new ExactPopulation(game, 4);
            var function = new FunctionBuffer(population.Nodes * population.Stride);
            for (int place = 0; place < function.Length; place++)
            {
                function.Span[place] = Math.Sin(place);
            }

            Assert.Equal(Advanced(one), Advanced(two));

            double[] Advanced(Workers workers)
            {
                var result = new FunctionBuffer(function.Length);
                population.Bind(new LocalKernels(game, local.Probabilities), workers).Advance(1, function, result);
                return result.Span.ToArray();
            }
        }
    }

    // A blind dispatcher is the best there is where observing tells nothing: its search must find what enumeration finds.
    [Fact]
    [Trait("Tier", "full")]
    public void The_blind_pair_is_as_good_as_the_best_of_all_deterministic_blind_pairs()
    {
        CooperativeGame game = new RandomGame(27)
        {
            Agents = 1000,
            LocalStates = 2,
            GlobalStates = 2,
        }.CreateCoupled();
        var model = new MeanFieldPopulation(game, 20, 1000);
        using var workers = new Workers(1);
        BlindPair found = BlindModelSearch.Solve(model, 1e-8, workers, default);
        var evaluator = new PairEvaluation(model, new CountLattice(2, 1), workers);
        double best = double.NegativeInfinity;
        for (int code = 0; code < 1 << 6; code++)
        {
            int bits = code;
            evaluator.SetGlobal(TabularGlobalPolicy.FromFunction(2, 2, new CountLattice(2, 1), (state, _) => (bits >> state) & 1));
            evaluator.SetLocal(LocalPolicy.Deterministic(game, (x, s) => (bits >> (2 + (2 * x) + s)) & 1));
            best = Math.Max(best, evaluator.Evaluate(1e-8, default));
        }

        Assert.True(found.Value >= best - 1e-6, $"found {found.Value:R}, enumeration {best:R}");
        Assert.True(
            new PolicyEvaluator(game).Evaluate(new JointPolicy(found.Global(game, new CountLattice(2, 1)), found.Local)).Value > best - 1
        );
    }

    [Fact]
    public void A_training_of_a_small_coupled_game_is_exact_and_improves_on_its_baselines()
    {
        CooperativeGame game = new RandomGame(37) { Agents = 12, LocalStates = 2 }.CreateCoupled();
        AlternationResult<JointPolicy> result = new Alternation(
            new AlternationOptions
            {
                Subsample = 2,
                Restarts = 2,
                Rollouts = 20,
                Seeds = 3,
            }
        ).Run(game);
        Assert.Equal("exact", result.PopulationModel);
        double best = result.Baselines.Max(baseline => baseline.Deployed.Mean);
        Assert.True(result.Deployed.Mean >= best - 0.2, $"trained {result.Deployed.Mean}, best baseline {best}");
        Assert.DoesNotContain(result.Notices, notice => notice.Contains("were skipped", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("planning with alpha vectors", "use the mean-field population")]
    [InlineData("a dispatcher with memory", "leave out the memory")]
    public void What_cannot_take_couplings_says_what_works_instead(string job, string remedy)
    {
        CooperativeGame game = BuiltInGames.Get("congestion");
        var options = new AlternationOptions
        {
            Subsample = 2,
            Population = job.Contains("alpha", StringComparison.Ordinal) ? PopulationChoice.Alpha : PopulationChoice.MeanField,
            Memory = job.Contains("memory", StringComparison.Ordinal) ? new MemoryOptions() : null,
        };
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => new Alternation(options).Run(game));
        Assert.StartsWith(job, refusal.Message);
        Assert.Contains("depend on the population; game 'congestion' declares the aggregates zone 0, zone 1", refusal.Message);
        Assert.EndsWith(remedy, refusal.Message);
    }

    internal static CooperativeGame Typed(int agents)
    {
        GameDefinition ages = BuiltInGames.Get("epidemic:ages").ToDefinition();
        return CooperativeGame.Create(
            ages with
            {
                Agents = agents,
                Types = [ages.Types![0] with { Share = 0.5 }, ages.Types[1] with { Share = 0.5 }],
            }
        );
    }
}
