using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

public class ReactiveLLearnTests
{
    private const double Accuracy = 1e-7;
    private static readonly ReactiveLLearn Solver = new(new BestResponseOptions { Accuracy = Accuracy, MaximumSteps = 1000 });

    [Theory]
    [InlineData(KernelShape.Dense, 1, 2, 3, 1)]
    [InlineData(KernelShape.Dense, 2, 2, 3, 2)]
    [InlineData(KernelShape.Dense, 3, 3, 2, 1)]
    [InlineData(KernelShape.Sparse, 4, 2, 3, 1)]
    [InlineData(KernelShape.Sparse, 5, 3, 2, 2)]
    [InlineData(KernelShape.Absorbing, 6, 2, 3, 2)]
    [InlineData(KernelShape.Deterministic, 7, 2, 3, 1)]
    [InlineData(KernelShape.EqualRows, 8, 2, 4, 3)]
    [InlineData(KernelShape.Cyclic, 9, 3, 2, 1)]
    public void The_best_of_a_few_starts_is_as_good_as_every_deterministic_policy(
        KernelShape shape,
        int seed,
        int states,
        int agents,
        int observations
    )
    {
        CooperativeGame game = new RandomGame((ulong)(100 + seed))
        {
            Shape = shape,
            LocalStates = states,
            Agents = agents,
        }.Create();
        var random = new SmallRandom((ulong)(200 + seed));
        int[][] actions = Tables.RandomActions(game, observations, random);
        OrderedGame ordered = new(game, observations);
        double enumerated = PolicyEnumeration.BestLocalValue(ordered, PolicyEnumeration.Rule(game, observations, actions));
        double[][] starts =
        [
            Tables.UniformLocal(game),
            .. Enumerable.Range(0, 7).Select(_ => Tables.RandomDeterministicLocal(game, random)),
        ];
        double best = starts.Max(start => Solve(game, observations, actions, start).Value);
        Assert.True(best >= enumerated - 10 * Accuracy, $"{best} is below {enumerated}, the best of all deterministic policies");
    }

    [Theory]
    [InlineData(KernelShape.Dense)]
    [InlineData(KernelShape.Sparse)]
    [InlineData(KernelShape.Absorbing)]
    [InlineData(KernelShape.Deterministic)]
    [InlineData(KernelShape.Cyclic)]
    public void The_answer_is_what_it_says_and_never_below_its_start(KernelShape shape)
    {
        CooperativeGame game = new RandomGame(120)
        {
            Shape = shape,
            LocalStates = 3,
            Agents = 2,
            LocalActions = 3,
        }.Create();
        var random = new SmallRandom(121);
        OrderedGame ordered = new(game, 1);
        for (int trial = 0; trial < 3; trial++)
        {
            int[][] actions = Tables.RandomActions(game, 1, random);
            GlobalRule rule = PolicyEnumeration.Rule(game, 1, actions);
            double[] start = trial == 0 ? Tables.RandomLocal(game, random) : Tables.RandomDeterministicLocal(game, random);
            BestResponse<LocalPolicy> answer = Solve(game, 1, actions, start);
            double[] policy = answer.Policy.Probabilities.ToArray();
            Assert.Equal(ordered.StartValue(rule, policy), answer.Value, answer.ErrorBound + 1e-10);
            Assert.True(answer.Value >= ordered.StartValue(rule, start) - answer.ErrorBound);
            double gap = OrderedGradient.FirstOrderGap(OrderedGradient.Local(ordered, rule, policy), policy, game.LocalActions);
            // The reported gap is an upper bound and a close one; finite differences are good to 1e-6.
            Assert.InRange(answer.FirstOrderGap, gap - 1e-6, gap + 1e-4);
            Assert.True(answer.StopReason != StopReason.AccuracyReached || gap <= Accuracy + 1e-6);
        }
    }

    [Fact]
    public void The_value_never_falls_from_step_to_step()
    {
        CooperativeGame game = new RandomGame(122) { LocalStates = 3, Agents = 3 }.Create();
        var random = new SmallRandom(123);
        int[][] actions = Tables.RandomActions(game, 1, random);
        double[] start = Tables.RandomLocal(game, random);
        double before = double.NegativeInfinity;
        for (int steps = 1; steps < 8; steps++)
        {
            BestResponse<LocalPolicy> answer = new ReactiveLLearn(
                new BestResponseOptions { Accuracy = Accuracy, MaximumSteps = steps }
            ).Solve(new ExactPopulation(game, 3), Joint(game, 1, actions, start), new CountLattice(3, 1));
            Assert.True(answer.Value >= before);
            Assert.True(answer.Steps <= steps);
            before = answer.Value;
        }
    }

