using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

public class RepresentativeLLearnTests
{
    private static readonly RepresentativeLLearn Solver = new(new RepresentativeOptions { Accuracy = 1e-10 });

    [Theory]
    [InlineData(KernelShape.Dense, 2, 1)]
    [InlineData(KernelShape.Sparse, 3, 2)]
    [InlineData(KernelShape.Absorbing, 2, 3)]
    [InlineData(KernelShape.Cyclic, 3, 2)]
    [InlineData(KernelShape.EqualRows, 2, 4)]
    public void Its_values_are_those_of_one_agent_beside_a_frozen_population(KernelShape shape, int states, int observations)
    {
        CooperativeGame game = new RandomGame(720)
        {
            Shape = shape,
            LocalStates = states,
            Agents = 5,
            LocalActions = 3,
            GlobalActions = 3,
        }.Create();
        var random = new SmallRandom(721);
        int[][] actions = Tables.RandomActions(game, observations, random);
        double[] local = Tables.RandomLocal(game, random);
        var pair = new JointPolicy(Library.Global(game, observations, actions), Library.Local(game, local));
        RepresentativeResult result = Solver.Solve(game, pair, new CountLattice(states, observations));
        Assert.Equal(StopReason.AccuracyReached, result.StopReason);
        double[] twin = Twin(game, observations, PolicyEnumeration.Rule(game, observations, actions), local);
        for (int place = 0; place < twin.Length; place++)
        {
            Assert.Equal(twin[place], result.ActionValues[place], 1e-8);
        }
    }

    [Fact]
    public void The_answer_is_a_softmax_whose_temperature_in_a_cell_is_a_third_of_its_range_and_at_least_three_tenths()
    {
        CooperativeGame game = new RandomGame(722) { LocalActions = 3 }.Create();
        var pair = new JointPolicy(new UniformGlobalPolicy(1, 2), LocalPolicy.Uniform(game));
        RepresentativeResult result = Solver.Solve(game, pair, new CountLattice(2, 1));
        for (int cell = 0; cell < 4; cell++)
        {
            double[] values = result.ActionValues.Skip(3 * cell).Take(3).ToArray();
            double temperature = Math.Max(0.3, (values.Max() - values.Min()) / 3);
            double[] weights = values.Select(value => Math.Exp(value / temperature)).ToArray();
            for (int action = 0; action < 3; action++)
            {
                Assert.Equal(weights[action] / weights.Sum(), result.Policy.Probabilities[3 * cell + action], 1e-12);
            }
        }

        RepresentativeResult greedy = new RepresentativeLLearn(new RepresentativeOptions { Softmax = false }).Solve(
            game,
            pair,
            new CountLattice(2, 1)
        );
        for (int cell = 0; cell < 4; cell++)
        {
            double[] row = result.ActionValues.Skip(3 * cell).Take(3).ToArray();
            Assert.Equal(1, greedy.Policy.Probabilities[3 * cell + Array.IndexOf(row, row.Max())]);
        }
    }

    /// <summary>
    /// Hoeffding and the union bound over the 4 entries of P_eff: with probability 1 - 1e-6 each is within e = sqrt(ln(8e6)/(2 draws)) of
    /// its mean. Values lie within (largest - smallest reward)/(1 - gamma) of each other, so that Q errs by less than gamma G e span/(1 -
    /// gamma).
    /// </summary>
    [Fact]
    public void Draws_of_the_observation_estimate_the_exact_expectation()
    {
        const int Draws = 100_000;
        CooperativeGame game = new RandomGame(724) { Agents = 5, Discount = 0.5 }.Create();
        var random = new SmallRandom(725);
        var pair = new JointPolicy(Library.Global(game, 3, Tables.RandomActions(game, 3, random)), LocalPolicy.Uniform(game));
        RepresentativeResult exact = Solver.Solve(game, pair, new CountLattice(2, 3));
        RepresentativeResult drawn = Solve(Draws, 1);
        double span = (exact.ActionValues.Max() - exact.ActionValues.Min()) / (1 - game.Discount);
        double tolerance = game.Discount * game.GlobalStates * Math.Sqrt(Math.Log(8e6) / (2.0 * Draws)) * span / (1 - game.Discount);
        for (int place = 0; place < drawn.ActionValues.Count; place++)
        {
            Assert.Equal(exact.ActionValues[place], drawn.ActionValues[place], tolerance);
        }

        Assert.Equal(drawn.ActionValues, Solve(Draws, 1).ActionValues);
        Assert.NotEqual(Solve(10, 1).ActionValues, Solve(10, 2).ActionValues);

        RepresentativeResult Solve(int draws, ulong seed) =>
            new RepresentativeLLearn(
                new RepresentativeOptions
                {
                    Accuracy = 1e-10,
                    Draws = draws,
                    Seed = seed,
                }
            ).Solve(game, pair, new CountLattice(2, 3));
    }

