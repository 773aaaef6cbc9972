using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

public class CoordinateLLearnTests
{
    // gamma^60 is below 0.002 at gamma = 0.9: what the horizon cuts off stays below the tolerances here.
    private static readonly CoordinateOptions Options = new()
    {
        Threshold = 0.05,
        MaximumPasses = 4,
        Comparison = new PairedComparisonOptions
        {
            Horizon = 60,
            MaximumRollouts = 4096,
            Confidence = 0.999,
            Threads = 1,
        },
    };

    // One agent is seen: of rank 0 when it is in state 1, where the dispatcher pays.
    private static readonly int[][] SelflessAnswer =
    [
        [1, 0],
    ];

    [Theory]
    [InlineData(KernelShape.Dense, 730)]
    [InlineData(KernelShape.Sparse, 732)]
    [InlineData(KernelShape.Absorbing, 734)]
    public void No_switch_of_one_cell_gains_visibly_at_its_answer(KernelShape shape, int seed)
    {
        CooperativeGame game = new RandomGame((ulong)seed) { Shape = shape, Agents = 3 }.Create();
        int[][] actions = Tables.RandomActions(game, 2, new SmallRandom((ulong)seed + 1));
        GlobalRule rule = PolicyEnumeration.Rule(game, 2, actions);
        OrderedGame ordered = new(game, 2);
        double[] start = Tables.UniformLocal(game);
        CoordinateResult answer = Solve(Options, game, actions, start);
        Assert.Equal(StopReason.NoImprovement, answer.StopReason);
        double[] table = answer.Policy.Probabilities.ToArray();
        double value = ordered.StartValue(rule, table);
        Assert.True(value >= ordered.StartValue(rule, start) + Options.Threshold * Math.Min(1, answer.Switches) / 2);
        for (int cell = 0; cell < table.Length; cell += 2)
        {
            foreach (int action in new[] { 0, 1 })
            {
                double[] other = (double[])table.Clone();
                (other[cell], other[cell + 1]) = (action == 0 ? 1 : 0, action == 1 ? 1 : 0);
                // Twice the threshold: half of it may hide in the noise of the episodes.
                Assert.True(ordered.StartValue(rule, other) <= value + 2 * Options.Threshold, $"cell {cell} gains by action {action}");
            }
        }
    }

    [Fact]
    public void A_switch_that_pays_at_once_is_found()
    {
        // One agent, s_l' = a_l, the dispatcher pays 1 in state 1: going there for good is worth gamma/(1-gamma) = 9 more, less 0.1 a
        // step, and needs the cell of state 0 alone.
        CooperativeGame game = SmallGames.Selfless();
        CoordinateResult answer = Solve(Options, game, SelflessAnswer, [1, 0, 0, 1]);
        Assert.Equal([0, 1, 0, 1], answer.Policy.Probabilities.ToArray());
        Assert.Equal(1, answer.Switches);
    }

    [Fact]
    public void The_number_of_threads_does_not_matter()
    {
        CooperativeGame game = new RandomGame(736) { Agents = 4 }.Create();
        int[][] actions = Tables.RandomActions(game, 2, new SmallRandom(737));
        CoordinateResult one = Solve(Options, game, actions, Tables.UniformLocal(game));
        CoordinateResult two = Solve(
            Options with
            {
                Comparison = Options.Comparison with { Threads = 2 },
            },
            game,
            actions,
            Tables.UniformLocal(game)
        );
        Assert.Equal(one.Policy.Probabilities.ToArray(), two.Policy.Probabilities.ToArray());
        Assert.Equal(one.Rollouts, two.Rollouts);
    }

    [Fact]
    public void Passes_that_run_out_are_said()
    {
        CooperativeGame game = SmallGames.Selfless();
        CoordinateResult answer = Solve(Options with { MaximumPasses = 1 }, game, SelflessAnswer, [1, 0, 0, 1]);
        Assert.Equal(StopReason.IterationLimit, answer.StopReason);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0.1, 0)]
    public void Senseless_options_are_refused(double threshold, int passes) =>
        Assert.Throws<InvalidInputException>(() =>
            Solve(Options with { Threshold = threshold, MaximumPasses = passes }, SmallGames.Selfless(), SelflessAnswer, [1, 0, 0, 1])
        );

    private static CoordinateResult Solve(CoordinateOptions options, CooperativeGame game, int[][] actions, double[] start) =>
        new CoordinateLLearn(options).Solve(
            game,
            new JointPolicy(Library.Global(game, (int)Math.Min(2, game.Agents), actions), Library.Local(game, start))
        );
}
