using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation;

public class ObservationStudyTests
{
    /// <summary>The library solves to 1e-10, the twins to 1e-11.</summary>
    private const double Tolerance = 1e-8;

    private static readonly CertificateOptions Fine = new() { Accuracy = 1e-10, Threads = 1 };

    [Theory]
    [InlineData(KernelShape.Dense, 2, 4)]
    [InlineData(KernelShape.Sparse, 3, 3)]
    [InlineData(KernelShape.Absorbing, 2, 3)]
    [InlineData(KernelShape.EqualRows, 2, 4)]
    [InlineData(KernelShape.Cyclic, 3, 3)]
    [InlineData(KernelShape.Dense, 1, 3)]
    public void Every_point_holds_the_value_and_the_full_information_bound_over_ordered_agents(KernelShape shape, int states, int agents)
    {
        CooperativeGame game = Game(shape, states, agents);
        var random = new SmallRandom((ulong)(states + agents));
        double[][] locals = Enumerable.Range(1, agents).Select(_ => Tables.RandomLocal(game, random)).ToArray();
        int[][][] actions = Enumerable.Range(1, agents).Select(observations => Tables.RandomActions(game, observations, random)).ToArray();

        ObservationCurve curve = new ObservationStudy(Fine).Run(
            game,
            [.. locals.Select((local, i) => new JointPolicy(Library.Global(game, i + 1, actions[i]), Library.Local(game, local)))],
            agents
        );

        Assert.Equal((NashCertificate.Exact, agents, game.Hash), (curve.Method, curve.Agents, curve.GameHash));
        Assert.Equal(Enumerable.Range(1, agents), curve.Points.Select(point => point.Subsample));
        for (int i = 0; i < agents; i++)
        {
            var ordered = new OrderedGame(game, i + 1);
            double[] start = ordered.InitialLaw();
            double value = Mean(start, ordered.Value(PolicyEnumeration.Rule(game, i + 1, actions[i]), locals[i]));
            double[,] best = new FullInformationControl(game, locals[i]).Values;
            double informed = Mean(
                start,
                [.. Enumerable.Range(0, ordered.States).Select(s => best[s / ordered.Tuples.Length, s % ordered.Tuples.Length])]
            );
            AssertEncloses(value, curve.Points[i].Value);
            AssertEncloses(informed, curve.Points[i].Informed);
            AssertEncloses(informed - value, curve.Points[i].Gap);
        }

        Assert.Null(curve.Points[0].Step);
        Assert.All(Enumerable.Range(1, agents - 1), i =>
            AssertEncloses(curve.Points[i].Value.Middle - curve.Points[i - 1].Value.Middle, curve.Points[i].Step!.Value)
        );
    }

    [Fact]
    public void The_tolerance_is_held_against_the_best_of_all_bounds()
    {
        ObservationCurve curve = new()
        {
            Game = "made up",
            GameHash = "",
            Agents = 9,
            Method = NashCertificate.Exact,
            Points =
            [
                new ObservationPoint(1, "", new Enclosure(5, 5.5), new Enclosure(6, 6.5), new Enclosure(0.5, 1.5), null),
                new ObservationPoint(
                    3,
                    "",
                    new Enclosure(8, 8.25),
                    new Enclosure(9, 10),
                    new Enclosure(0.75, 2),
                    new Enclosure(2.5, 3.25)
                ),
                new ObservationPoint(
                    4,
                    "",
                    new Enclosure(9.25, 9.5),
                    new Enclosure(9.25, 9.75),
                    new Enclosure(0, 0.5),
                    new Enclosure(1, 1.5)
                ),
            ],
        };

        // The bound at k = 3 is the largest: 9.25 to 10. At k = 1 the pair is within 1.5 of its own bound, but up to 5 behind.
        Assert.Equal(new Enclosure(9.25, 10), curve.Ceiling);
        Assert.Equal([5, 2, 0.75], curve.Points.Select(curve.Shortfall));
        Assert.Equal(3, curve.SmallestWithin(2)!.Subsample);
        Assert.Equal(4, curve.SmallestWithin(1.99)!.Subsample);
        Assert.Null(curve.SmallestWithin(0.74));
    }

