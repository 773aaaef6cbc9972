using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

/// <summary>Sweeps over large lattices, corrected on small ones.</summary>
public class TwoGridTests
{
    private const double Accuracy = 1e-6;

    public static TheoryData<string, int> Games() =>
        new()
        {
            { "lazy", 100 },
            { "typed", 22 },
            { "restricted", 100 },
        };

    [Theory]
    [MemberData(nameof(Games))]
    public void Corrected_sweeps_end_at_the_values_of_plain_sweeps(string name, int agents)
    {
        CooperativeGame game = Game(name);
        LocalPolicy local = Library.Local(game, Tables.RandomLocal(game, new SmallRandom(80)));
        Assert.True(TwoGrid.CoarseAgents(game, agents) > 0);
        GLearnResult corrected = new GLearn(new GLearnOptions { Accuracy = Accuracy }).Solve(game, local, agents);
        Assert.Equal(StopReason.AccuracyReached, corrected.StopReason);
        (IReadOnlyList<double[]> plain, int sweeps) = PlainSweeps(game, local, agents);
        Assert.True(corrected.Sweeps < sweeps, $"{corrected.Sweeps} sweeps with, {sweeps} without");
        for (int state = 0; state < game.GlobalStates; state++)
        {
            for (int node = 0; node < plain[state].Length; node++)
            {
                Assert.Equal(plain[state][node], corrected.Values[state][node], 2 * Accuracy);
            }
        }
    }

    /// <summary>22 sweeps without the correction.</summary>
    [Fact]
    public void The_warehouse_takes_thirteen_sweeps_at_twenty_agents()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        GLearnResult result = new GLearn(new GLearnOptions { Accuracy = Accuracy }).Solve(game, LocalPolicy.Uniform(game), 20);
        Assert.Equal((13, StopReason.AccuracyReached), (result.Sweeps, result.StopReason));
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        CooperativeGame game = Game("lazy");
        GLearnResult[] results =
        [
            .. new[] { 1, 2 }.Select(threads =>
                new GLearn(new GLearnOptions { Threads = threads }).Solve(game, LocalPolicy.Uniform(game), 100)
            ),
        ];
        Assert.Equal(results[0].Sweeps, results[1].Sweeps);
        for (int state = 0; state < game.GlobalStates; state++)
        {
            Assert.Equal(results[0].Values[state], results[1].Values[state]);
        }
    }

    /// <summary>A pair is worth what its rewards are where it spends its time, which is found by other sweeps.</summary>
    [Theory]
    [InlineData("lazy", 100, 4)]
    [InlineData("typed", 22, 4)]
    public void A_pair_is_worth_the_rewards_of_its_occupancy(string name, int agents, int observations)
    {
        CooperativeGame game = Game(name).WithAgents(agents);
        using Workers workers = new(1);
        ExactPopulation population = new(game, agents);
        PairEvaluation evaluation = new(population, CountLattice.Of(game, observations), workers);
        evaluation.SetLocal(Library.Local(game, Tables.RandomLocal(game, new SmallRandom(81))));
        evaluation.SetGlobal(Library.RandomTyped(game, observations, new SmallRandom(82)));
        double value = evaluation.Evaluate(1e-9, default);
        Assert.True(evaluation.ErrorBound <= 1e-9);
        double[] occupancy = evaluation.Occupy(1e-10, default).ToArray();
        Assert.Equal(Channels.Dot(evaluation.Pair.Rewards.Span.ToArray(), occupancy), value, 1e-8);
    }

    [Fact]
    public void A_correction_takes_off_what_a_sweep_leaves_of_a_polynomial()
    {
        // One action, so that the law of the global state ignores the population, and T takes quadratic functions to such. A sweep alone
        // gains a factor of about gamma.
        CooperativeGame game = (Lazy() with { GlobalActions = 1 }).Create();
        using Workers workers = new(1);
        ExactPopulation many = new(game, 100);
        LocalKernels kernels = new(game, LocalPolicy.Uniform(game).Probabilities);
        OptimalBackup backup = new(many, kernels, many.Bind(kernels, workers), workers);
        backup.Start([
            .. Enumerable
                .Range(0, game.GlobalStates)
                .Select(state =>
                    Enumerable.Range(0, many.Nodes).Select(node => (state + 1) * Square(Channels.Fractions(many, node)[0])).ToArray()
                ),
        ]);
        TwoGrid grid = TwoGrid.TryCreate(many, workers)!;
        grid.SetLocal(kernels);
        grid.Follow(Library.RandomTyped(game, 30, new SmallRandom(87)));
        backup.CorrectBy(grid);
        SpanBound first = backup.Sweep();
        backup.Accelerate(first);
        SpanBound second = backup.Sweep();
        Assert.True(second.Error < 0.1 * first.Error, $"{second.Error} after {first.Error}");
    }

    [Theory]
    [InlineData("lazy", 50, 0)]
    [InlineData("lazy", 100, 18)]
    [InlineData("typed", 22, 7)]
    public void Small_lattices_are_not_corrected_and_large_ones_by_few_agents(string name, int agents, int expected) =>
        Assert.Equal(expected, TwoGrid.CoarseAgents(Game(name), agents));

    [Fact]
    public void Agents_that_depend_on_each_other_are_not_corrected() =>
        Assert.Equal(0, TwoGrid.CoarseAgents(new RandomGame(84) { LocalStates = 3 }.CreateCoupled(), 200));

    private static CooperativeGame Game(string name) =>
        name switch
        {
            "typed" => new RandomTypedGame(85)
            {
                States = [3, 3],
                GlobalActions = 3,
                Agents = 100,
                Laziness = 0.8,
            }.Create(),
            "restricted" => Restricted(),
            _ => Lazy().Create(),
        };

    private static double Square(double value) => value * value;

    private static RandomGame Lazy() =>
        new(86)
        {
            LocalStates = 3,
            GlobalStates = 3,
            GlobalActions = 3,
            Shape = KernelShape.Lazy,
            Agents = 200,
            Discount = 0.95,
        };

    private static CooperativeGame Restricted() =>
        CooperativeGame.Create(
            Lazy().Definition() with
            {
                AllowedGlobalActions =
                [
                    [0, 2],
                    [1],
                    [0, 1, 2],
                ],
            }
        );

    private static (IReadOnlyList<double[]> Values, int Sweeps) PlainSweeps(CooperativeGame game, LocalPolicy local, int agents)
    {
        ExactPopulation population = new(game, agents);
        LocalKernels kernels = new(game, local.Probabilities);
        using Workers workers = new(2);
        OptimalBackup backup = new(population, kernels, population.Bind(kernels, workers), workers);
        (int sweeps, SpanBound bound) = (1, backup.Sweep());
        while (bound.Error > Accuracy)
        {
            (sweeps, bound) = (sweeps + 1, backup.Sweep());
        }

        return (backup.Values(bound.Correction), sweeps);
    }
}