    [Fact]
    public void A_limit_on_steps_still_reports_the_gap_of_the_answer()
    {
        CooperativeGame game = new RandomGame(124)
        {
            LocalStates = 3,
            Agents = 2,
            LocalActions = 3,
        }.Create();
        var random = new SmallRandom(125);
        int[][] actions = Tables.RandomActions(game, 1, random);
        BestResponse<LocalPolicy> answer = new ReactiveLLearn(new BestResponseOptions { Accuracy = Accuracy, MaximumSteps = 1 }).Solve(
            new ExactPopulation(game, 2),
            Joint(game, 1, actions, Tables.RandomLocal(game, random)),
            new CountLattice(3, 1)
        );
        OrderedGame ordered = new(game, 1);
        double[] policy = answer.Policy.Probabilities.ToArray();
        double gap = OrderedGradient.FirstOrderGap(
            OrderedGradient.Local(ordered, PolicyEnumeration.Rule(game, 1, actions), policy),
            policy,
            3
        );
        Assert.Equal(gap, answer.FirstOrderGap, 1e-4);
    }

    [Fact]
    public void No_steps_at_all_measure_the_gap_of_the_start()
    {
        CooperativeGame game = new RandomGame(127)
        {
            LocalStates = 3,
            Agents = 2,
            LocalActions = 3,
        }.Create();
        var random = new SmallRandom(128);
        int[][] actions = Tables.RandomActions(game, 1, random);
        double[] local = Tables.RandomLocal(game, random);
        OrderedGame ordered = new(game, 1);
        double gap = OrderedGradient.FirstOrderGap(
            OrderedGradient.Local(ordered, PolicyEnumeration.Rule(game, 1, actions), local),
            local,
            3
        );
        BestResponse<LocalPolicy> measured = new ReactiveLLearn(new BestResponseOptions { Accuracy = Accuracy, MaximumSteps = 0 }).Solve(
            new ExactPopulation(game, 2),
            Joint(game, 1, actions, local),
            new CountLattice(3, 1)
        );
        Assert.Equal(0, measured.Steps);
        Assert.Equal(gap, measured.FirstOrderGap, 1e-4);
        Assert.Equal(gap, measured.StartGap, 1e-4);
        Assert.Equal(gap, Solve(game, 1, actions, local).StartGap, 1e-4);
    }

    [Fact]
    public void Agents_that_should_differ_but_cannot_see_each_other_toss_coins()
    {
        CooperativeGame game = SmallGames.Differ(2);
        var random = new SmallRandom(126);
        double[][] starts = [Tables.UniformLocal(game), .. Enumerable.Range(0, 5).Select(_ => Tables.RandomLocal(game, random))];
        TabularGlobalPolicy global = Library.Global(game, 2, SmallGames.RewardDifference);
        foreach (double[] start in starts)
        {
            BestResponse<LocalPolicy> answer = Solver.Solve(
                new ExactPopulation(game, 2),
                new JointPolicy(global, Library.Local(game, start)),
                new CountLattice(2, 2)
            );
            // 4.5 is the most of all randomised reactive policies from (0, 0); every deterministic one earns 0.
            Assert.Equal(4.5, answer.Value, 1e-4);
        }
    }

    [Fact]
    public void An_agent_leaves_the_state_that_pays_only_itself()
    {
        CooperativeGame game = SmallGames.Selfless();
        TabularGlobalPolicy global = Library.Global(game, 1, (_, observation) => observation[1] == 1 ? [0, 1] : [1, 0]);
        var stay = new JointPolicy(global, LocalPolicy.Deterministic(game, (_, _) => 0));
        Assert.Equal(9.1, Solver.Solve(new ExactPopulation(game, 1), stay, new CountLattice(2, 1)).Value, 1e-6);
    }

    /// <summary>
    /// With one agent that sees all there is, the problem is a Markov decision process, and the performance difference lemma turns the
    /// first-order gap into a bound: Phi* - Phi = sum d*(s) A(s, pi*(s)) &lt;= max_s d*(s)/d(s) * sum d(s) max_a A(s, a), the last sum
    /// being the gap.
    /// </summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.1)]
    [InlineData(1e-3)]
    public void With_one_agent_the_first_order_gap_bounds_the_distance_to_the_optimum(double accuracy)
    {
        for (ulong seed = 130UL; seed < 136; seed++)
        {
            CooperativeGame game = new RandomGame(seed)
            {
                LocalStates = 3,
                Agents = 1,
                LocalActions = 2,
            }.Create();
            var random = new SmallRandom(seed);
            int[][] actions = Tables.RandomActions(game, 1, random);
            OrderedGame ordered = new(game, 1);
            GlobalRule rule = PolicyEnumeration.Rule(game, 1, actions);
            BestResponse<LocalPolicy> answer = new ReactiveLLearn(new BestResponseOptions { Accuracy = accuracy }).Solve(
                new ExactPopulation(game, 1),
                Joint(game, 1, actions, Tables.RandomLocal(game, random)),
                new CountLattice(3, 1)
            );
            double[] optimum = PolicyEnumeration.LocalPolicies(game).MaxBy(local => ordered.StartValue(rule, local))!;
            double ratio = ordered
                .Occupancy(rule, optimum)
                .Zip(ordered.Occupancy(rule, answer.Policy.Probabilities.ToArray()), (star, d) => star / d)
                .Max();
            double missing = ordered.StartValue(rule, optimum) - answer.Value;
            Assert.True(
                missing <= ratio * answer.FirstOrderGap + accuracy,
                $"missing {missing}, ratio {ratio}, gap {answer.FirstOrderGap}"
            );
        }
    }

