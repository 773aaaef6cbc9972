using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

public class DeployedGLearnTests
{
    private const double Accuracy = 1e-7;
    private static readonly DeployedGLearn Solver = new(new BestResponseOptions { Accuracy = Accuracy, MaximumSteps = 1000 });

    [Theory]
    [InlineData(KernelShape.Dense, 1, 2, 3, 1)]
    [InlineData(KernelShape.Dense, 2, 2, 4, 2)]
    [InlineData(KernelShape.Dense, 3, 3, 3, 1)]
    [InlineData(KernelShape.Sparse, 4, 2, 4, 1)]
    [InlineData(KernelShape.Sparse, 5, 2, 3, 2)]
    [InlineData(KernelShape.Absorbing, 6, 2, 4, 2)]
    [InlineData(KernelShape.Deterministic, 7, 2, 4, 1)]
    [InlineData(KernelShape.EqualRows, 8, 2, 4, 2)]
    [InlineData(KernelShape.Cyclic, 9, 3, 2, 1)]
    [InlineData(KernelShape.Lazy, 10, 2, 5, 2)]
    public void The_best_of_a_few_starts_is_the_best_of_its_class(KernelShape shape, int seed, int states, int agents, int observations)
    {
        CooperativeGame game = new RandomGame((ulong)(300 + seed))
        {
            Shape = shape,
            LocalStates = states,
            Agents = agents,
        }.Create();
        var random = new SmallRandom((ulong)(400 + seed));
        double[] local = Tables.RandomLocal(game, random);
        double enumerated = PolicyEnumeration.BestGlobalValue(new OrderedGame(game, observations), observations, local);
        double best = Enumerable
            .Range(0, 6)
            .Max(_ => Solve(game, observations, Tables.RandomActions(game, observations, random), local).Value);
        // The class of the solver and of the enumeration is the same: deterministic tables.
        Assert.Equal(enumerated, best, 10 * Accuracy);
    }

    [Theory]
    [InlineData(KernelShape.Dense)]
    [InlineData(KernelShape.Sparse)]
    [InlineData(KernelShape.Absorbing)]
    [InlineData(KernelShape.Deterministic)]
    [InlineData(KernelShape.Cyclic)]
    public void The_answer_is_what_it_says_and_never_below_its_start(KernelShape shape)
    {
        CooperativeGame game = new RandomGame(320)
        {
            Shape = shape,
            LocalStates = 3,
            Agents = 3,
            GlobalActions = 3,
        }.Create();
        var random = new SmallRandom(321);
        OrderedGame ordered = new(game, 2);
        for (int trial = 0; trial < 2; trial++)
        {
            double[] local = Tables.RandomLocal(game, random);
            int[][] start = Tables.RandomActions(game, 2, random);
            BestResponse<TabularGlobalPolicy> answer = Solve(game, 2, start, local);
            Assert.Equal(ordered.StartValue(Library.Rule(game, answer.Policy), local), answer.Value, answer.ErrorBound + 1e-10);
            Assert.True(answer.Value >= ordered.StartValue(PolicyEnumeration.Rule(game, 2, start), local) - answer.ErrorBound);
            double[] table = Laws(game, answer.Policy);
            double gap = OrderedGradient.FirstOrderGap(OrderedGradient.Global(ordered, 2, table, local), table, game.GlobalActions);
            // The reported gap is an upper bound and a close one; finite differences are good to 1e-6.
            Assert.InRange(answer.FirstOrderGap, gap - 1e-6, gap + 1e-4);
            Assert.True(answer.StopReason != StopReason.AccuracyReached || gap <= Accuracy + 1e-6);
        }
    }

