using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

public class PathLLearnTests
{
    private const int Horizon = 200;

    [Theory]
    [InlineData(KernelShape.Deterministic, 3)]
    public void Its_gradient_is_the_derivative_of_the_value_under_a_dispatcher_that_does_not_observe_agents(KernelShape shape, int seed)
    {
        CooperativeGame game = new RandomGame((ulong)seed)
        {
            Shape = shape,
            LocalStates = 3,
            Agents = 4,
        }.Create();
        var pair = new JointPolicy(
            new FunctionPolicy(1, game.GlobalActions, (globalState, _) => globalState % 2),
            Mixed(game, (ulong)seed)
        );
        var options = new OnlineExecutionOptions
        {
            Horizon = Horizon,
            Rollouts = 20_000,
            Threads = 2,
        };
        double[] gradient = new PathGradient(game, options).Estimate(pair, new RandomStream(7), CancellationToken.None);
        for (int cell = 0; cell < gradient.Length; cell += 2)
        {
            // Only differences within a cell matter: a policy moves by taking from one action what it gives to another. Rewards are of
            // size 3 and weights sum to 10: a mean over 20,000 episodes is off by less than 0.1 with probability above 0.9999.
            Assert.Equal(Derivative(game, pair.Local, cell), gradient[cell + 1] - gradient[cell], 0.1);
        }
    }

    [Theory]
    [InlineData(KernelShape.Deterministic, 4)]
    [InlineData(KernelShape.Dense, 5)]
    [InlineData(KernelShape.Sparse, 6)]
    [Trait("Tier", "full")]
    public void Its_gradient_is_the_derivative_in_games_of_other_kernels_too(KernelShape shape, int seed) =>
        Its_gradient_is_the_derivative_of_the_value_under_a_dispatcher_that_does_not_observe_agents(shape, seed);

    [Fact]
    public void A_horizon_that_does_not_fit_is_refused_before_any_episode()
    {
        CooperativeGame game = new RandomGame(9) { LocalStates = 3, Agents = 4 }.Create();
        var pair = new JointPolicy(new FunctionPolicy(1, game.GlobalActions, (_, _) => throw new NotSupportedException()), Mixed(game, 9));
        var gradient = new PathGradient(game, new OnlineExecutionOptions { Horizon = 1_000_000, Threads = 2 });
        using IDisposable limit = MemoryBudget.Limit(40_000_000);
        DoesNotFitException refused = Assert.Throws<DoesNotFitException>(() => gradient.Estimate(pair, new RandomStream(7), default));
        Assert.Contains("a shorter horizon", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_gradient_does_not_depend_on_threads()
    {
        CooperativeGame game = new RandomGame(9) { LocalStates = 3, Agents = 4 }.Create();
        var pair = new JointPolicy(new FunctionPolicy(1, game.GlobalActions, (globalState, _) => globalState % 2), Mixed(game, 9));
        var options = new OnlineExecutionOptions { Horizon = 20, Rollouts = 50 };
        double[] one = new PathGradient(game, options with { Threads = 1 }).Estimate(pair, new RandomStream(7), default);
        double[] two = new PathGradient(game, options with { Threads = 2 }).Estimate(pair, new RandomStream(7), default);
        Assert.Equal(one, two);
    }

    [Fact]
    public void Agents_answer_a_fixed_dispatcher_within_the_threshold_of_their_best_response()
    {
        CooperativeGame game = new RandomGame(11) { LocalStates = 3, Agents = 4 }.Create();
        int[] actions = [1, 0];
        var global = new FunctionPolicy(1, game.GlobalActions, (globalState, _) => actions[globalState]);
        var options = new PathOptions
        {
            Threshold = 0.02,
            Comparison = new PairedComparisonOptions
            {
                Horizon = 100,
                MaximumRollouts = 4096,
                Threads = 2,
            },
        };
        PathResult found = new PathLLearn(options).Solve(game, new JointPolicy(global, LocalPolicy.Uniform(game)));
        Assert.Equal(StopReason.NoImprovement, found.StopReason);
        double best = PolicyEnumeration.LocalPolicies(game).Max(table => Value(game, table, actions));
        Assert.InRange(best - Value(game, found.Policy.Probabilities, actions), 0, 2 * options.Threshold);
    }

    private static LocalPolicy Mixed(CooperativeGame game, ulong seed)
    {
        var random = new SmallRandom(seed);
        return LocalPolicy.Of(game, (_, _) => random.Law(2));
    }

    // Central difference of the exact value when a little of action 0's probability moves to action 1.
    private static double Derivative(CooperativeGame game, LocalPolicy local, int cell)
    {
        const double step = 1e-4;
        return (Moved(step) - Moved(-step)) / (2 * step);

        double Moved(double by)
        {
            double[] table = local.Probabilities.ToArray();
            (table[cell], table[cell + 1]) = (table[cell] - by, table[cell + 1] + by);
            return Value(game, table, [0, 1]);
        }
    }

    private static double Value(CooperativeGame game, ReadOnlySpan<double> local, int[] actions)
    {
        var evaluator = new BlindEvaluator(game, 1e-12);
        evaluator.Kernel.SetGlobal(actions);
        var policy = LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, local);
        return evaluator.Evaluate(policy, CancellationToken.None).Value;
    }
}