    [Fact]
    public void With_one_agent_every_start_reaches_the_optimum()
    {
        for (ulong seed = 140UL; seed < 146; seed++)
        {
            CooperativeGame game = new RandomGame(seed) { LocalStates = 3, Agents = 1 }.Create();
            var random = new SmallRandom(seed);
            int[][] actions = Tables.RandomActions(game, 1, random);
            double optimum = PolicyEnumeration.BestLocalValue(new OrderedGame(game, 1), PolicyEnumeration.Rule(game, 1, actions));
            Assert.Equal(optimum, Solve(game, 1, actions, Tables.RandomLocal(game, random)).Value, 1e-6);
            Assert.Equal(optimum, Solve(game, 1, actions, Tables.RandomDeterministicLocal(game, random)).Value, 1e-6);
        }
    }

    [Theory]
    [InlineData(KernelShape.Dense, 3)]
    [InlineData(KernelShape.Sparse, 3)]
    [InlineData(KernelShape.Cyclic, 3)]
    public void In_the_mean_field_the_answer_is_what_it_says_and_as_good_as_every_deterministic_policy(KernelShape shape, int resolution)
    {
        CooperativeGame game = new RandomGame(150)
        {
            Shape = shape,
            LocalStates = 3,
            Agents = 1000,
        }.Create();
        var random = new SmallRandom(151);
        int[][] actions = Tables.RandomActions(game, 2, random);
        GlobalRule rule = PolicyEnumeration.Rule(game, 2, actions);
        MeanFieldPopulation model = new(game, resolution);
        MeanFieldTwin twin = new(game, resolution, fractions => PopulationTwin.IndependentObservations(fractions, 2), 2);
        double[] law = new double[model.Nodes * model.Stride];
        model.WriteInitialLaw(law);
        double[] start =
        [
            .. Enumerable.Range(0, 2).SelectMany(g => Enumerable.Range(0, model.Nodes).Select(node => law[node * model.Stride + g])),
        ];
        double enumerated = PolicyEnumeration.LocalPolicies(game).Max(local => twin.StartValue(rule, local, start));
        double[][] starts =
        [
            Tables.UniformLocal(game),
            .. Enumerable.Range(0, 5).Select(_ => Tables.RandomDeterministicLocal(game, random)),
        ];
        double best = double.NegativeInfinity;
        foreach (double[] table in starts)
        {
            BestResponse<LocalPolicy> answer = Solver.Solve(model, Joint(game, 2, actions, table), new CountLattice(3, 2));
            Assert.Equal(twin.StartValue(rule, answer.Policy.Probabilities.ToArray(), start), answer.Value, answer.ErrorBound + 1e-8);
            Assert.True(answer.Value >= twin.StartValue(rule, table, start) - answer.ErrorBound);
            best = Math.Max(best, answer.Value);
        }
        // Interpolation has kinks, where a gradient step may stop short: within a thousandth of the range of returns.
        double slack = 1e-3 * (game.MaximumReward - game.MinimumReward) / (1 - game.Discount);
        Assert.True(best >= enumerated - slack, $"{best} is below {enumerated}");
    }

    [Fact]
    public void An_observation_of_another_size_than_the_policy_is_refused()
    {
        CooperativeGame game = new RandomGame(152) { Agents = 4 }.Create();
        JointPolicy pair = Joint(game, 2, Tables.RandomActions(game, 2, new SmallRandom(1)), Tables.UniformLocal(game));
        Assert.ThrowsAny<InvalidInputException>(() => Solver.Solve(new ExactPopulation(game, 4), pair, new CountLattice(2, 1)));
    }

    [Fact]
    public void Cancelling_stops_it()
    {
        CooperativeGame game = new RandomGame(153) { Agents = 4 }.Create();
        using CancellationTokenSource source = new();
        source.Cancel();
        JointPolicy pair = Joint(game, 2, Tables.RandomActions(game, 2, new SmallRandom(1)), Tables.UniformLocal(game));
        Assert.Throws<OperationCanceledException>(() =>
            Solver.Solve(new ExactPopulation(game, 4), pair, new CountLattice(2, 2), source.Token)
        );
    }

    private static BestResponse<LocalPolicy> Solve(CooperativeGame game, int observations, int[][] actions, double[] start) =>
        Solver.Solve(
            new ExactPopulation(game, game.Agents),
            Joint(game, observations, actions, start),
            new CountLattice(game.LocalStates, observations)
        );

    private static JointPolicy Joint(CooperativeGame game, int observations, int[][] actions, double[] local) =>
        new(Library.Global(game, observations, actions), Library.Local(game, local));
}
