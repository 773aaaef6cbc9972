using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Architecture;
using Antiphon.Tests.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

/// <summary>
/// The SIS and left-right environments of MFGLib (docs/coupled.md) as cooperative games, against plain gradient ascent on the flow and
/// closed forms. The formulas here are written from the environments, not from the game files.
/// </summary>
public class PeerModelTests
{
    private const double Discount = 0.95;

    // Of left-right: paid in every second step, from the second on.
    private const double Paid = Discount / (1 - (Discount * Discount));

    private static readonly FlowProblem Sis = new()
    {
        Start = [0.4, 0.6],
        Row = (_, state, action, mu) =>
            state == 1 ? [0.3, 0.7]
            : action == 0 ? [1 - (0.81 * mu[1]), 0.81 * mu[1]]
            : [1, 0],
        Reward = (_, state, action, _) => -(1.0 * state) - (0.5 * action),
    };

    private static readonly FlowProblem LeftRight = new()
    {
        Start = [1, 0, 0],
        Phases = 2,
        Horizon = 400,
        Row = (phase, _, action, _) =>
            phase == 1 ? [1, 0, 0]
            : action == 0 ? [0, 1, 0]
            : [0, 0, 1],
        Reward = (phase, state, _, mu) => phase == 0 ? 0 : -state * mu[state],
    };

    [Theory]
    [InlineData("sis")]
    [InlineData("left-right")]
    public void The_files_are_sound(string name)
    {
        string text = File.ReadAllText(PathOf(name));
        Assert.Empty(SchemaTests.GameSchema.Check(text));
        Assert.Equal(name, Game(name).Name);
    }

    [Fact]
    [Trait("Tier", "full")]
    public void The_best_response_in_sis_is_that_of_gradient_ascent_on_the_flow()
    {
        (double ascent, double[] policy) = Sis.Best(starts: 6, seed: 1);
        BestResponse<LocalPolicy> found = Best(new MeanFieldPopulation(Game("sis"), 1000));

        // The model's error is that of spreading 0.0 to 0.5 nodes; the policy is as good on the flow itself.
        Assert.Equal(ascent, found.Value, 2e-3);
        Assert.Equal(ascent, Sis.Value(found.Policy.Probabilities.ToArray()), 1e-5);
        Assert.Equal(policy[1], found.Policy.At(0, 0)[1], 5e-3);
        Assert.Equal(-9.1476, ascent, 1e-3);
        Assert.InRange(policy[1], 0.66, 0.69);
    }

    [Fact]
    public void The_best_response_in_left_right_is_that_of_gradient_ascent_on_the_flow()
    {
        (double ascent, double[] policy) = LeftRight.Best(starts: 4, seed: 2);
        BestResponse<LocalPolicy> found = Best(new MeanFieldPopulation(Game("left-right"), 30));

        // Two thirds go left: the derivatives 2 p and 4 (1 - p) are equal there. It is a node of the lattice, where nothing is spread.
        double exact = -2.0 / 3 * Paid;
        Assert.Equal(exact, ascent, 1e-6);
        Assert.Equal(exact, found.Value, 1e-5);
        Assert.Equal(2.0 / 3, policy[0], 1e-3);
        Assert.Equal(2.0 / 3, found.Policy.At(0, 0)[0], 2e-3);
    }

    // E[p_hat^2] = p^2 + p (1 - p) / n for a fraction of n independent agents, and the same on the right, twice.
    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    public void Left_right_with_n_agents_has_its_closed_form(int n)
    {
        double Value(double p) => -((p * p) + (2 * (1 - p) * (1 - p)) + (3 * p * (1 - p) / n)) * Paid;
        var model = new ExactPopulation(Game("left-right"), n);
        var local = LocalPolicy.Of(model.Game, (_, _) => [0.6, 0.4]);
        using var pair = new Pair(model, 1, Waiting(model.Game), local);
        Assert.Equal(Value(0.6), pair.Value, 1e-9);

        double best = ((4.0 * n) - 3) / (6 * (n - 1));
        BestResponse<LocalPolicy> found = Best(model);
        Assert.Equal(Value(best), found.Value, 1e-6);
        Assert.Equal(best, found.Policy.At(0, 0)[0], 2e-3);
    }

    // Near the policy found the disease just dies out, so that fluctuations count most: 4.6 / n at n = 20 and 6.1 / n at n = 160.
    [Theory]
    [InlineData(0.674, 0.7)]
    [InlineData(0.8, 0.9)]
    [InlineData(0.9, 0.95)]
    public void Exact_values_in_sis_approach_the_flow_as_one_over_n(double away, double smallest)
    {
        CooperativeGame game = Game("sis");
        var local = LocalPolicy.Of(game, (state, _) => state == 0 ? [1 - away, away] : [1, 0]);
        double limit = Sis.Value(local.Probabilities.ToArray());
        double[] scaled =
        [
            .. new[] { 20, 40, 80, 160 }.Select(n =>
            {
                using var pair = new Pair(new ExactPopulation(game, n), 1, Waiting(game), local);
                return n * (pair.Value - limit);
            }),
        ];
        Assert.All(scaled, each => Assert.InRange(each / scaled[^1], smallest, 1.01));
        Assert.InRange(scaled[^1], 0.2, 7);
    }

    private static BestResponse<LocalPolicy> Best(PopulationModel model)
    {
        var solver = new ReactiveLLearn(new BestResponseOptions { Accuracy = 1e-8, MaximumSteps = 1000 });
        var observations = CountLattice.Of(model.Game, 1);
        LocalPolicy[] starts =
        [
            LocalPolicy.Uniform(model.Game),
            .. Enumerable.Range(0, 2).Select(action => LocalPolicy.Deterministic(model.Game, (_, _) => action)),
        ];
        return starts
            .Select(start => solver.Solve(model, new JointPolicy(Waiting(model.Game), start), observations))
            .MaxBy(answer => answer.Value)!;
    }

    private static TabularGlobalPolicy Waiting(CooperativeGame game) =>
        TabularGlobalPolicy.FromFunction(game.GlobalStates, game.GlobalActions, CountLattice.Of(game, 1), (_, _) => 0);

    private static CooperativeGame Game(string name) => GameFile.Load(PathOf(name));

    private static string PathOf(string name) => Path.Combine(RepositoryRoot.Path, "examples", $"{name}.json");
}
