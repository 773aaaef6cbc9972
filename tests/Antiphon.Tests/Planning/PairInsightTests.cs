using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

/// <summary>What actions are worth at observations, against sums over ordered agents.</summary>
public class PairInsightTests
{
    private const int Subsample = 2;

    private static readonly PolicyEvaluatorOptions Sharp = new() { Accuracy = 1e-11, Threads = 1 };

    [Theory]
    [InlineData(KernelShape.Dense, 3, 3, null)]
    [InlineData(KernelShape.Sparse, 3, 3, 0.4)]
    [InlineData(KernelShape.Deterministic, 2, 4, null)]
    [InlineData(KernelShape.Absorbing, 3, 3, null)]
    public void Action_values_are_those_of_ordered_agents(KernelShape shape, int states, int agents, double? dirichlet)
    {
        CooperativeGame game = new RandomGame(90)
        {
            Shape = shape,
            LocalStates = states,
            Agents = agents,
            GlobalActions = 3,
            Dirichlet = dirichlet,
        }.Create();
        var random = new SmallRandom(91);
        double[] local = Tables.RandomLocal(game, random);
        int[][] actions = Tables.RandomActions(game, Subsample, random);
        PairInsight insight = new PolicyEvaluator(game, Sharp).Explain(
            new JointPolicy(Library.Global(game, Subsample, actions), Library.Local(game, local))
        );
        OrderedGame ordered = new(game, Subsample);
        GlobalRule rule = PolicyEnumeration.Rule(game, Subsample, actions);
        Assert.Equal(ordered.StartValue(rule, local), insight.Value.Value, 1e-9);
        Dictionary<(int, string), Met> twin = Enumerate(ordered, rule, local);
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            double share = 0;
            foreach (int[] observation in Counting.Vectors(states, Subsample))
            {
                Met? met = twin.GetValueOrDefault((globalState, Counting.Key(observation)));
                Assert.Equal(met?.Weight * (1 - game.Discount) ?? 0, insight.Share(globalState, observation), 1e-9);
                share += insight.Share(globalState, observation);
                IReadOnlyList<double> values = insight.ActionValues(globalState, observation);
                Assert.Equal(met is null ? 0 : 3, values.Count);
                for (int action = 0; action < values.Count; action++)
                {
                    Assert.Equal(met!.Sums[action] / met.Weight, values[action], 1e-7);
                }
            }

            Assert.Equal(share, insight.GlobalShares[globalState], 1e-12);
        }