    // Two global states alike in all but a reward of 1 in the second: were their laws of the next one drawn alike, Q would differ by
    // exactly that.
    [Fact]
    public void Every_global_state_has_draws_of_its_own()
    {
        CooperativeGame game = SmallGames.Create(
            new SmallGames.Sizes(2, 2, 2, 1, 5),
            (_, action) => action,
            (_, _, _) => [0.5, 0.5],
            (_, _) => 0,
            (_, global, _) => global,
            [0.5, 0.5]
        );
        var pair = new JointPolicy(
            Library.Global(
                game,
                1,
                [
                    [0, 1],
                    [0, 1],
                ]
            ),
            LocalPolicy.Uniform(game)
        );
        IReadOnlyList<double> values = new RepresentativeLLearn(
            new RepresentativeOptions
            {
                Accuracy = 1e-10,
                Draws = 25,
                Seed = 1,
            }
        ).Solve(game, pair, new CountLattice(2, 1)).ActionValues;
        Assert.True(Math.Abs(values[1] - values[0] - 1) > 1e-3, $"{values[1] - values[0]}");
    }

    [Fact]
    public void Observations_of_another_number_of_agents_are_refused()
    {
        CooperativeGame game = new RandomGame(723).Create();
        var pair = new JointPolicy(new UniformGlobalPolicy(2, 2), LocalPolicy.Uniform(game));
        Assert.Throws<InvalidInputException>(() => Solver.Solve(game, pair, new CountLattice(2, 1)));
    }

    // Plain value iteration, with the observation written out over all S^k ordered samples from mu.
    private static double[] Twin(CooperativeGame game, int observations, GlobalRule rule, double[] local)
    {
        (int states, int globals) = (game.LocalStates, game.GlobalStates);
        OrderedGame ordered = new(game, observations);
        double[] mix = Enumerable.Repeat(1.0 / states, states).ToArray();
        for (int step = 0; step < 50; step++)
        {
            mix =
            [
                .. Enumerable
                    .Range(0, states)
                    .Select(y =>
                        Enumerable
                            .Range(0, globals)
                            .Sum(s => Enumerable.Range(0, states).Sum(x => mix[x] * ordered.LocalKernel(local, s)[x, y])) / globals
                    ),
            ];
        }

        double[,] move = new double[globals, globals];
        foreach (int[] tuple in Counting.Tuples(states, observations))
        {
            double probability = tuple.Aggregate(1.0, (product, state) => product * mix[state]);
            for (int s = 0; s < globals; s++)
            {
                double[] law = rule(s, Counting.CountsOf(states, tuple));
                for (int a = 0; a < law.Length; a++)
                {
                    for (int next = 0; next < globals; next++)
                    {
                        move[s, next] += probability * law[a] * game.GlobalTransition(s, a)[next];
                    }
                }
            }
        }

        double[,] values = new double[states, globals];
        double[] qualities = new double[states * globals * game.LocalActions];
        for (int sweep = 0; sweep < 400; sweep++)
        {
            for (int x = 0; x < states; x++)
            {
                for (int s = 0; s < globals; s++)
                {
                    for (int a = 0; a < game.LocalActions; a++)
                    {
                        double expected = 0.0;
                        for (int y = 0; y < states; y++)
                        {
                            for (int next = 0; next < globals; next++)
                            {
                                expected += game.LocalTransition(x, s, a)[y] * move[s, next] * values[y, next];
                            }
                        }
                        qualities[ordered.Cell(x, s, a)] = game.LocalReward(x, s, a) + game.Discount * expected;
                    }
                }
            }
            for (int x = 0; x < states; x++)
            {
                for (int s = 0; s < globals; s++)
                {
                    values[x, s] = Enumerable.Range(0, game.LocalActions).Max(a => qualities[ordered.Cell(x, s, a)]);
                }
            }
        }

        return qualities;
    }
}
