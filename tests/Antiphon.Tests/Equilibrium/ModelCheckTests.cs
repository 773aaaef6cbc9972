using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Equilibrium;

/// <summary>The estimated error of the mean-field lattice against exact values of many agents, and the notices of coarse models.</summary>
public class ModelCheckTests
{
    private const long Many = 120;

    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 6)]
    [InlineData(3, 6)]
    [InlineData(4, 8)]
    [InlineData(5, 8)]
    public void The_estimate_covers_the_distance_to_the_exact_value_of_many_agents(int seed, int resolution)
    {
        CooperativeGame game = new RandomGame((ulong)(700 + seed))
        {
            LocalStates = 3,
            Agents = Many,
            GlobalActions = 3,
        }.Create();
        JointPolicy pair = ByMode(game);
        var observations = CountLattice.Of(game, 2);
        var model = new MeanFieldPopulation(game, resolution, Many);
        double value = Value(model, observations, pair);
        ModelCheck check = ModelCheck.Of(model, observations, pair, value, 1e-9, CancellationToken.None)!;

        // Exact values approach the limit like 1/n: twice the value at n less the value at n/2 leaves out that part.
        CooperativeGame half = game.WithAgents(Many / 2);
        double limit =
            (2 * Value(new ExactPopulation(game, Many), observations, pair))
            - Value(new ExactPopulation(half, Many / 2), observations, pair);
        Assert.Equal(2 * resolution, check.Resolution);
        Assert.Equal(Value(new MeanFieldPopulation(game, 2 * resolution, Many), observations, pair), check.Value, 1e-8);
        Assert.Equal(2 * Math.Abs(value - check.Value), check.ErrorEstimate, 1e-12);
        Assert.True(
            Math.Abs(value - limit) <= (1.5 * check.ErrorEstimate) + 0.005,
            $"{value} is off {limit} by more than {check.ErrorEstimate}"
        );
    }

    // Rare infectious people decide what comes: the error of a lattice falls more slowly than 1/R.
    [Fact]
    public void The_estimate_covers_the_distance_to_simulation_where_agents_depend_on_each_other()
    {
        CooperativeGame game = BuiltInGames.Get("epidemic");
        var observations = CountLattice.Of(game, 6);
        int[] counts = new int[game.LocalStates];
        var global = TabularGlobalPolicy.FromFunction(game.GlobalStates, game.GlobalActions, observations, (_, rank) =>
        {
            observations.Unrank(rank, counts);
            return Math.Min(counts[2], game.GlobalActions - 1);
        });
        var pair = new JointPolicy(global, LocalPolicy.Deterministic(game, (_, _) => 0));
        var model = new MeanFieldPopulation(game, 20, game.Agents);
        double value = Value(model, observations, pair);
        ModelCheck check = ModelCheck.Of(model, observations, pair, value, 1e-6, CancellationToken.None)!;
        double coarse = Value(new MeanFieldPopulation(game, 5, game.Agents), observations, pair);
        Assert.Equal(10, check.Resolution);
        double distance = Math.Abs(value - check.Value);
        double share = ModelCheck.Share(20, 10, distance, () => Math.Abs(check.Value - coarse));
        Assert.Equal(distance * share / (1 - share), check.ErrorEstimate, 1e-5);
        SimulationResult deployed = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = 300,
                Rollouts = 20,
                Seeds = 20,
            }
        ).Run(game, pair);
        double apart = Math.Abs(value - deployed.Reward.Mean);
        double sure = (2 * deployed.Reward.StandardError) + deployed.TruncationBound;
        Assert.True(apart > sure, "the lattice must be off for this test to mean anything");
        Assert.True(apart <= check.ErrorEstimate + sure, $"{value} is {apart} from {deployed.Reward.Mean}; {check}");
    }

    [Theory]
    [InlineData(20, 10, 1.0, 2.0, 0.5)]
    [InlineData(20, 10, 1.0, 5.0, 0.5)]
    [InlineData(20, 10, 1.4, 2.3, 0.6087)]
    [InlineData(20, 10, 1.0, 1.0, 0.6667)]
    [InlineData(20, 10, 1.0, 0.0, 0.6667)]
    [InlineData(20, 40, 1.0, 2.0, 0.5)]
    [InlineData(6, 3, 1.0, 9.0, 0.6667)]
    [InlineData(7, 3, 1.0, 9.0, 0.6667)]
    public void How_fast_the_error_falls_follows_from_how_fast_values_come_together(
        int own,
        int other,
        double distance,
        double before,
        double expected
    ) => Assert.Equal(expected, ModelCheck.Share(own, other, distance, () => before), 0.001);

    [Fact]
    public void With_couplings_the_estimate_from_a_finer_lattice_is_no_smaller_than_what_is_left()
    {
        CooperativeGame game = new RandomGame(5) { LocalStates = 2, Agents = Many }.CreateCoupled();
        var observations = CountLattice.Of(game, 2);
        var pair = new JointPolicy(
            TabularGlobalPolicy.FromFunction(game.GlobalStates, game.GlobalActions, observations, (_, rank) => rank % 2),
            LocalPolicy.Uniform(game)
        );
        var model = new MeanFieldPopulation(game, 4, game.Agents);
        double value = Value(model, observations, pair);
        ModelCheck check = ModelCheck.Of(model, observations, pair, value, 1e-9, CancellationToken.None)!;
        double fine = Value(new MeanFieldPopulation(game, 256, game.Agents), observations, pair);
        Assert.Equal(8, check.Resolution);
        double share = ModelCheck.Share(4, 8, Math.Abs(value - check.Value), () =>
            Math.Abs(value - Value(new MeanFieldPopulation(game, 2, game.Agents), observations, pair))
        );
        Assert.Equal(Math.Abs(value - check.Value) / (1 - share), check.ErrorEstimate, 1e-6);
        Assert.True(Math.Abs(fine - value) <= check.ErrorEstimate, $"{fine} is {Math.Abs(fine - value)} from {value}; {check}");
    }

    [Fact]
    public void A_finer_lattice_that_is_too_large_is_replaced_by_a_coarser_one()
    {
        // Ten local states: resolution 6 has 5,005 nodes and is affordable, resolution 8 has 24,310 and is not.
        CooperativeGame game = new RandomGame(710) { LocalStates = 10, Agents = Many }.Create();
        Assert.Equal(6, At(game, 3)!.Resolution);
        ModelCheck coarse = At(game, 4)!;
        Assert.Equal(2, coarse.Resolution);
    }

    [Fact]
    public void There_is_no_estimate_for_exact_models() =>
        Assert.Null(
            ModelCheck.Of(new ExactPopulation(Small, 6), CountLattice.Of(Small, 2), ByMode(Small), 0, 1e-6, CancellationToken.None)
        );

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void A_resolution_below_four_is_never_silent(int resolution, bool noticed)
    {
        List<string> notices = Notices(resolution, distance: 0.5);
        Assert.Equal(
            noticed,
            notices.Any(notice =>
                notice.StartsWith($"the mean-field model is coarse: at resolution {resolution},", StringComparison.Ordinal)
            )
        );
    }

    [Theory]
    [InlineData(1.9, false)]
    [InlineData(2.1, true)]
    public void A_value_that_deployment_contradicts_is_said_to_be_inaccurate(double distance, bool noticed)
    {
        // The interval is 0.5 wide on either side and 1.5 of the return may lie beyond the horizon.
        string? notice = Notices(6, distance)
            .SingleOrDefault(text => text.Contains("the model is not accurate here", StringComparison.Ordinal));
        Assert.Equal(noticed, notice is not null);
        Assert.True(notice is null || notice.Contains("a resolution of 12 has 91 nodes", StringComparison.Ordinal), notice);
    }

    private static CooperativeGame Small { get; } = new RandomGame(711) { LocalStates = 3, Agents = 6 }.Create();

    private static List<string> Notices(int resolution, double distance)
    {
        var deployed = new Antiphon.Simulation.SimulationResult(
            6,
            100,
            4,
            2,
            new ConfidenceInterval(10, 9.5, 10.5, 0.2, 2),
            0.1,
            [],
            null,
            1.5,
            1
        );
        return
        [
            .. ModelNotice.Of(
                new MeanFieldPopulation(Small, resolution),
                new AlternationOptions { Subsample = 2 },
                10 + distance,
                null,
                deployed
            ),
        ];
    }

    private static ModelCheck? At(CooperativeGame game, int resolution)
    {
        var observations = CountLattice.Of(game, 1);
        return ModelCheck.Of(new MeanFieldPopulation(game, resolution), observations, ByMode(game, 1), 0, 1e-3, CancellationToken.None);
    }

    private static double Value(PopulationModel model, CountLattice observations, JointPolicy pair)
    {
        using var workers = new Workers(1);
        var evaluator = new PairEvaluation(model, observations, workers);
        evaluator.SetLocal(pair.Local);
        evaluator.SetGlobal(pair.Global);
        return evaluator.Evaluate(1e-9, CancellationToken.None);
    }

    private static JointPolicy ByMode(CooperativeGame game, int subsample = 2)
    {
        var observations = CountLattice.Of(game, subsample);
        int[] counts = new int[observations.States];
        var global = TabularGlobalPolicy.FromFunction(game.GlobalStates, game.GlobalActions, observations, (state, rank) =>
        {
            observations.Unrank(rank, counts);
            return (state + Array.IndexOf(counts, counts.Max())) % game.GlobalActions;
        });
        return new JointPolicy(global, LocalPolicy.Uniform(game));
    }
}
