using Antiphon.Equilibrium;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

/// <summary>Oracles, training and certificates under sampling rules, against ordered agents.</summary>
public class SamplingRulePlanningTests
{
    private const double Accuracy = 1e-7;

    [Theory]
    [MemberData(nameof(Observations.Names), MemberType = typeof(Observations))]
    public void The_deployed_oracle_finds_the_best_of_its_class_under_the_rule(string rule)
    {
        CooperativeGame game = Observations.Under(
            rule,
            new RandomGame(80)
            {
                LocalStates = 2,
                Agents = 3,
                Discount = 0.8,
            }.Create()
        );
        var random = new SmallRandom(81);
        double[] local = Tables.RandomLocal(game, random);
        CountLattice lattice = ObservationLattice.Of(game, 2);
        OrderedGame ordered = new(game, 2);
        double best = Enumerable
            .Range(0, 1 << (2 * lattice.Size))
            .Where((_, mask) => lattice.Size <= 4 || mask % 97 == 0)
            .Max(mask => ordered.StartValue(Rule(Table(game, lattice, mask)), local));
        var solver = new DeployedGLearn(new BestResponseOptions { Accuracy = Accuracy, MaximumSteps = 1000 });
        BestResponse<TabularGlobalPolicy>[] answers = Enumerable
            .Range(0, 6)
            .Select(_ =>
                solver.Solve(
                    new ExactPopulation(game, 3),
                    new JointPolicy(Table(game, lattice, random.Below(1 << (2 * lattice.Size))), Library.Local(game, local))
                )
            )
            .ToArray();
        Assert.All(answers, answer =>
            Assert.Equal(ordered.StartValue(Rule(answer.Policy), local), answer.Value, answer.ErrorBound + 1e-10)
        );
        double found = answers.Max(answer => answer.Value);

        // Six places make 4,096 tables, of which every 97th is tried: there the answer must not be worse than any of these.
        Assert.True(
            lattice.Size <= 4 ? Math.Abs(best - found) <= 10 * Accuracy : found >= best - (10 * Accuracy),
            $"{found} against {best}"
        );
    }

    /// <summary>
    /// Certificates are made and verified under the rule; the value is that over ordered agents, and the dispatcher's upper end holds
    /// against every table.
    /// </summary>
    [Theory]
    [MemberData(nameof(Observations.Names), MemberType = typeof(Observations))]
    public void Certificates_are_of_the_rule_and_verify_under_it_alone(string rule)
    {
        CooperativeGame uniform = new RandomGame(82)
        {
            LocalStates = 2,
            Agents = 3,
            Discount = 0.8,
        }.Create();
        CooperativeGame game = Observations.Under(rule, uniform);
        var random = new SmallRandom(83);
        CountLattice lattice = ObservationLattice.Of(game, 2);
        var pair = new JointPolicy(Table(game, lattice, 5), Library.Local(game, Tables.RandomLocal(game, random)));
        (NashCertificate certificate, CertificateWitness? witness) = new Certifier(
            new CertificateOptions { Accuracy = 1e-9, Threads = 1 }
        ).Run(game, pair, 3);
        OrderedGame ordered = new(game, 2);
        double[] local = pair.Local.Probabilities.ToArray();
        double value = ordered.StartValue(Rule((TabularGlobalPolicy)pair.Global), local);
        Assert.Equal(value, certificate.Value, 1e-8);
        for (int mask = 0; mask < 1 << (2 * lattice.Size); mask += 41)
        {
            Assert.True(
                ordered.StartValue(Rule(Table(game, lattice, mask)), local) - value <= certificate.DispatcherGap.Initial.Upper + 1e-8
            );
        }

        Assert.Equal(game.Sampling.Text, certificate.Sampling);
        StoredCertificate stored = CertificateFile.Parse(CertificateFile.Write(certificate, "00"), "test.json");
        Assert.Equal(certificate.Sampling, stored.Certificate.Sampling);
        var verifier = new CertificateVerifier(new VerificationOptions { States = 1000 });
        Verification verified = verifier.Verify(game, pair, stored, witness!);
        Assert.True(verified.Holds, verified.Failure);
        if (rule != "lossy")
        {
            Assert.Contains(
                "sampling",
                Assert.Throws<InvalidInputException>(() => verifier.Verify(uniform, pair, stored, witness!)).Message,
                StringComparison.Ordinal
            );
        }
    }