        Assert.Equal(1, insight.GlobalShares.Sum(), 1e-9);
    }

    [Fact]
    public void Populations_are_the_mean_fractions_of_the_steps()
    {
        CooperativeGame game = new RandomGame(95) { LocalStates = 3, Agents = 3 }.Create();
        var random = new SmallRandom(96);
        double[] local = Tables.RandomLocal(game, random);
        int[][] actions = Tables.RandomActions(game, Subsample, random);
        PairInsight insight = new PolicyEvaluator(game, Sharp).Explain(
            new JointPolicy(Library.Global(game, Subsample, actions), Library.Local(game, local))
        );
        OrderedGame ordered = new(game, Subsample);
        double[] visits = ordered.Occupancy(PolicyEnumeration.Rule(game, Subsample, actions), local);
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            (double[] mean, double weight) = (new double[3], 0.0);
            for (int tuple = 0; tuple < ordered.Tuples.Length; tuple++)
            {
                double visit = visits[ordered.StateOf(globalState, tuple)];
                weight += visit;
                mean = [.. mean.Zip(ordered.Fractions(tuple), (sum, fraction) => sum + (visit * fraction))];
            }

            Assert.All(mean.Index(), entry => Assert.Equal(entry.Item / weight, insight.Populations[globalState][entry.Index], 1e-9));
        }
    }

    [Theory]
    [InlineData(KernelShape.Dense)]
    [InlineData(KernelShape.Deterministic)]
    [InlineData(KernelShape.Absorbing)]
    public void Visits_are_those_of_ordered_agents_discounted_and_in_the_long_run(KernelShape shape)
    {
        CooperativeGame game = new RandomGame(97)
        {
            Shape = shape,
            LocalStates = 3,
            Agents = 3,
        }.Create();
        var random = new SmallRandom(98);
        double[] local = Tables.RandomLocal(game, random);
        int[][] actions = Tables.RandomActions(game, Subsample, random);
        PairVisits visits = new PolicyEvaluator(game, Sharp).Visits(
            new JointPolicy(Library.Global(game, Subsample, actions), Library.Local(game, local))
        );
        OrderedGame ordered = new(game, Subsample);
        GlobalRule rule = PolicyEnumeration.Rule(game, Subsample, actions);
        AssertShares(ordered, [.. ordered.Occupancy(rule, local).Select(visit => visit * (1 - game.Discount))], visits.Discounted, 1e-9);
        AssertShares(ordered, LongRun(ordered, rule, local), visits.LongRun!, 2 * LongRunShares.Tolerance);
    }

    // Deterministic moves around a circle of three states have period 3, and the mean over a period is a third for each.
    [Fact]
    public void A_period_is_averaged_away()
    {
        CooperativeGame game = new RandomGame(99) { LocalStates = 3, Agents = 3 }.Create();
        GameDefinition definition = game.ToDefinition();
        double[][][][] around =
        [
            .. definition.LocalTransition.Select(
                (table, state) =>
                    (double[][][])
                        [
                            .. table.Select(rows =>
                                (double[][])
                                    [
                                        .. rows.Select(_ =>
                                            (double[])[.. Enumerable.Range(0, 3).Select(next => next == (state + 1) % 3 ? 1.0 : 0)]
                                        ),
                                    ]
                            ),
                        ]
            ),
        ];
        var circle = CooperativeGame.Create(
            definition with
            {
                LocalTransition = around,
                Initial = definition.Initial with { Local = new IndependentLocalLaw([1, 0, 0]) },
            }
        );
        PairVisits visits = new PolicyEvaluator(circle, Sharp).Visits(
            new JointPolicy(
                TabularGlobalPolicy.FromFunction(circle.GlobalStates, circle.GlobalActions, CountLattice.Of(circle, Subsample), (_, _) =>
                    0
                ),
                LocalPolicy.Uniform(circle)
            )
        );
        Assert.All(visits.LongRun!.Local, share => Assert.Equal(1.0 / 3, share, LongRunShares.Tolerance));
        double first = 1 / (1 + circle.Discount + (circle.Discount * circle.Discount));
        Assert.Equal(first, visits.Discounted.Local[0], 1e-9);
    }

    private static void AssertShares(OrderedGame ordered, double[] law, StateShares shares, double tolerance)
    {
        CooperativeGame game = ordered.Game;
        double[] local = new double[game.LocalStates];
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            double total = 0;
            for (int tuple = 0; tuple < ordered.Tuples.Length; tuple++)
            {
                double weight = law[ordered.StateOf(globalState, tuple)];
                total += weight;
                local = [.. local.Zip(ordered.Fractions(tuple), (sum, fraction) => sum + (weight * fraction))];
            }

            Assert.Equal(total, shares.Global[globalState], tolerance);
        }

        Assert.All(local.Index(), entry => Assert.Equal(entry.Item, shares.Local[entry.Index], tolerance));
    }

    // The mean of very many steps, the first ones left out.
    private static double[] LongRun(OrderedGame ordered, GlobalRule rule, double[] local)
    {
        const int start = 500;
        const int steps = 2520;
        double[,] transitions = ordered.Transitions(rule, local);
        double[] law = ordered.InitialLaw();
        double[] mean = new double[law.Length];
        for (int step = 0; step < start + steps; step++)
        {
            double[] next = new double[law.Length];
            for (int from = 0; from < law.Length; from++)
            {
                mean[from] += step < start ? 0 : law[from] / steps;
                for (int to = 0; law[from] > 0 && to < law.Length; to++)
                {
                    next[to] += law[from] * transitions[from, to];
                }
            }

            law = next;
        }

        return mean;
    }

    /// <summary>In the mean-field model the values of the actions that a pair takes average to its value.</summary>
    [Fact]
    public void Values_of_the_actions_taken_average_to_the_discounted_mean_of_values()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        var pair = new JointPolicy(
            TabularGlobalPolicy.FromFunction(5, 5, CountLattice.Of(game, 3), (state, rank) => (state + rank) % 5),
            LocalPolicy.Uniform(game)
        );
        PolicyEvaluator evaluator = new(new MeanFieldPopulation(game, 6), Sharp);
        PairInsight insight = evaluator.Explain(pair);
        Assert.Equal(evaluator.Evaluate(pair), insight.Value);
        Assert.Equal(1, insight.GlobalShares.Sum(), 1e-9);
        foreach (int[] observation in Counting.Vectors(5, 3))
        {
            for (int globalState = 0; globalState < 5; globalState++)
            {
                Assert.InRange(insight.Share(globalState, observation), 0, 1);
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => insight.Share(5, [3, 0, 0, 0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => insight.ActionValues(-1, [3, 0, 0, 0, 0]));
    }

    // Every state, every k-subset of its agents, every action: what is expected then.
    private static Dictionary<(int, string), Met> Enumerate(OrderedGame ordered, GlobalRule rule, double[] local)
    {
        CooperativeGame game = ordered.Game;
        double[] values = ordered.Value(rule, local);
        double[] visits = ordered.Occupancy(rule, local);
        var met = new Dictionary<(int, string), Met>();
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            double[,] kernel = ordered.LocalKernel(local, globalState);
            for (int tuple = 0; tuple < ordered.Tuples.Length; tuple++)
            {
                double[] next = ordered.NextTuples(kernel, tuple);
                int state = globalState;
                int place = tuple;
                double[] qualities = [.. Enumerable.Range(0, game.GlobalActions).Select(action => Quality(action, state, place, next))];
                foreach (
                    (int[] observation, double probability) in OrderedObservations.Law(game, globalState, ordered.Tuples[tuple], Subsample)
                )
                {
                    double weight = visits[ordered.StateOf(globalState, tuple)] * probability;
                    if (weight > 0)
                    {
                        (int, string) key = (globalState, Counting.Key(observation));
                        met[key] = met.GetValueOrDefault(key, new Met(0, [0, 0, 0])).Plus(weight, qualities);
                    }
                }
            }
        }

        return met;

        double Quality(int action, int globalState, int tuple, double[] next)
        {
            double[] moves = game.GlobalRow(globalState, action, ordered.Fractions(tuple)).ToArray(game.GlobalStates);
            double later = 0;
            for (int nextGlobal = 0; nextGlobal < game.GlobalStates; nextGlobal++)
            {
                for (int t = 0; t < next.Length; t++)
                {
                    later += moves[nextGlobal] * next[t] * values[ordered.StateOf(nextGlobal, t)];
                }
            }

            return ordered.LocalReward(local, globalState, tuple)
                + game.GlobalReward(globalState, action, ordered.Fractions(tuple))
                + (game.Discount * later);
        }
    }

    private sealed record Met(double Weight, double[] Sums)
    {
        public Met Plus(double weight, double[] qualities) =>
            new(Weight + weight, [.. Sums.Zip(qualities, (sum, quality) => sum + (weight * quality))]);
    }
}