    [Fact]
    [Trait("Tier", "full")]
    public void An_estimate_agrees_with_the_proof_where_both_can_be_had()
    {
        // n = 40 in 2 local states: the lattice has 41 nodes, the mean-field model is close. H = 200 leaves 0.8^200 of the return.
        CooperativeGame game = Game(KernelShape.Dense, 2, 40);
        var random = new SmallRandom(3);
        JointPolicy[] pairs =
        [
            .. new[] { 1, 3 }.Select(observations => new JointPolicy(
                Library.Global(game, observations, Tables.RandomActions(game, observations, random)),
                Library.Local(game, Tables.RandomLocal(game, random))
            )),
        ];
        var study = new ObservationStudy(
            new CertificateOptions
            {
                Accuracy = 1e-7,
                Threads = 2,
                Rollouts = 4096,
                Seed = 7,
            }
        );

        ObservationCurve proved = study.Run(game, pairs, 40);
        ObservationCurve estimated = study.Estimate(game, pairs, 40);

        Assert.Equal(NashCertificate.Estimated, estimated.Method);
        for (int i = 0; i < pairs.Length; i++)
        {
            // 95 % intervals at one fixed seed, widened to three times their width: about 6 standard errors.
            AssertNear(proved.Points[i].Value.Middle, estimated.Points[i].Value);
            AssertNear(proved.Points[i].Informed.Middle, estimated.Points[i].Informed);
        }

        AssertNear(proved.Points[1].Step!.Value.Middle, estimated.Points[1].Step!.Value);
    }

    // The last two dispatchers do the same whatever they observe; the first does something else.
    [Fact]
    public void An_estimated_step_is_the_one_from_the_point_before()
    {
        CooperativeGame game = Game(KernelShape.Dense, 2, 40);
        LocalPolicy local = Library.Local(game, Tables.RandomLocal(game, new SmallRandom(3)));
        JointPolicy[] pairs = [Constant(1, 0), Constant(2, 1), Constant(3, 1)];

        ObservationCurve curve = new ObservationStudy(new CertificateOptions { Rollouts = 128, Threads = 1 }).Estimate(game, pairs, 40);

        Assert.NotEqual(new Enclosure(0, 0), curve.Points[1].Step);
        Assert.Equal(new Enclosure(0, 0), curve.Points[2].Step);

        JointPolicy Constant(int observations, int action) =>
            new(TabularGlobalPolicy.Constant(game, CountLattice.Of(game, observations), action), local);
    }

    [Fact]
    public void The_curve_does_not_depend_on_the_number_of_threads()
    {
        CooperativeGame game = Game(KernelShape.Dense, 3, 12);
        var random = new SmallRandom(5);
        JointPolicy[] pairs =
        [
            new JointPolicy(
                Library.Global(game, 2, Tables.RandomActions(game, 2, random)),
                Library.Local(game, Tables.RandomLocal(game, random))
            ),
        ];
        var one = new ObservationStudy(new CertificateOptions { Threads = 1, Rollouts = 256 });
        var three = new ObservationStudy(new CertificateOptions { Threads = 3, Rollouts = 256 });
        Assert.Equal(one.Run(game, pairs, 12).Points, three.Run(game, pairs, 12).Points);
        Assert.Equal(one.Estimate(game, pairs, 12).Points, three.Estimate(game, pairs, 12).Points);
    }

    [Fact]
    public void Pairs_that_do_not_fit_are_refused()
    {
        CooperativeGame game = Game(KernelShape.Dense, 2, 4);
        var random = new SmallRandom(5);
        JointPolicy pair = new(
            Library.Global(game, 2, Tables.RandomActions(game, 2, random)),
            Library.Local(game, Tables.RandomLocal(game, random))
        );
        var study = new ObservationStudy(Fine);
        Assert.Contains(
            "at least one",
            Assert.ThrowsAny<InvalidInputException>(() => study.Run(game, [], 4)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "ascending order of k",
            Assert.ThrowsAny<InvalidInputException>(() => study.Run(game, [pair, pair], 4)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "at least k = 2",
            Assert.ThrowsAny<InvalidInputException>(() => study.Estimate(game, [pair], 1)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "fits",
            Assert.ThrowsAny<InvalidInputException>(() => study.Run(game, [pair], 1_000_000_000)).Message,
            StringComparison.Ordinal
        );
    }

    private static CooperativeGame Game(KernelShape shape, int states, int agents) =>
        new RandomGame((ulong)(700 + states + agents))
        {
            Shape = shape,
            LocalStates = states,
            Agents = agents,
            Discount = 0.8,
            Dirichlet = agents == 4 ? 0.5 : null,
        }.Create();

    private static double Mean(double[] law, double[] values) => law.Zip(values, (p, v) => p * v).Sum();

    private static void AssertEncloses(double figure, Enclosure enclosure) =>
        Assert.True(
            enclosure.Low <= figure + Tolerance && figure <= enclosure.High + Tolerance && enclosure.High - enclosure.Low < Tolerance,
            $"{figure} and {enclosure}"
        );

    private static void AssertNear(double figure, Enclosure interval)
    {
        double width = interval.High - interval.Low;
        Assert.InRange(figure, interval.Low - width, interval.High + width);
    }
}