    /// <summary>Where observations can be lost the surrogate of j agents answers those at which j arrived.</summary>
    [Fact]
    public void The_surrogate_plans_for_each_number_that_arrives()
    {
        CooperativeGame game = new RandomGame(84) { LocalStates = 3, Agents = 5 }
            .Create()
            .WithSampling(new LossySampling(0.4));
        var solver = new GLearn(new GLearnOptions { Accuracy = 1e-9, Threads = 1 });
        var local = LocalPolicy.Uniform(game);
        TabularGlobalPolicy table = SurrogateTables.Of(game, 3, seen => solver.Solve(game, local, seen).Policy);
        foreach (int[]? observation in Counting.Vectors(4, 3).Where(observation => observation[0] < 3))
        {
            TabularGlobalPolicy small = solver.Solve(game, local, 3 - observation[0]).Policy;
            for (int state = 0; state < game.GlobalStates; state++)
            {
                Assert.Equal(
                    small.Action(state, small.Lattice.Rank(observation.AsSpan(1))),
                    table.Action(state, table.Lattice.Rank(observation))
                );
            }
        }
    }

    [Theory]
    [InlineData("replacement", false)]
    [InlineData("weighted:1=4", false)]
    [InlineData("weighted:1=4", true)]
    [InlineData("lossy:0.3", false)]
    public void Training_under_a_rule_ends_at_a_pair_of_that_rule_and_says_so(string rule, bool correct)
    {
        CooperativeGame game = new RandomGame(85) { LocalStates = 3, Agents = 8 }.Create();
        var options = new AlternationOptions
        {
            Subsample = 3,
            Sampling = rule,
            CorrectSampling = correct,
            Restarts = 2,
            Rollouts = 20,
            Seeds = 3,
            Threads = 1,
        };
        AlternationResult<JointPolicy> result = new Alternation(options).Run(game);
        CooperativeGame deployed = game.WithSampling(SamplingRule.Parse(rule, game));
        using var workers = new Workers(1);
        PairEvaluation evaluator = new(new ExactPopulation(deployed, 8), ObservationLattice.Of(deployed, 3), workers);
        evaluator.SetLocal(result.Policy.Local);
        evaluator.SetGlobal(result.Policy.Global);
        Assert.Equal(evaluator.Evaluate(1e-9, default), result.Value, 1e-5);
        Assert.Contains(result.Notices, notice => notice.StartsWith($"sampling is {rule}: ", StringComparison.Ordinal));
        Assert.Equal(
            result.Trace.Select(proposal => proposal.Gain),
            new Alternation(options with { Threads = 2 }).Run(game).Trace.Select(proposal => proposal.Gain)
        );
    }

    [Theory]
    [InlineData("clustered:2", "training is not supported under the sampling rule 'clustered:2'")]
    [InlineData("lossy:2", "the loss probability is 2")]
    [InlineData("weighted:9=1", "has the state '9'")]
    public void Rules_that_cannot_be_trained_under_are_refused_before_any_turn(string rule, string expected)
    {
        CooperativeGame game = new RandomGame(86) { Agents = 8 }.Create();
        Assert.Contains(
            expected,
            Assert
                .ThrowsAny<InvalidInputException>(() =>
                    new Alternation(new AlternationOptions { Subsample = 2, Sampling = rule }).Run(game)
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_needs_other_observations_is_refused()
    {
        CooperativeGame game = new RandomGame(87) { Agents = 8 }.Create();
        Assert.Contains(
            "CorrectSampling applies only to weighted sampling",
            Refused(new AlternationOptions { Subsample = 2, CorrectSampling = true }),
            StringComparison.Ordinal
        );
        foreach (LocalOracle oracle in new[] { LocalOracle.ChainUcfh, LocalOracle.Representative })
        {
            Assert.Contains(
                "under lossy sampling",
                Refused(
                    new AlternationOptions
                    {
                        Subsample = 2,
                        Sampling = "lossy:0.1",
                        LocalOracle = oracle,
                    }
                ),
                StringComparison.Ordinal
            );
        }

        string Refused(AlternationOptions options) =>
            Assert.ThrowsAny<InvalidInputException>(() => new Alternation(options) { Parts = PaperParts.All }.Run(game)).Message;
    }

    private static TabularGlobalPolicy Table(CooperativeGame game, CountLattice lattice, int mask) =>
        TabularGlobalPolicy.FromFunction(game.GlobalStates, 2, lattice, (state, rank) => mask >> ((state * lattice.Size) + rank) & 1);

    private static GlobalRule Rule(TabularGlobalPolicy table) =>
        (globalState, observation) => table.Action(globalState, table.Lattice.Rank(observation)) == 0 ? [1, 0] : [0, 1];
}