    [Fact]
    public void The_value_never_falls_from_step_to_step()
    {
        CooperativeGame game = new RandomGame(322)
        {
            LocalStates = 3,
            Agents = 4,
            GlobalActions = 4,
            GlobalStates = 3,
        }.Create();
        var random = new SmallRandom(323);
        double[] local = Tables.RandomLocal(game, random);
        int[][] start = Tables.RandomActions(game, 2, random);
        double before = double.NegativeInfinity;
        for (int steps = 1; steps < 6; steps++)
        {
            BestResponse<TabularGlobalPolicy> answer = new DeployedGLearn(
                new BestResponseOptions { Accuracy = Accuracy, MaximumSteps = steps }
            ).Solve(new ExactPopulation(game, 4), Joint(game, 2, start, local));
            Assert.True(answer.Value >= before);
            before = answer.Value;
        }
    }

    [Fact]
    public void A_switch_of_all_cells_that_would_lose_is_not_taken()
    {
        List<string> fell = [];
        for (ulong seed = 364UL; seed < 369; seed++)
        {
            CooperativeGame game = new RandomGame(seed)
            {
                Shape = KernelShape.Deterministic,
                Agents = 4,
                GlobalActions = 2,
                Discount = 0.95,
            }.Create();
            var random = new SmallRandom(seed);
            double[] local = Tables.RandomDeterministicLocal(game, random);
            OrderedGame ordered = new(game, 1);
            foreach (int[][] start in PolicyEnumeration.GlobalPolicies(game, 1))
            {
                double value = ordered.StartValue(PolicyEnumeration.Rule(game, 1, start), local);
                foreach (int steps in new[] { 1, 100 })
                {
                    BestResponse<TabularGlobalPolicy> answer = new DeployedGLearn(
                        new BestResponseOptions { Accuracy = Accuracy, MaximumSteps = steps }
                    ).Solve(new ExactPopulation(game, 4), Joint(game, 1, start, local));
                    if (answer.Value < value - Accuracy)
                    {
                        fell.Add($"seed {seed}: {value} to {answer.Value}");
                    }
                    value = Math.Max(value, answer.Value);
                }
            }
        }
        Assert.Empty(fell);
    }

    [Theory]
    [InlineData(KernelShape.Dense)]
    [InlineData(KernelShape.Sparse)]
    [InlineData(KernelShape.EqualRows)]
    public void An_observation_at_everyone_reaches_the_full_information_optimum_from_anywhere(KernelShape shape)
    {
        CooperativeGame game = new RandomGame(324)
        {
            Shape = shape,
            Agents = 3,
            LocalStates = 3,
            GlobalActions = 3,
        }.Create();
        var random = new SmallRandom(325);
        double[] local = Tables.RandomLocal(game, random);
        double optimum = new FullInformationControl(game, local).StartValue();
        for (int trial = 0; trial < 3; trial++)
        {
            Assert.Equal(optimum, Solve(game, 3, Tables.RandomActions(game, 3, random), local).Value, 1e-6);
        }
    }

    /// <summary>As for the local side: with full information Phi* - Phi &lt;= max d*/d times the first-order gap.</summary>
    [Theory]
    [InlineData(3.0)]
    [InlineData(0.3)]
    [InlineData(1e-3)]
    public void With_an_observation_at_everyone_the_first_order_gap_bounds_the_distance_to_the_optimum(double accuracy)
    {
        for (ulong seed = 330UL; seed < 335; seed++)
        {
            CooperativeGame game = new RandomGame(seed)
            {
                Agents = 2,
                LocalStates = 2,
                GlobalActions = 2,
            }.Create();
            var random = new SmallRandom(seed);
            double[] local = Tables.RandomLocal(game, random);
            OrderedGame ordered = new(game, 2);
            BestResponse<TabularGlobalPolicy> answer = new DeployedGLearn(new BestResponseOptions { Accuracy = accuracy }).Solve(
                new ExactPopulation(game, 2),
                Joint(game, 2, Tables.RandomActions(game, 2, random), local)
            );
            GlobalRule optimum = PolicyEnumeration
                .GlobalPolicies(game, 2)
                .Select(actions => PolicyEnumeration.Rule(game, 2, actions))
                .MaxBy(rule => ordered.StartValue(rule, local))!;
            double ratio = ordered
                .Occupancy(optimum, local)
                .Zip(ordered.Occupancy(Library.Rule(game, answer.Policy), local), (star, d) => star / d)
                .Max();
            double missing = ordered.StartValue(optimum, local) - answer.Value;
            Assert.True(
                missing <= ratio * answer.FirstOrderGap + accuracy,
                $"missing {missing}, ratio {ratio}, gap {answer.FirstOrderGap}"
            );
        }
    }

