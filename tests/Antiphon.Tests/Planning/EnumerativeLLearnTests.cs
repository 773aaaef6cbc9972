using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

public class EnumerativeLLearnTests
{
    private const double Accuracy = 1e-8;
    private static readonly EnumerativeLLearn Solver = new(new EnumerativeOptions { Accuracy = Accuracy });

    [Theory]
    [InlineData(KernelShape.Dense, 3, 1)]
    [InlineData(KernelShape.Sparse, 2, 2)]
    [InlineData(KernelShape.Absorbing, 3, 2)]
    [InlineData(KernelShape.EqualRows, 4, 3)]
    [InlineData(KernelShape.Cyclic, 3, 1)]
    public void The_answer_is_the_best_of_all_deterministic_policies(KernelShape shape, int agents, int observations)
    {
        CooperativeGame game = new RandomGame(700) { Shape = shape, Agents = agents }.Create();
        int[][] actions = Tables.RandomActions(game, observations, new SmallRandom(701));
        OrderedGame ordered = new(game, observations);
        GlobalRule rule = PolicyEnumeration.Rule(game, observations, actions);
        // From a start that is one of the candidates nothing but the maximum can come out.
        BestResponse<LocalPolicy> answer = Solve(game, observations, actions, Tables.RandomDeterministicLocal(game, new SmallRandom(702)));
        Assert.Equal(PolicyEnumeration.BestLocalValue(ordered, rule), answer.Value, 10 * Accuracy);
        Assert.Equal(ordered.StartValue(rule, answer.Policy.Probabilities.ToArray()), answer.Value, answer.ErrorBound + 1e-10);
        Assert.Equal(16, answer.Steps); // 2^(2 x 2)
        Assert.Equal(StopReason.NoImprovement, answer.StopReason);
    }

    [Fact]
    public void A_randomised_start_that_beats_every_deterministic_policy_is_kept()
    {
        // Two agents who cannot see each other should differ: every deterministic policy earns 0, a fair coin earns gamma/(1-gamma)/2 =
        // 4.5.
        CooperativeGame game = SmallGames.Differ(2);
        var start = new JointPolicy(Library.Global(game, 2, SmallGames.RewardDifference), LocalPolicy.Uniform(game));
        BestResponse<LocalPolicy> answer = Solver.Solve(new ExactPopulation(game, 2), start, new CountLattice(2, 2));
        Assert.Equal(4.5, answer.Value, 1e-7);
        Assert.True(answer.Policy.Probabilities.SequenceEqual(start.Local.Probabilities));
    }

    [Fact]
    public void Too_many_policies_are_refused_with_their_number()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        var pair = new JointPolicy(new UniformGlobalPolicy(1, 5), LocalPolicy.Uniform(game));
        InvalidInputException error = Assert.Throws<InvalidInputException>(() =>
            Solver.Solve(new MeanFieldPopulation(game, 2), pair, new CountLattice(5, 1))
        );
        Assert.Contains("3^(5 x 5) = 8.47E+11", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1e-6, 0)]
    public void Senseless_options_are_refused(double accuracy, long most)
    {
        CooperativeGame game = new RandomGame(703).Create();
        var solver = new EnumerativeLLearn(new EnumerativeOptions { Accuracy = accuracy, MaximumPolicies = most });
        var pair = new JointPolicy(new UniformGlobalPolicy(1, 2), LocalPolicy.Uniform(game));
        Assert.Throws<InvalidInputException>(() => solver.Solve(new ExactPopulation(game, 2), pair, new CountLattice(2, 1)));
    }

    private static BestResponse<LocalPolicy> Solve(CooperativeGame game, int observations, int[][] actions, double[] start) =>
        Solver.Solve(
            new ExactPopulation(game, game.Agents),
            new JointPolicy(Library.Global(game, observations, actions), Library.Local(game, start)),
            new CountLattice(game.LocalStates, observations)
        );
}
