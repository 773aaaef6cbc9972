using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation;

/// <summary>
/// Exact certificates of games with types, against ordered agents of fixed types: gaps of one agent are those of the type that gains most.
/// </summary>
public class TypedCertifierTests
{
    private const double Tolerance = 1e-8;

    private static readonly CertificateOptions Options = new()
    {
        Accuracy = 1e-10,
        KeepWitness = false,
        Threads = 1,
    };

    [Theory]
    [InlineData(new[] { 2, 2 }, new[] { 0.5, 0.5 }, 4, 2, null)]
    [InlineData(new[] { 2, 3 }, new[] { 0.7, 0.3 }, 3, 3, null)]
    [InlineData(new[] { 3, 1 }, new[] { 0.5, 0.5 }, 3, 2, 0.5)]
    [InlineData(new[] { 1, 2, 2 }, new[] { 0.4, 0.3, 0.3 }, 3, 3, null)]
    public void Upper_ends_are_the_best_responses_over_ordered_agents_of_fixed_types(
        int[] states,
        double[] shares,
        int agents,
        int observations,
        double? dirichlet
    )
    {
        CooperativeGame game = new RandomTypedGame(60)
        {
            States = states,
            Shares = shares,
            Agents = agents,
            Discount = 0.8,
            Dirichlet = dirichlet,
        }.Create();
        Assert.Single(AssertTwins(game, observations).Notices);
    }

    // Near discount 1 the bound on rounding would show.
    [Fact]
    [Trait("Tier", "full")]
    public void Upper_ends_where_agents_of_types_depend_on_each_other_are_those_of_ordered_agents()
    {
        var game = CooperativeGame.Create(CoupledTypesTests.Typed(2).ToDefinition() with { Discount = 0.8 });
        NashCertificate certificate = AssertTwins(game, 2);
        Assert.Contains("agents depend on each other", certificate.Notices[1], StringComparison.Ordinal);
    }

    private static NashCertificate AssertTwins(CooperativeGame game, int observations)
    {
        int agents = (int)game.Agents;
        var random = new SmallRandom(61);
        double[] local = Tables.RandomLocal(game, random);
        TabularGlobalPolicy global = Library.RandomTyped(game, observations, random);
        NashCertificate certificate = new Certifier(Options)
            .Run(game, new JointPolicy(global, Library.Local(game, local)), agents)
            .Certificate;
        OrderedGame ordered = new(game, observations);
        GlobalRule rule = Library.TypedRule(game, global);
        (double[] value, double[] start) = (ordered.Value(rule, local), ordered.InitialLaw());
        Assert.Equal(Mean(start, value), certificate.Value, Tolerance);
        Assert.Equal(agents, certificate.WelfareGroup);

        double[,] dispatcher = new FullInformationControl(game, local).Values;
        AssertUpper(
            [
                Gains(
                    [.. Enumerable.Range(0, ordered.States).Select(s => dispatcher[s / ordered.Tuples.Length, s % ordered.Tuples.Length])],
                    value
                ),
            ],
            start,
            certificate.DispatcherGap
        );
        AssertUpper([Gains(new OrderedDeviations(ordered).Centralized(), value)], start, certificate.WelfareGap);
        OrderedDeviations[] each = [.. Enumerable.Range(0, agents).Select(who => new OrderedDeviations(ordered, who))];
        AssertUpper([.. each.Select(one => Gains(one.OneAgent(rule, local, own: false), value))], start, certificate.AgentGap);
        AssertUpper(
            [.. each.Select(one => Gains(one.OneAgent(rule, local, own: true), one.OneAgentPlays(rule, local, local, own: true)))],
            start,
            certificate.SelfishAgentGap
        );
        return certificate;
    }

    [Fact]
    public void Smaller_groups_bound_the_optimum_from_above()
    {
        // The optimum of a stratified pair of agents, whose types count by their shares, is at least what all four can earn.
        CooperativeGame game = new RandomTypedGame(62)
        {
            Shares = [0.75, 0.25],
            Agents = 4,
            Discount = 0.8,
        }.Create();
        using Workers workers = new(1);
        GroupOptimum few = new(game, 2, workers);
        GroupOptimum all = new(game, 4, workers);
        few.Solve(1e-10, default);
        all.Solve(1e-10, default);
        ExactPopulation population = new(game, 4);
        FunctionBuffer function = new(few.Values.Length);
        FunctionBuffer raised = new(all.Values.Length);
        few.Values.CopyTo(function.Span);
        population.Observations(CountLattice.Of(game, 2)).Expect(function, raised, 2);
        for (int place = 0; place < all.Values.Length; place++)
        {
            Assert.True(raised.Span[place] >= all.Values[place] - 1e-8);
        }
    }

    [Fact]
    public void What_is_not_there_for_types_is_refused_before_any_work()
    {
        CooperativeGame game = new RandomTypedGame(63).Create();
        var pair = new JointPolicy(new UniformGlobalPolicy(2, game.GlobalActions), LocalPolicy.Uniform(game));
        Assert.Contains(
            "declares 2 types (t0, t1)",
            Refusal(() => new Certifier(Options with { KeepWitness = true }).Run(game, pair, 4)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "use an exact certificate; at most n = ",
            Refusal(() => new Certifier(Options).Estimate(game, pair, 4)),
            StringComparison.Ordinal
        );
    }

    private static string Refusal(Action action) => Assert.Throws<InvalidInputException>(action).Message;

    // Each deviation under the initial law, or from its best state: the largest of all.
    private static void AssertUpper(double[][] gains, double[] start, EquilibriumGap gap)
    {
        Assert.Equal(gains.Max(gain => Mean(start, gain)), gap.Initial.Upper, Tolerance);
        Assert.Equal(gains.Max(gain => gain.Max()), gap.Worst.Upper, Tolerance);
        Assert.InRange(gap.Initial.Lower, 0, gap.Initial.Upper);
        Assert.InRange(gap.Worst.Lower, 0, gap.Worst.Upper);
    }

    private static double[] Gains(double[] best, double[] own) => [.. best.Zip(own, (one, other) => one - other)];

    private static double Mean(double[] start, double[] values) => start.Zip(values, (mass, value) => mass * value).Sum();
}