    [Fact]
    public void The_deployed_answer_is_never_below_the_surrogates_when_it_starts_there()
    {
        for (ulong seed = 340UL; seed < 346; seed++)
        {
            CooperativeGame game = new RandomGame(seed)
            {
                Agents = 5,
                LocalStates = 2,
                GlobalActions = 3,
            }.Create();
            LocalPolicy local = Library.Local(game, Tables.RandomLocal(game, new SmallRandom(seed)));
            TabularGlobalPolicy surrogate = new GLearn(new GLearnOptions()).Solve(game, local, 1).Policy;
            ExactPopulation model = new(game, 5);
            using Pair before = new(model, 1, surrogate, local);
            Assert.True(Solver.Solve(model, new JointPolicy(surrogate, local)).Value >= before.Value - Accuracy);
        }
    }

    [Theory]
    [InlineData(KernelShape.Dense, 2, 6, 2)]
    [InlineData(KernelShape.Sparse, 3, 4, 1)]
    [InlineData(KernelShape.Cyclic, 3, 3, 1)]
    public void In_the_mean_field_the_best_of_a_few_starts_is_the_best_of_its_class(
        KernelShape shape,
        int states,
        int resolution,
        int observations
    )
    {
        CooperativeGame game = new RandomGame(350)
        {
            Shape = shape,
            LocalStates = states,
            Agents = 1000,
        }.Create();
        var random = new SmallRandom(351);
        double[] local = Tables.RandomLocal(game, random);
        MeanFieldPopulation model = new(game, resolution);
        MeanFieldTwin twin = new(
            game,
            resolution,
            fractions => PopulationTwin.IndependentObservations(fractions, observations),
            observations
        );
        double[] law = new double[model.Nodes * model.Stride];
        model.WriteInitialLaw(law);
        double[] start =
        [
            .. Enumerable.Range(0, 2).SelectMany(g => Enumerable.Range(0, model.Nodes).Select(node => law[node * model.Stride + g])),
        ];
        double enumerated = PolicyEnumeration
            .GlobalPolicies(game, observations)
            .Max(actions => twin.StartValue(PolicyEnumeration.Rule(game, observations, actions), local, start));
        double best = Enumerable
            .Range(0, 6)
            .Max(_ => Solver.Solve(model, Joint(game, observations, Tables.RandomActions(game, observations, random), local)).Value);
        Assert.Equal(enumerated, best, 1e-6);
    }

    [Fact]
    public void A_policy_that_is_no_table_cannot_be_improved_cell_by_cell()
    {
        CooperativeGame game = new RandomGame(352).Create();
        JointPolicy pair = new(new UniformGlobalPolicy(2, 1), LocalPolicy.Uniform(game));
        Assert.Throws<InvalidInputException>(() => Solver.Solve(new ExactPopulation(game, 3), pair));
    }

    private static BestResponse<TabularGlobalPolicy> Solve(CooperativeGame game, int observations, int[][] start, double[] local) =>
        Solver.Solve(new ExactPopulation(game, game.Agents), Joint(game, observations, start, local));

    private static JointPolicy Joint(CooperativeGame game, int observations, int[][] actions, double[] local) =>
        new(Library.Global(game, observations, actions), Library.Local(game, local));

    private static double[] Laws(CooperativeGame game, TabularGlobalPolicy policy) =>
        [
            .. Enumerable
                .Range(0, game.GlobalStates)
                .SelectMany(state =>
                    policy
                        .Actions(state)
                        .ToArray()
                        .SelectMany(action => Enumerable.Range(0, game.GlobalActions).Select(a => a == action ? 1.0 : 0))
                ),
        ];
}
