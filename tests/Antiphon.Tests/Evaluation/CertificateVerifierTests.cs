using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Evaluation;

public class CertificateVerifierTests
{
    private static readonly CertificateVerifier Everywhere = new(new VerificationOptions { States = 100_000 });

    [Theory]
    [InlineData(KernelShape.Dense, 2, 4, 2)]
    [InlineData(KernelShape.Sparse, 3, 3, 1)]
    [InlineData(KernelShape.Absorbing, 2, 4, 4)]
    [InlineData(KernelShape.Deterministic, 3, 3, 2)]
    [InlineData(KernelShape.EqualRows, 2, 5, 1)]
    [InlineData(KernelShape.Cyclic, 3, 3, 3)]
    [InlineData(KernelShape.Dense, 1, 3, 1)]
    [InlineData(KernelShape.Dense, 3, 1, 1)]
    public void A_certificate_holds_at_every_state_after_a_round_trip_through_files(KernelShape shape, int states, int agents, int looks)
    {
        var judged = Judge(shape, states, agents, looks);
        using TemporaryFolder folder = new();
        var hash = WitnessFile.Save(judged.Witness!, folder.In("c.witness"));
        CertificateFile.Save(judged.Certificate, folder.In("c.json"), hash);
        var stored = CertificateFile.Load(folder.In("c.json"));
        var (witness, found) = WitnessFile.Load(WitnessFile.PathFor(folder.In("c.json")));
        Assert.Equal((hash, hash), (found, stored.WitnessHash));
        Assert.Equal(CertificateFile.Write(judged.Certificate, hash), CertificateFile.Write(stored.Certificate, hash));
        var verification = Everywhere.Verify(judged.Game, judged.Pair, stored, witness);
        Assert.Null(verification.Failure);
        Assert.True(verification.Holds && verification.BellmanStates >= 6 * judged.Ordered.States / judged.Ordered.Tuples.Length);
    }

    public static TheoryData<string, Func<StoredCertificate, StoredCertificate>> Lies => new()
    {
        { "dispatcherGap.initial: upper end", lie => lie with { Certificate = lie.Certificate with { DispatcherGap = Upper(lie.Certificate.DispatcherGap) } } },
        { "agentGap.initial: upper end", lie => lie with { Certificate = lie.Certificate with { AgentGap = Upper(lie.Certificate.AgentGap) } } },
        { "welfareGap.initial: upper end", lie => lie with { Certificate = lie.Certificate with { WelfareGap = Upper(lie.Certificate.WelfareGap) } } },
        { "selfishAgentGap.initial: upper end", lie => lie with { Certificate = lie.Certificate with { SelfishAgentGap = Upper(lie.Certificate.SelfishAgentGap) } } },
        { "teamGap.worst: lower end", lie => lie with { Certificate = lie.Certificate with { TeamGap = Lower(lie.Certificate.TeamGap) } } },
        { "agentGap.worst: lower end", lie => lie with { Certificate = lie.Certificate with { AgentGap = Lower(lie.Certificate.AgentGap) } } },
        { "value.initial: within the residual", lie => lie with { Certificate = lie.Certificate with { Value = lie.Certificate.Value + 1e-6 } } },
        { "residual: at least the proved error", lie => lie with { Certificate = lie.Certificate with { Residual = 0 } } },
        { "epsilon.initial: at least", lie => lie with { EpsilonInitial = lie.EpsilonInitial - 1e-6 } },
        { "epsilon.worst: at least", lie => lie with { EpsilonWorst = 0 } },
        { "dispatcherGap.initial: 0 <= lower end", lie => lie with { Certificate = lie.Certificate with { DispatcherGap = lie.Certificate.DispatcherGap with { Initial = new GapInterval(-1, 1) } } } },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_tampered_figure_is_named(string name, Func<StoredCertificate, StoredCertificate> tamper)
    {
        var judged = Judge(KernelShape.Dense, 2, 3, 1, accuracy: 1e-8);
        var honest = new StoredCertificate(judged.Certificate, judged.Certificate.EpsilonInitial, judged.Certificate.EpsilonWorst, null);
        Assert.True(Everywhere.Verify(judged.Game, judged.Pair, honest, judged.Witness!).Holds);
        var verification = Everywhere.Verify(judged.Game, judged.Pair, tamper(honest), judged.Witness!);
        Assert.False(verification.Holds);
        Assert.StartsWith(name, verification.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_tampered_function_fails_its_own_equation()
    {
        var judged = Judge(KernelShape.Dense, 2, 3, 1, accuracy: 1e-8);
        foreach (var function in judged.Witness!.Functions)
        {
            // A constant added everywhere moves no gap by more than it moves the equation; figures wide enough let the equation speak.
            var moved = function with { Values = [.. function.Values.Select(value => value + 1e-5)] };
            CertificateWitness witness = new([.. judged.Witness.Functions.Select(other => other == function ? moved : other)]);
            var verification = Everywhere.Verify(judged.Game, judged.Pair, Wide(judged.Certificate), witness);
            Assert.StartsWith($"Bellman equation of {function.Name} at ", verification.Failure, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Another_game_another_policy_and_a_poor_witness_are_refused()
    {
        var judged = Judge(KernelShape.Dense, 2, 3, 1);
        var stored = Wide(judged.Certificate);
        var other = new RandomGame(1).Create();
        Assert.Contains("another game", Refusal(other, judged.Pair, judged.Witness!), StringComparison.Ordinal);
        Assert.Contains("another policy", Refusal(judged.Game, judged.Pair with { Local = LocalPolicy.Uniform(judged.Game) }, judged.Witness!), StringComparison.Ordinal);
        Assert.Contains("has no function value", Refusal(judged.Game, judged.Pair, new CertificateWitness(judged.Witness!.Functions.Skip(1).ToArray())), StringComparison.Ordinal);
        Assert.Contains("does not fit", Refusal(judged.Game, judged.Pair, new CertificateWitness([.. judged.Witness.Functions.Select(f => f with { Values = f.Values[1..] })])), StringComparison.Ordinal);

        string Refusal(CooperativeGame game, JointPolicy pair, CertificateWitness witness) =>
            Assert.Throws<InvalidInputException>(() => { Everywhere.Verify(game, pair, stored, witness); }).Message;
    }

    [Theory]
    [InlineData("\"agents\": 3", "\"agents\": \"3\"", "agents is a text")]
    [InlineData("\"residual\"", "\"residuals\"", "residual is missing")]
    [InlineData("\"method\": \"exact\"", "\"method\": \"guess\"", "\"exact\" or \"estimate\"")]
    [InlineData("antiphon-certificate/1", "antiphon-certificate/2", "another version of Antiphon wrote it")]
    [InlineData("\"worst\": [", "\"worst\": [0, ", "has 3 entries")]
    public void A_damaged_file_is_refused_by_place(string found, string replaced, string message)
    {
        var text = CertificateFile.Write(Judge(KernelShape.Dense, 2, 3, 1).Certificate);
        Assert.Contains(found, text, StringComparison.Ordinal);
        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => { CertificateFile.Parse(text.Replace(found, replaced, StringComparison.Ordinal), "c.json"); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_witness_is_refused()
    {
        using TemporaryFolder folder = new();
        var path = folder.In("c.witness");
        WitnessFile.Save(Judge(KernelShape.Dense, 2, 3, 1).Witness!, path);
        var bytes = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 10, 25, bytes.Length / 2, bytes.Length - 9 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Throws<InvalidInputException>(() => { WitnessFile.Load(path); });
        }
        Assert.Throws<InvalidInputException>(() => { WitnessFile.Load(folder.In("missing")); });
    }

    private static Judged Judge(KernelShape shape, int states, int agents, int looks, double accuracy = 1e-10) => new(
        new RandomGame((ulong)(980 + agents)) { Shape = shape, LocalStates = states, Agents = agents, Discount = 0.8 }.Create(), looks, 7,
        deterministic: shape is KernelShape.Deterministic or KernelShape.Cyclic, accuracy);

    private static EquilibriumGap Upper(EquilibriumGap gap) => gap with { Initial = gap.Initial with { Upper = gap.Initial.Upper - Math.Min(1e-6, (gap.Initial.Upper - gap.Initial.Lower) / 2) } };

    private static EquilibriumGap Lower(EquilibriumGap gap) => gap with { Worst = gap.Worst with { Lower = gap.Worst.Lower + ((gap.Worst.Upper - gap.Worst.Lower) / 2) } };

    /// <summary>Figures that leave room: zero below, much above.</summary>
    private static StoredCertificate Wide(NashCertificate certificate)
    {
        EquilibriumGap gap = new(new GapInterval(0, 1000), new GapInterval(0, 1000));
        return new StoredCertificate(
            certificate with { Residual = 1, DispatcherGap = gap, AgentGap = gap, TeamGap = gap, SelfishAgentGap = gap, WelfareGap = gap }, 1000, 1000, null);
    }
}
